/**
 * A simulated Cyton in a process of its own. A pseudo-terminal of node-pty is inherited by every process that is started
 * after it, and lives on there: where a test starts a host or a driver itself, only this way is unplugging seen.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { CytonSample } from './samples.js';
import type { CytonSimulatorOptions } from './simulator.js';

/** What the process is asked, by its parent. */
export type SimulatorRequest =
  | { readonly type: 'open'; readonly options: CytonSimulatorOptions }
  | { readonly type: 'resume' }
  | { readonly type: 'status' };

/** What the process answers: each request once, in order. */
export interface SimulatorStatus {
  readonly path: string;
  readonly sentSamples: number;
  readonly received: string;
}

const entry = fileURLToPath(new URL('../../dist/cyton/simulator-process-entry.js', import.meta.url));

/** Starts a process with a simulated Cyton. */
export async function startCytonProcess(options: CytonSimulatorOptions): Promise<CytonProcess> {
  const child = fork(entry, { serialization: 'advanced' });
  const { path } = await ask(child, { type: 'open', options });
  return new CytonProcess(child, path, options.samples);
}

/** A simulated Cyton in another process: see `CytonSimulator` for what each member means. */
export class CytonProcess {
  readonly path: string;
  readonly samples: readonly CytonSample[];
  readonly #child: ChildProcess;

  constructor(child: ChildProcess, path: string, samples: readonly CytonSample[]) {
    this.#child = child;
    this.path = path;
    this.samples = samples;
  }

  /** How far it is, and what it was sent. */
  status(): Promise<SimulatorStatus> {
    return ask(this.#child, { type: 'status' });
  }

  async resume(): Promise<void> {
    await ask(this.#child, { type: 'resume' });
  }

  /** Pulls the plug, by ending the process. */
  unplug(): Promise<void> {
    return this.close();
  }

  async close(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const exited = new Promise((resolve) => this.#child.once('exit', resolve));
    this.#child.kill('SIGKILL');
    await exited;
  }
}

function ask(child: ChildProcess, request: SimulatorRequest): Promise<SimulatorStatus> {
  return new Promise((resolve, reject) => {
    const onExit = () => reject(new Error('The process of the simulated Cyton has ended.'));
    child.once('exit', onExit);
    child.once('message', (status: SimulatorStatus) => {
      child.off('exit', onExit);
      resolve(status);
    });
    child.send(request);
  });
}

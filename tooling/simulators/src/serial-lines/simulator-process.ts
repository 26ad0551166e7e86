/** A device that prints lines, in a process of its own: what a test starts after it sees it unplugged. */
import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { LinesSimulatorOptions } from './simulator.js';

/** What the process is asked, by its parent. */
export type LinesRequest =
  | { readonly type: 'open'; readonly options: LinesSimulatorOptions }
  | { readonly type: 'status' };

/** What the process answers: each request once, in order. */
export interface LinesStatus {
  readonly path: string;
  readonly sentLines: number;
  readonly received: string;
}

const entry = fileURLToPath(new URL('../../dist/serial-lines/simulator-process-entry.js', import.meta.url));

/** Starts a process with a device that prints lines. */
export async function startLinesProcess(options: LinesSimulatorOptions): Promise<LinesProcess> {
  const child = fork(entry, { serialization: 'advanced' });
  const { path } = await ask(child, { type: 'open', options });
  return new LinesProcess(child, path);
}

/** A device in another process: see `LinesSimulator` for what each member means. */
export class LinesProcess {
  readonly path: string;
  readonly #child: ChildProcess;

  constructor(child: ChildProcess, path: string) {
    this.#child = child;
    this.path = path;
  }

  /** How far it is, and what it was sent. */
  status(): Promise<LinesStatus> {
    return ask(this.#child, { type: 'status' });
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

function ask(child: ChildProcess, request: LinesRequest): Promise<LinesStatus> {
  return new Promise((resolve, reject) => {
    const onExit = () => reject(new Error('The process of the simulated device has ended.'));
    child.once('exit', onExit);
    child.once('message', (status: LinesStatus) => {
      child.off('exit', onExit);
      resolve(status);
    });
    child.send(request);
  });
}

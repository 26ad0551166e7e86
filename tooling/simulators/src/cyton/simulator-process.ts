/** A simulated Cyton in a process of its own: what a test starts after it sees it unplugged. */
import { SimulatorChild } from '../simulator-child.js';
import type { CytonSample } from './samples.js';
import type { CytonSimulatorOptions } from './simulator.js';

/** What the process is asked, by its parent. */
export type SimulatorRequest =
  | { readonly type: 'open'; readonly options: CytonSimulatorOptions }
  | { readonly type: 'resume' }
  | { readonly type: 'status' };

/** What the process answers. */
export interface SimulatorStatus {
  readonly path: string;
  readonly sentSamples: number;
  readonly received: string;
}

const entry = new URL('../../dist/cyton/simulator-process-entry.js', import.meta.url);

/** Starts a process with a simulated Cyton. */
export async function startCytonProcess(options: CytonSimulatorOptions): Promise<CytonProcess> {
  const child = new SimulatorChild<SimulatorRequest, SimulatorStatus>(entry);
  const { path } = await child.ask({ type: 'open', options });
  return new CytonProcess(child, path, options.samples);
}

/** A simulated Cyton in another process: see `CytonSimulator` for what each member means. */
export class CytonProcess {
  readonly path: string;
  readonly samples: readonly CytonSample[];
  readonly #child: SimulatorChild<SimulatorRequest, SimulatorStatus>;

  constructor(
    child: SimulatorChild<SimulatorRequest, SimulatorStatus>,
    path: string,
    samples: readonly CytonSample[],
  ) {
    this.#child = child;
    this.path = path;
    this.samples = samples;
  }

  /** How far it is, and what it was sent. */
  status(): Promise<SimulatorStatus> {
    return this.#child.ask({ type: 'status' });
  }

  async resume(): Promise<void> {
    await this.#child.ask({ type: 'resume' });
  }

  /** Pulls the plug, by ending the process. */
  unplug(): Promise<void> {
    return this.#child.end();
  }

  close(): Promise<void> {
    return this.#child.end();
  }
}

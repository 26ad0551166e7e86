/** A device that prints lines, in a process of its own: what a test starts after it sees it unplugged. */
import { SimulatorChild } from '../simulator-child.js';
import type { LinesSimulatorOptions } from './simulator.js';

/** What the process is asked, by its parent. */
export type LinesRequest =
  | { readonly type: 'open'; readonly options: LinesSimulatorOptions }
  | { readonly type: 'status' };

/** What the process answers. */
export interface LinesStatus {
  readonly path: string;
  readonly sentLines: number;
  readonly received: string;
}

const entry = new URL('../../dist/serial-lines/simulator-process-entry.js', import.meta.url);

/** Starts a process with a device that prints lines. */
export async function startLinesProcess(options: LinesSimulatorOptions): Promise<LinesProcess> {
  const child = new SimulatorChild<LinesRequest, LinesStatus>(entry);
  const { path } = await child.ask({ type: 'open', options });
  return new LinesProcess(child, path);
}

/** A device in another process: see `LinesSimulator` for what each member means. */
export class LinesProcess {
  readonly path: string;
  readonly #child: SimulatorChild<LinesRequest, LinesStatus>;

  constructor(child: SimulatorChild<LinesRequest, LinesStatus>, path: string) {
    this.#child = child;
    this.path = path;
  }

  /** How far it is, and what it was sent. */
  status(): Promise<LinesStatus> {
    return this.#child.ask({ type: 'status' });
  }

  /** Pulls the plug, by ending the process. */
  unplug(): Promise<void> {
    return this.#child.end();
  }

  close(): Promise<void> {
    return this.#child.end();
  }
}

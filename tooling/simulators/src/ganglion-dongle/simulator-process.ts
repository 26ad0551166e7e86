/** A dongle on a pseudo-terminal with a Ganglion in range, in a process of its own: what a test starts after it sees it unplugged. */
import type { GanglionOptions } from '../ble/ganglion-board.js';
import { SimulatorChild } from '../simulator-child.js';

/** What the process is asked, by its parent. Boards have no functions here: they do not cross from process to process. */
export type DongleRequest =
  | { readonly type: 'open'; readonly boards: readonly Omit<GanglionOptions, 'onCommand'>[] }
  | { readonly type: 'lose-connection' };

/** What the process answers. */
export interface DongleStatus {
  /** The serial port of the dongle. */
  readonly path: string;
}

const entry = new URL('../../dist/ganglion-dongle/simulator-process-entry.js', import.meta.url);

/** Starts a process with a dongle. */
export async function startDongleProcess(
  boards: readonly Omit<GanglionOptions, 'onCommand'>[] = [{}],
): Promise<DongleProcess> {
  const child = new SimulatorChild<DongleRequest, DongleStatus>(entry);
  const { path } = await child.ask({ type: 'open', boards });
  return new DongleProcess(child, path);
}

/** A simulated dongle in another process. */
export class DongleProcess {
  readonly path: string;
  readonly #child: SimulatorChild<DongleRequest, DongleStatus>;

  constructor(child: SimulatorChild<DongleRequest, DongleStatus>, path: string) {
    this.#child = child;
    this.path = path;
  }

  /** The board goes out of range for a moment. */
  async loseConnection(): Promise<void> {
    await this.#child.ask({ type: 'lose-connection' });
  }

  /** Pulls the plug, by ending the process. */
  unplug(): Promise<void> {
    return this.#child.end();
  }

  close(): Promise<void> {
    return this.#child.end();
  }
}

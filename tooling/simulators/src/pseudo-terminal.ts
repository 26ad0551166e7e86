import { closeSync, constants, openSync, writeSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ReadStream } from 'node:tty';
import * as nodePty from '@lydell/node-pty';

/** `open` gives a terminal without a process. node-pty has it, but not in its type declarations. */
interface TerminalPair {
  readonly ptsName: string;
  readonly fd: number;
  readonly master: ReadStream;
  readonly slave: ReadStream;
}
const { open } = nodePty as unknown as { open(options: { encoding: null }): TerminalPair };

/** How long to wait when the other end does not read, before trying again. */
const retryMs = 1;

/**
 * A real pseudo-terminal: what opens `path` has a serial port whose other end is this object. Processes that this one starts
 * inherit the other end, and do not see the terminal close.
 */
export class PseudoTerminal {
  /** What a program opens as its serial port. */
  readonly path: string;
  readonly #pair: TerminalPair;
  /** Without an open port side, the terminal would hang up between two programs that open it. */
  readonly #keepOpen: number;
  #closed: Promise<void> | undefined;

  constructor(onData: (bytes: Uint8Array) => void) {
    this.#pair = open({ encoding: null });
    this.path = this.#pair.ptsName;
    this.#keepOpen = openSync(this.path, constants.O_RDWR | constants.O_NOCTTY | constants.O_NONBLOCK);
    // node-pty reads the port side too, and would take the bytes that are meant for the program.
    this.#pair.slave.destroy();
    this.#pair.master.on('data', onData);
    // An error of the terminal ends in 'close', for which unplug() waits.
    this.#pair.master.on('error', () => {});
  }

  get isClosed(): boolean {
    return this.#closed !== undefined;
  }

  /**
   * Sends all bytes, in order, as fast as the other end reads them. Calls must not overlap.
   * @returns how many bytes were sent: fewer than given only when the terminal was closed meanwhile.
   */
  async write(bytes: Uint8Array): Promise<number> {
    let sent = 0;
    while (sent < bytes.length && !this.isClosed) {
      sent += this.#writeSome(bytes.subarray(sent));
      if (sent < bytes.length) await sleep(retryMs);
    }
    return sent;
  }

  /** Directly and without waiting: the stream of node-pty blocks the whole process while the other end does not read. */
  #writeSome(bytes: Uint8Array): number {
    try {
      return writeSync(this.#pair.fd, bytes);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EAGAIN') return 0;
      throw error;
    }
  }

  /** Stops taking what the port sends: after some kilobytes it cannot send more. */
  pause(): void {
    this.#pair.master.pause();
  }

  resume(): void {
    this.#pair.master.resume();
  }

  /** Takes the device away, as when its plug is pulled. What the other end has not read is lost. */
  close(): Promise<void> {
    this.#closed ??= new Promise((resolve) => {
      this.#pair.master.once('close', () => resolve());
      this.#pair.master.destroy();
      closeSync(this.#keepOpen);
    });
    return this.#closed;
  }
}

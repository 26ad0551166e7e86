import type { IsolateExitCause } from '../events/host-events.js';
import type { HostMessage, IsolateMessage } from '../isolate/messages.js';

/** How an isolate ended. */
export interface IsolateExit {
  readonly cause: IsolateExitCause;
  readonly exitCode: number | null;
  readonly signal: string | null;
  /** The end of what was written to standard error. */
  readonly stderr: string;
}

/** What comes out of an isolate, in order. Nothing comes after `onExit`. */
export interface CarrierSink {
  /** @param bytes - an encoded frame in memory that is never written again. */
  onFrame(streamIndex: number, bytes: Uint8Array, dropped: number): void;
  onMessage(message: IsolateMessage): void;
  /** A line that the driver printed. */
  onOutput(level: 'info' | 'warn', line: string): void;
  onExit(exit: IsolateExit): void;
}

/** Why a host ends an isolate at once. */
export type KillCause = Exclude<IsolateExitCause, 'closed' | 'crashed'>;

/** Where a driver runs: a child process, a worker thread, or this one. One contract for all. */
export interface Carrier {
  readonly pid: number | undefined;
  send(message: HostMessage): void;
  /** Ends the isolate after its driver was shut down. */
  close(): void;
  /** Ends it at once. */
  kill(cause: KillCause): void;
}

export type StartCarrier = (sink: CarrierSink) => Carrier;

import { type Clock, serializeError } from '@modlink/sdk';
import {
  type CapturedError,
  type CaptureEvent,
  type CaptureHeader,
  type DataAbout,
  formatEvent,
  formatHeader,
} from '../format/capture-format.js';
import { encodeArguments, encodeBytes } from '../format/json-bytes.js';
import type { CaptureSink, OpenSink } from './capture-sink.js';

/** Omit that keeps the alternatives of a union apart. */
type Untimed<Event> = Event extends unknown ? Omit<Event, 'offsetNs'> : never;

/** What a {@link ConnectionLog} is made of. */
export interface ConnectionLogOptions {
  readonly header: CaptureHeader;
  /** Asked at once, for where the lines go. */
  readonly openSink: OpenSink;
  readonly clock: Clock;
  readonly onFailed: (error: unknown) => void;
}

/** Writes down one connection. A sink that fails ends the capture, never the connection. */
export class ConnectionLog {
  readonly #startNs: bigint;
  readonly #clock: Clock;
  readonly #onFailed: (error: unknown) => void;
  #sink: CaptureSink | undefined;
  #calls = 0;
  readonly #pending = new Set<number>();
  #isClosed = false;

  constructor({ header, openSink, clock, onFailed }: ConnectionLogOptions) {
    this.#startNs = header.startNs;
    this.#clock = clock;
    this.#onFailed = onFailed;
    this.#attempt(() => {
      this.#sink = openSink(header);
      this.#sink.write(`${formatHeader(header)}\n`);
    });
  }

  /** The opening succeeded. @param properties - what the connection says of itself. */
  opened(properties: object): void {
    const value = Object.keys(properties).length === 0 ? undefined : encodeBytes(properties);
    this.#note({ type: 'result', call: 0, value });
  }

  /** @returns the number of the call. */
  call(method: string, args: readonly unknown[]): number {
    this.#calls += 1;
    if (this.#isClosed) return this.#calls;
    this.#pending.add(this.#calls);
    this.#note({ type: 'call', call: this.#calls, method, args: encodeArguments(args) });
    return this.#calls;
  }

  result(call: number, value: unknown): void {
    this.#settled(call, {
      type: 'result',
      call,
      value: value === undefined ? undefined : encodeBytes(value),
    });
  }

  error(call: number, error: unknown): void {
    this.#settled(call, { type: 'error', call, error: capturedError(error) });
  }

  data(view: ArrayBufferView, arrivalNs: bigint, about?: DataAbout): void {
    this.#attempt(() => {
      const offsetNs = Number(arrivalNs - this.#startNs);
      const bytes = new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
      this.#sink?.write(`${formatEvent({ offsetNs, type: 'data', bytes, about })}\n`);
    });
  }

  /** The connection ended. What comes of calls that were made before is still written down. */
  closed(error: unknown): void {
    this.#isClosed = true;
    this.#note({ type: 'close', error: error === undefined ? undefined : capturedError(error) });
    this.#endUnlessPending();
  }

  #settled(call: number, event: Untimed<CaptureEvent>): void {
    if (!this.#pending.delete(call)) return;
    this.#note(event);
    this.#endUnlessPending();
  }

  #endUnlessPending(): void {
    if (!this.#isClosed || this.#pending.size > 0) return;
    this.#attempt(() => this.#sink?.end());
    this.#sink = undefined;
  }

  #note(event: Untimed<CaptureEvent>): void {
    this.#attempt(() => {
      const offsetNs = Number(this.#clock.nowNs() - this.#startNs);
      this.#sink?.write(`${formatEvent({ ...event, offsetNs })}\n`);
    });
  }

  #attempt(write: () => void): void {
    try {
      write();
    } catch (error) {
      this.#sink = undefined;
      this.#onFailed(error);
    }
  }
}

/** Without the stack: it tells of the machine, and playback has one of its own. */
function capturedError(error: unknown): CapturedError {
  const { code, message } = serializeError(error);
  return { code, message };
}

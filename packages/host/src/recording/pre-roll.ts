import type { Unsubscribe } from '@modlink/sdk';
import { FrameView } from '@modlink/sdk/encoding';
import type { Bus, FrameMessage } from '../bus/bus.js';

/** What is kept of the time before a recording starts. */
export interface PreRollOptions {
  /** How far back it goes, in milliseconds. */
  readonly durationMs: number;
  /** What it keeps in memory at most, in bytes; beyond it the oldest frames go first. Default 64 MiB. */
  readonly maxBytes?: number | undefined;
}

const defaultMaxBytes = 64 * 1024 * 1024;
/** Of what was dropped at the front, so much may lie in memory as empty places. */
const mostEmptyPlaces = 1024;

/** The last frames of all streams, in memory. */
export class PreRoll {
  #durationNs: bigint;
  readonly #maxBytes: number;
  readonly #end: Unsubscribe;
  #frames: (FrameMessage | undefined)[] = [];
  #first = 0;
  #bytes = 0;

  constructor(bus: Bus, { durationMs, maxBytes = defaultMaxBytes }: PreRollOptions) {
    this.#durationNs = BigInt(Math.round(durationMs * 1e6));
    this.#maxBytes = maxBytes;
    this.#end = bus.tap('*', (message) => this.#keep(message), { name: 'pre-roll' });
  }

  /** From the next frame on it goes back this far, in milliseconds. */
  set durationMs(durationMs: number) {
    this.#durationNs = BigInt(Math.round(durationMs * 1e6));
  }

  /** What it holds now, in bytes. */
  get bytes(): number {
    return this.#bytes;
  }

  /** The frames that arrived at a time or later, in their order. */
  *since(fromNs: bigint): Generator<FrameMessage, void, void> {
    for (let index = this.#first; index < this.#frames.length; index++) {
      const message = this.#frames[index];
      if (message !== undefined && message.arrivalNs >= fromNs) yield message;
    }
  }

  close(): void {
    this.#end();
    this.#frames = [];
    this.#first = this.#bytes = 0;
  }

  #keep({ stream, view, arrivalNs }: FrameMessage): void {
    // In bytes of their own: a frame may keep alive whatever it came with.
    const bytes = new Uint8Array(view.bytes);
    this.#frames.push({ stream, view: new FrameView(bytes), arrivalNs });
    this.#bytes += bytes.byteLength;
    for (;;) {
      const oldest = this.#frames[this.#first];
      if (oldest === undefined) break;
      if (this.#bytes <= this.#maxBytes && oldest.arrivalNs >= arrivalNs - this.#durationNs) break;
      this.#bytes -= oldest.view.bytes.byteLength;
      this.#frames[this.#first] = undefined;
      this.#first += 1;
    }
    if (this.#first > mostEmptyPlaces) {
      this.#frames.splice(0, this.#first);
      this.#first = 0;
    }
  }
}

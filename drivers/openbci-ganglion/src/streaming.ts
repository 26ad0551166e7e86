import { type EmitOptions, type EmitSamples, RefusalReport } from '@modlink/sdk';
import {
  type FirmwareFormat,
  GanglionDecoder,
  gPerCount,
  MessageParser,
  microvoltPerCount,
} from './parser/index.js';

/** m/s^2 per g: standard gravity, exact by definition. */
const standardGravity = 9.80665;

export interface StreamingHandlers {
  readonly emit: (streamKey: string, values: EmitSamples, options: EmitOptions) => void;
  /** Something for the user. */
  readonly warn: (message: string) => void;
}

/** From the start of streaming to its end: packets in, frames out. */
export class GanglionStreaming {
  readonly #decoder: GanglionDecoder;
  readonly #messages = new MessageParser();
  readonly #refusals: RefusalReport;
  readonly #microvolts = new Float32Array(8);
  readonly #accel = new Float32Array(3);
  #arrivalNs = 0n;

  constructor(firmware: FirmwareFormat, { emit, warn }: StreamingHandlers) {
    this.#refusals = new RefusalReport('packets', warn);
    this.#decoder = new GanglionDecoder(firmware, {
      onSamples: (counts, lost) => {
        for (const [index, count] of counts.entries()) this.#microvolts[index] = count * microvoltPerCount;
        const options = { arrivalNs: this.#arrivalNs, lost, order: 'samples' } as const;
        emit('eeg', this.#microvolts.subarray(0, counts.length), options);
      },
      onAccel: (counts, lost) => {
        for (const [axis, count] of counts.entries()) {
          this.#accel[axis] = count * gPerCount * standardGravity;
        }
        emit('accel', this.#accel, { arrivalNs: this.#arrivalNs, lost });
      },
    });
  }

  take(bytes: Uint8Array, arrivalNs: bigint): void {
    this.#arrivalNs = arrivalNs;
    // What the board prints about a command that came while it streams is nothing to warn of.
    const isKnown = this.#decoder.take(bytes) || this.#messages.push(bytes) !== undefined;
    if (!isKnown) this.#refusals.add(bytes, arrivalNs);
  }
}

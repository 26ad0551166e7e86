import { type NdArray, ndarray, type TypedArray, typedArrays } from '@modlink/sdk';
import type { Signal } from '../signals/signal.js';
import type { EventSource } from './event-source.js';
import type { Faults } from './faults.js';
import type { Schedule } from './schedule.js';

/** Successive samples that go out as one frame. */
export interface SampleRun {
  readonly streamKey: string;
  /** The number of the first sample. */
  readonly first: number;
  /** Valid until the call returns: the buffer is used again. */
  readonly data: NdArray;
  /** Samples that the device's counter says were lost before. */
  readonly lost: number;
}

export interface StreamSourceOptions {
  readonly streamKey: string;
  readonly signal: Signal;
  readonly chunkSize: number;
  readonly schedule: Schedule;
  readonly faults: Faults;
  readonly onSamples: (samples: SampleRun) => void;
}

/**
 * Emits the samples of one stream in chunks. Chunks end at multiples of the chunk size; a sample that is missing ends a
 * frame early, so that the samples of a frame always follow each other without a hole.
 */
export class StreamSource implements EventSource {
  readonly #options: StreamSourceOptions;
  readonly #buffer: TypedArray;
  /** Everything before this sample has been emitted, or is missing. */
  #next = 0;
  #lost = 0;
  #nextNs: bigint;

  constructor(options: StreamSourceOptions) {
    const { signal, chunkSize } = options;
    this.#options = options;
    this.#buffer = new typedArrays[signal.dtype](lengthOf(signal.shape(chunkSize)));
    this.#nextNs = this.#dueNs();
  }

  get nextNs(): bigint {
    return this.#nextNs;
  }

  emitNext(): void {
    this.#emitUpTo(this.#chunkEnd());
  }

  emitUntil(offsetNs: bigint): void {
    const end = this.#options.schedule.countAt(offsetNs);
    while (this.#next < end) this.#emitUpTo(Math.min(end, this.#chunkEnd()));
  }

  #chunkEnd(): number {
    const { chunkSize } = this.#options;
    return (Math.floor(this.#next / chunkSize) + 1) * chunkSize;
  }

  /**
   * A chunk goes out when its last sample was taken, later by the jitter,
   * and right after the chunk before it where that one was later still.
   */
  #dueNs(): bigint {
    const { schedule, faults, chunkSize } = this.#options;
    const takenNs = schedule.hostOffsetNs(this.#chunkEnd() - 1);
    return takenNs + faults.delayNs(Math.floor(this.#next / chunkSize));
  }

  // The position moves on before each frame goes out: a receiver that stops the stream from inside finds it consistent.
  #emitUpTo(end: number): void {
    const { faults } = this.#options;
    while (this.#next < end) {
      const first = this.#next;
      const fate = faults.fateOf(first);
      this.#next += 1;
      if (fate === 'lost') this.#lost += 1;
      if (fate !== 'sent') continue;
      while (this.#next < end && faults.fateOf(this.#next) === 'sent') this.#next += 1;
      this.#emitRun(first, this.#next - first);
    }
    this.#nextNs = this.#dueNs();
  }

  #emitRun(first: number, count: number): void {
    const { streamKey, signal, onSamples } = this.#options;
    const shape = signal.shape(count);
    const values = this.#buffer.subarray(0, lengthOf(shape));
    signal.fill(values, first, count);
    const lost = this.#lost;
    this.#lost = 0;
    onSamples({ streamKey, first, data: ndarray(values, shape), lost });
  }
}

function lengthOf(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}

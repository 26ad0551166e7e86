import { RecordSegment } from './record-segment.js';

const trimEveryMs = 1000;

/** Segments that are used again: memory that is new costs more than what is copied into it. */
export class SegmentPool {
  readonly #segmentBytes: number;
  readonly #free: RecordSegment[] = [];
  /** As many were not needed since it was last trimmed. */
  #spare = 0;
  #trimmedMs = performance.now();

  /** @param segmentBytes - of all but those for a larger record. */
  constructor(segmentBytes: number) {
    this.#segmentBytes = segmentBytes;
  }

  take(sizeBytes: number): RecordSegment {
    const index = this.#free.findIndex((segment) => segment.sizeBytes >= sizeBytes);
    const [free] = index === -1 ? [] : this.#free.splice(index, 1);
    this.#spare = Math.min(this.#spare, this.#free.length);
    return free ?? RecordSegment.ofSize(Math.max(this.#segmentBytes, sizeBytes));
  }

  giveBack(segment: RecordSegment): void {
    segment.empty();
    this.#free.push(segment);
    const nowMs = performance.now();
    if (nowMs - this.#trimmedMs < trimEveryMs) return;
    this.#trimmedMs = nowMs;
    // The oldest go, so that the pool follows the sizes that are in use now.
    this.#free.splice(0, this.#spare);
    this.#spare = this.#free.length;
  }

  clear(): void {
    this.#free.length = this.#spare = 0;
  }
}

/** Samples on the even grid of a stream's nominal rate, as formats without timestamps have them. */
import type { ExportFrame } from '../export-format.js';
import { chosenTimeNs } from './time-axis.js';

/** How far frames that say nothing of a loss may be from their place before they count as interrupted, in seconds. */
const toleranceSeconds = 0.5;

/**
 * Finds the place of each frame of a stream. Frames follow each other without a gap, whatever the jitter of their
 * timestamps; where samples are missing, by the frame's `lost`, its sequence number, or a time that is half a second too late,
 * the next frame stands at the place of its timestamp. No sample is ever left out or moved forward.
 */
export class SampleGrid {
  readonly #startNs: bigint;
  readonly #rateHz: number;
  #next = 0;
  #lastSeq: number | undefined;
  #isFirst = true;

  /** @param startNs - the time of place 0, which no frame precedes. */
  constructor(startNs: bigint, rateHz: number) {
    this.#startNs = startNs;
    this.#rateHz = rateHz;
  }

  /** The place after the last sample. */
  get length(): number {
    return this.#next;
  }

  /** @returns how many places stay empty before the frame. */
  add(frame: ExportFrame): number {
    const { view } = frame;
    const { seq, lost } = view;
    const timestampNs = chosenTimeNs(frame);
    const isAfterLoss =
      lost > 0 || (seq !== undefined && this.#lastSeq !== undefined && seq > this.#lastSeq + 1);
    const place = Math.round((Number(timestampNs - this.#startNs) * this.#rateHz) / 1e9);
    const tolerance = this.#isFirst || isAfterLoss ? 0 : Math.ceil(toleranceSeconds * this.#rateHz);
    const missing = place - this.#next > tolerance ? place - this.#next : 0;
    this.#next += missing + view.axisLength(1);
    this.#lastSeq = seq;
    this.#isFirst = false;
    return missing;
  }
}

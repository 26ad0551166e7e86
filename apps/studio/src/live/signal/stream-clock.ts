/** Times of frames as milliseconds from the first one: nanoseconds since 1970 do not fit into a number exactly. */
export class StreamClock {
  #originNs: bigint | undefined;

  millisecondsOf(timestampNs: bigint): number {
    this.#originNs ??= timestampNs;
    return Number(timestampNs - this.#originNs) / 1e6;
  }
}

/** Behind by more than this, or ahead, the head jumps. */
const jumpMs = 1_500;

/**
 * The time at the right edge of a view that moves. Frames come in bursts; it follows them evenly, so that curves glide: each
 * time it goes on by the time that passed, and a part of the way to the newest sample.
 */
export class Playhead {
  #atMs = Number.NaN;
  #drawnMs = 0;

  /** @param nowMs - of the animation frame. @param newestMs - the time of the newest sample. */
  follow(nowMs: number, newestMs: number): number {
    const passedMs = Math.max(0, nowMs - this.#drawnMs);
    this.#drawnMs = nowMs;
    if (!(Math.abs(newestMs - this.#atMs) < jumpMs)) {
      this.#atMs = newestMs;
    } else {
      const next = this.#atMs + passedMs;
      // A share per time, not per picture: slow machines follow as closely.
      const share = 1 - Math.exp(-passedMs / 200);
      this.#atMs = Math.min(newestMs, Math.max(this.#atMs, next + (newestMs - next) * share));
    }
    return this.#atMs;
  }
}

/** Timestamps of hosts waver by some milliseconds; what is later than this is missing. */
const toleranceMs = 100;
/** A stream that goes back by more than this was sought to another place. */
const seekMs = 500;

export interface Placement {
  readonly startMs: number;
  /** How it follows what came before: directly, after a time without samples, or somewhere else altogether. */
  readonly follows: 'directly' | 'gap' | 'elsewhere';
}

/** Places blocks of samples one after the other. */
export class Timeline {
  #nextMs: number | undefined;

  /** Where the sample after the last is expected. */
  get nextMs(): number | undefined {
    return this.#nextMs;
  }

  /** @param startMs - of the first sample, as it was told. @param lost - samples that the device knows to be lost before. */
  place(startMs: number, count: number, periodMs: number, lost: number): Placement {
    const late = this.#nextMs === undefined ? 0 : startMs - this.#nextMs;
    let placed: Placement;
    if (late < -seekMs) placed = { startMs, follows: 'elsewhere' };
    else if (lost > 0 || late > Math.max(toleranceMs, 1.5 * periodMs)) {
      placed = { startMs: Math.max(startMs, this.#nextMs ?? startMs), follows: 'gap' };
    } else {
      // Samples keep their even distance; what wavers is followed slowly, so that curves do not tremble.
      const steady =
        this.#nextMs === undefined ? startMs : this.#nextMs + Math.max(late * 0.1, -0.5 * periodMs);
      placed = { startMs: steady, follows: 'directly' };
    }
    this.#nextMs = placed.startMs + count * periodMs;
    return placed;
  }
}

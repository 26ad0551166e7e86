/**
 * The sequence numbers of a stream: they go on for as long as the driver lives, with the gaps that the recording has. Where
 * the replay jumps, or begins again, nothing is missing.
 */
export class Sequence {
  #last: number;
  #recorded: number | undefined;

  /** @param first - the number of the first frame. */
  constructor(first: number) {
    this.#last = first - 1;
  }

  /** @param recorded - the number that the frame had. One without, and one that came late, is the next. */
  next(recorded: number | undefined): number {
    const jump = recorded === undefined || this.#recorded === undefined ? 1 : recorded - this.#recorded;
    this.#recorded = recorded;
    this.#last += Math.max(jump, 1);
    return this.#last;
  }

  /** What comes next does not follow on what was before. */
  interrupt(): void {
    this.#recorded = undefined;
  }
}

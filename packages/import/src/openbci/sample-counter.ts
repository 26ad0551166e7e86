/**
 * How many samples the counter of a board says were lost. Its values, after the GUI's own `PacketLossTracker.pde`: a Cyton
 * counts 0 to 255; one with a Daisy in steps of two; a Ganglion 0 to 100 (101 to 200 without its accelerometer), each number
 * twice but for the 0 of firmware 2; version 4 of the GUI wrote 0 to 200.
 */
import type { BoardKind } from './raw-header.js';

/** What the counter of a file does, found out in the first reading. */
export class CounterSurvey {
  readonly #steps = [0, 0, 0];
  #doubleZeros = 0;
  #rows = 0;
  #largest = 0;
  #last: number | undefined;

  add(index: number): void {
    if (this.#last !== undefined) {
      const step = (index - this.#last + 256) % 256;
      this.#steps[step] = (this.#steps[step] ?? 0) + (step < 3 ? 1 : 0);
      if (step === 0 && index === 0) this.#doubleZeros += 1;
    }
    this.#rows += 1;
    this.#largest = Math.max(this.#largest, index);
    this.#last = index;
  }

  counter(board: BoardKind): SampleCounter {
    const [none = 0, one = 0, two = 0] = this.#steps;
    if (this.#largest > 255) return new SampleCounter(undefined, (index) => index);
    if (board !== 'ganglion') {
      const step = two > one ? 2 : 1;
      return new SampleCounter(256 / step, (index) => Math.floor(index / step));
    }
    if (none < this.#rows / 4) {
      const cycle = this.#largest > 200 ? 256 : 201;
      return new SampleCounter(cycle, (index) => index);
    }
    if (this.#doubleZeros > 0) return new SampleCounter(200, (index, again) => 2 * (index % 100) + again);
    return new SampleCounter(201, (index, again) => (index === 0 ? 0 : 2 * packet(index) - 1 + again));
  }
}

/** 101 to 200 are the same packets as 1 to 100. */
const packet = (index: number): number => (index > 100 ? index - 100 : index);

/** A jump of more is no loss: the counter began anew, or is none. */
const mostLost = 1_000_000;

export class SampleCounter {
  readonly #cycle: number | undefined;
  readonly #place: (index: number, again: 0 | 1) => number;
  #lastIndex: number | undefined;
  #lastPlace = 0;
  #wasAgain = false;

  /**
   * @param cycle - how many samples there are until the counter begins anew; `undefined` when it does not.
   * @param place - of a sample in the cycle; `again` is 1 for the second sample of a number.
   */
  constructor(cycle: number | undefined, place: (index: number, again: 0 | 1) => number) {
    this.#cycle = cycle;
    this.#place = place;
  }

  /** @returns the samples that are missing before this one. */
  add(index: number): number {
    const again = index === this.#lastIndex && !this.#wasAgain ? 1 : 0;
    const place = this.#place(index, again);
    const step = place - this.#lastPlace;
    const isFirst = this.#lastIndex === undefined;
    this.#lastIndex = index;
    this.#lastPlace = place;
    this.#wasAgain = again === 1;
    if (isFirst) return 0;
    if (this.#cycle === undefined) return step > 1 && step <= mostLost ? step - 1 : 0;
    return (((step - 1) % this.#cycle) + this.#cycle) % this.#cycle;
  }
}

/** A part of a filter with two poles and two zeros at most: `b` over `a`, with `a0` 1. */
export interface Section {
  readonly b0: number;
  readonly b1: number;
  readonly b2: number;
  readonly a1: number;
  readonly a2: number;
}

/**
 * A filter of one channel, sample by sample: its sections one after the other, each in direct form II transposed.
 * (A. Oppenheim and R. Schafer, "Discrete-Time Signal Processing", 3rd edition, section 6.3.)
 */
export class SectionFilter {
  readonly #sections: readonly Section[];
  readonly #state: Float64Array;
  #isSettled = false;

  constructor(sections: readonly Section[]) {
    this.#sections = sections;
    this.#state = new Float64Array(2 * sections.length);
  }

  /** What follows does not continue what came before: the next value is taken as if it had been there for ever. */
  restart(): void {
    this.#isSettled = false;
  }

  /** Filters the first `count` values where they are. One that is no number stays so, and restarts the filter. */
  process(values: Float64Array, count = values.length): void {
    for (let at = 0; at < count; at++) {
      const value = values[at] as number;
      if (Number.isNaN(value)) {
        this.restart();
        continue;
      }
      if (!this.#isSettled) this.#settle(value);
      values[at] = this.#step(value);
    }
  }

  #step(value: number): number {
    const state = this.#state;
    let signal = value;
    for (let index = 0; index < this.#sections.length; index++) {
      const { b0, b1, b2, a1, a2 } = this.#sections[index] as Section;
      const output = b0 * signal + (state[2 * index] as number);
      state[2 * index] = b1 * signal - a1 * output + (state[2 * index + 1] as number);
      state[2 * index + 1] = b2 * signal - a2 * output;
      signal = output;
    }
    return signal;
  }

  /** The state in which a constant input has become a constant output: no swing-in from an offset. */
  #settle(value: number): void {
    this.#isSettled = true;
    let signal = value;
    this.#sections.forEach(({ b0, b1, b2, a1, a2 }, index) => {
      const output = (signal * (b0 + b1 + b2)) / (1 + a1 + a2);
      this.#state[2 * index + 1] = b2 * signal - a2 * output;
      this.#state[2 * index] = b1 * signal - a1 * output + (this.#state[2 * index + 1] as number);
      signal = output;
    });
  }
}

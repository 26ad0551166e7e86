import type { ViewRange } from '../setup/card-settings.js';

export interface ValueRange {
  readonly minimum: number;
  readonly maximum: number;
}

/**
 * The range that colours stand for: fixed, or after what was seen. An automatic one widens at once, and narrows slowly, so
 * that pictures do not flicker.
 */
export class AdaptiveRange {
  #known: ValueRange | undefined;

  reset(): void {
    this.#known = undefined;
  }

  /** @returns the range with these values in it; the same object while it stays the same. */
  include(values: ArrayLike<number>, { isAuto, minimum, maximum }: ViewRange): ValueRange {
    if (!isAuto) {
      if (this.#known?.minimum !== minimum || this.#known.maximum !== maximum) {
        this.#known = { minimum, maximum };
      }
      return this.#known;
    }
    let least = Number.POSITIVE_INFINITY;
    let greatest = Number.NEGATIVE_INFINITY;
    for (let at = 0; at < values.length; at++) {
      const value = values[at] as number;
      if (value < least) least = value;
      if (value > greatest) greatest = value;
    }
    const known = this.#known;
    if (!(least <= greatest)) return known ?? { minimum: 0, maximum: 1 };
    if (known === undefined) {
      this.#known = { minimum: least, maximum: greatest };
    } else {
      const span = known.maximum - known.minimum;
      const narrowed = {
        minimum: least < known.minimum ? least : known.minimum + (least - known.minimum) * 0.02,
        maximum: greatest > known.maximum ? greatest : known.maximum + (greatest - known.maximum) * 0.02,
      };
      // Changes that nobody sees are none: pictures that are painted already stay.
      const change = Math.abs(narrowed.minimum - known.minimum) + Math.abs(narrowed.maximum - known.maximum);
      if (change > span * 0.004) this.#known = narrowed;
    }
    return this.#known as ValueRange;
  }
}

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
  #followed: ValueRange | undefined;

  reset(): void {
    this.#known = undefined;
    this.#followed = undefined;
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
    if (!(least <= greatest)) return this.#known ?? { minimum: 0, maximum: 1 };
    const followed = this.#followed;
    this.#followed =
      followed === undefined
        ? { minimum: least, maximum: greatest }
        : {
            minimum: Math.min(least, followed.minimum + (least - followed.minimum) * narrowingShare),
            maximum: Math.max(greatest, followed.maximum + (greatest - followed.maximum) * narrowingShare),
          };
    // Changes that nobody sees are none: pictures that are painted already stay.
    if (this.#known === undefined || differ(this.#known, this.#followed)) this.#known = this.#followed;
    return this.#known;
  }
}

const narrowingShare = 0.02;

function differ(known: ValueRange, followed: ValueRange): boolean {
  const change = Math.abs(known.minimum - followed.minimum) + Math.abs(known.maximum - followed.maximum);
  return change > (known.maximum - known.minimum) * 0.004;
}

/** The least and the greatest number that was ever seen: pictures keep their colours while they move. */
export class ValueRange {
  #least = Number.POSITIVE_INFINITY;
  #greatest = Number.NEGATIVE_INFINITY;

  add(value: number): void {
    if (value < this.#least) this.#least = value;
    if (value > this.#greatest) this.#greatest = value;
  }

  /** Where a value lies in the range, from 0 to 1. */
  place(value: number): number {
    return this.#greatest > this.#least ? (value - this.#least) / (this.#greatest - this.#least) : 0;
  }
}

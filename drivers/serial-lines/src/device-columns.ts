/** Columns that say something about the sample: the device's counter and its clock. */

/** The largest loss that a frame can carry; what is beyond is a damaged number, or a device that began anew. */
const largestLoss = 0xffff_ffff;

/** Finds lost samples from the device's counter. */
export class LossCounter {
  readonly #modulo: number;
  #last: number | undefined;

  /** @param modulo - where the counter begins again at 0; 0 for one that never does. */
  constructor(modulo: number) {
    this.#modulo = modulo;
  }

  /** @returns how many samples are missing before the one with this number; 0 where the number tells nothing. */
  lostBefore(count: number): number {
    if (!Number.isSafeInteger(count)) return 0;
    const last = this.#last;
    this.#last = count;
    if (last === undefined) return 0;
    const missing = count - last - 1;
    const lost = this.#modulo === 0 ? missing : ((missing % this.#modulo) + this.#modulo) % this.#modulo;
    return lost > 0 && lost <= largestLoss ? lost : 0;
  }
}

const nsPerUnit = { s: 1e9, ms: 1e6, us: 1e3, ns: 1 } as const;
/** Where `millis()` and `micros()` begin again: they are 32-bit (Arduino language reference, "micros()", "millis()"). */
const overflow = 2 ** 32;

/** Unwraps the device's clock. */
export class DeviceClock {
  readonly #nsPerUnit: number;
  #last: number | undefined;
  #wrapped = 0;

  constructor(unit: keyof typeof nsPerUnit) {
    this.#nsPerUnit = nsPerUnit[unit];
  }

  /** @returns nanoseconds from the device's own origin; `undefined` for a value that is no time. */
  timeNs(value: number): bigint | undefined {
    if (!Number.isFinite(value)) return undefined;
    // Half of the range and more back is an overflow; less is a device that began anew.
    if (this.#last !== undefined && value < overflow && this.#last - value > overflow / 2)
      this.#wrapped += overflow;
    this.#last = value;
    return BigInt(Math.round((value + this.#wrapped) * this.#nsPerUnit));
  }
}

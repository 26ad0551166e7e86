/** How often the user is told, at most. */
const reportIntervalNs = 10_000_000_000n;

/** Counts what a driver could not read, and tells the user now and then: every 10 s at most. */
export class RefusalReport {
  readonly #what: string;
  readonly #tell: (message: string) => void;
  #count = 0;
  #nextReportNs = 0n;

  /** @param what - of which there are too many: `heart-rate notifications`. */
  constructor(what: string, tell: (message: string) => void) {
    this.#what = what;
    this.#tell = tell;
  }

  /**
   * @param example - what one looks like; bytes are shown in hexadecimal, the first 24 of them.
   * @param arrivalNs - host clock at which it arrived.
   */
  add(example: string | Uint8Array, arrivalNs: bigint): void {
    this.#count += 1;
    if (arrivalNs < this.#nextReportNs) return;
    this.#nextReportNs = arrivalNs + reportIntervalNs;
    const shown = typeof example === 'string' ? example : hex(example.subarray(0, 24));
    this.#tell(`Could not read ${this.#count} ${this.#what}. The last one: ${shown}`);
    this.#count = 0;
  }
}

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** How often the user is told, at most. */
const reportIntervalNs = 10_000_000_000n;

/** Counts what could not be read, and tells the user now and then. */
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

  /** @param example - what one looks like. */
  add(example: string | Uint8Array, arrivalNs: bigint): void {
    this.#count += 1;
    if (arrivalNs < this.#nextReportNs) return;
    this.#nextReportNs = arrivalNs + reportIntervalNs;
    const shown =
      typeof example === 'string' ? example : Buffer.from(example.subarray(0, 24)).toString('hex');
    this.#tell(`Could not read ${this.#count} ${this.#what}. The last one: ${shown}`);
    this.#count = 0;
  }
}

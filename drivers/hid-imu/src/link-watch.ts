import type { Rejection } from './parser/index.js';

/** How often the user is told about a bad link, at most. */
const reportIntervalNs = 10_000_000_000n;

/** Counts what a link loses, and says so, not too often. */
export class LinkWatch {
  readonly #name: string;
  readonly #warn: (message: string) => void;
  #lostSamples = 0;
  #damagedReports = 0;
  #nextReportNs = 0n;
  #isControllerGone = false;

  constructor(name: string, warn: (message: string) => void) {
    this.#name = name;
    this.#warn = warn;
  }

  lost(samples: number, arrivalNs: bigint): void {
    this.#isControllerGone = false;
    this.#lostSamples += samples;
    this.#tell(arrivalNs);
  }

  rejected(reason: Rejection, arrivalNs: bigint): void {
    if (reason === 'no-controller' && !this.#isControllerGone) {
      this.#isControllerGone = true;
      this.#warn('The wireless adaptor has lost its controller. Press the PS button of the controller.');
    }
    if (reason === 'wrong-checksum' || reason === 'wrong-length') this.#damagedReports += 1;
    this.#tell(arrivalNs);
  }

  #tell(nowNs: bigint): void {
    if ((this.#lostSamples === 0 && this.#damagedReports === 0) || nowNs < this.#nextReportNs) return;
    this.#nextReportNs = nowNs + reportIntervalNs;
    this.#warn(
      `The link to the ${this.#name} loses data: ${this.#lostSamples} samples missing, ${this.#damagedReports} reports damaged. ` +
        'Bring it nearer, or connect it over USB.',
    );
    this.#lostSamples = 0;
    this.#damagedReports = 0;
  }
}

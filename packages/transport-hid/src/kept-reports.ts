import type { DataListener } from '@modlink/sdk';

/** How much is kept while nobody listens. */
const limitBytes = 1024 * 1024;

/** Reports that arrived while nobody listened. Beyond 1 MiB the oldest go. */
export class KeptReports {
  #reports: { readonly report: Uint8Array; readonly arrivalNs: bigint }[] = [];
  #sizeBytes = 0;

  /** @param report - copied. */
  add(report: Uint8Array, arrivalNs: bigint): void {
    this.#reports.push({ report: Uint8Array.from(report), arrivalNs });
    this.#sizeBytes += report.length;
    while (this.#sizeBytes > limitBytes) this.#sizeBytes -= this.#reports.shift()?.report.length ?? 0;
  }

  /** Hands everything over, in order. */
  giveTo(listener: DataListener): void {
    const reports = this.#reports;
    this.#reports = [];
    this.#sizeBytes = 0;
    for (const { report, arrivalNs } of reports) listener(report, arrivalNs);
  }
}

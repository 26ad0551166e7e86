import type { DataListener } from '@modlink/sdk';

/** How much data is kept while nobody listens. */
const limitBytes = 1024 * 1024;

/** Data that arrived while nobody listened. Beyond 1 MiB the oldest goes. */
export class KeptData {
  #chunks: { readonly bytes: Uint8Array; readonly arrivalNs: bigint }[] = [];
  #sizeBytes = 0;

  /** @param bytes - copied. */
  add(bytes: Uint8Array, arrivalNs: bigint): void {
    this.#chunks.push({ bytes: Uint8Array.from(bytes), arrivalNs });
    this.#sizeBytes += bytes.length;
    while (this.#sizeBytes > limitBytes) this.#sizeBytes -= this.#chunks.shift()?.bytes.length ?? 0;
  }

  /** Hands everything over, in order. */
  giveTo(listener: DataListener): void {
    const chunks = this.#chunks;
    this.#chunks = [];
    this.#sizeBytes = 0;
    for (const { bytes, arrivalNs } of chunks) listener(bytes, arrivalNs);
  }
}

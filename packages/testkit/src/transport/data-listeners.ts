import type { DataListener, Unsubscribe } from '@modlink/sdk';

/** As in the real transport. */
const keptBytesLimit = 1024 * 1024;

/** Who listens to a port. What arrives while nobody does is kept, up to 1 MiB, for the first who does. */
export class DataListeners {
  readonly #listeners = new Set<DataListener>();
  readonly #afterwards: (bytes: Uint8Array) => void;
  #kept: { readonly bytes: Uint8Array; readonly arrivalNs: bigint }[] = [];
  #keptBytes = 0;

  /** @param afterwards - what happens to bytes once all listeners have returned. */
  constructor(afterwards: (bytes: Uint8Array) => void = () => {}) {
    this.#afterwards = afterwards;
  }

  add(listener: DataListener): Unsubscribe {
    this.#listeners.add(listener);
    queueMicrotask(() => this.deliverKept());
    return () => this.#listeners.delete(listener);
  }

  /** Hands bytes to everyone who listens. */
  deliver(bytes: Uint8Array, arrivalNs: bigint): void {
    this.deliverKept();
    if (this.#listeners.size > 0) {
      this.#call(bytes, arrivalNs);
    } else if (this.#keptBytes + bytes.length <= keptBytesLimit) {
      this.#kept.push({ bytes: bytes.slice(), arrivalNs });
      this.#keptBytes += bytes.length;
    }
  }

  /** Hands over what was kept, if anyone listens now. */
  deliverKept(): void {
    if (this.#listeners.size === 0) return;
    const kept = this.#kept;
    this.#kept = [];
    this.#keptBytes = 0;
    for (const { bytes, arrivalNs } of kept) this.#call(bytes, arrivalNs);
  }

  #call(bytes: Uint8Array, arrivalNs: bigint): void {
    for (const listener of this.#listeners) listener(bytes, arrivalNs);
    this.#afterwards(bytes);
  }
}

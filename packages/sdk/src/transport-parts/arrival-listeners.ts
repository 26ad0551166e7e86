import type { DataListener, Unsubscribe } from '../transports/transport.js';
import { callApart } from './call-apart.js';

/** How much is kept while nobody listens. */
const keptLimitBytes = 1024 * 1024;

interface Arrival {
  readonly bytes: Uint8Array;
  readonly arrivalNs: bigint;
}

/**
 * Who listens to the bytes of a connection. What arrives while nobody does is kept for the first listener; beyond 1 MiB the
 * oldest goes.
 */
export class ArrivalListeners {
  readonly #listeners = new Set<DataListener>();
  #kept: Arrival[] = [];
  #keptBytes = 0;

  /** The listener gets what was kept soon, not before this returns. */
  add(listener: DataListener): Unsubscribe {
    this.#listeners.add(listener);
    queueMicrotask(() => this.deliverKept());
    return () => this.#listeners.delete(listener);
  }

  /**
   * Hands bytes to everyone who listens, each apart from the others.
   * @param bytes - lent to the listeners, copied where they are kept.
   * @param arrivalNs - host clock.
   */
  deliver(bytes: Uint8Array, arrivalNs: bigint): void {
    this.deliverKept();
    if (this.#listeners.size === 0) this.#keep(bytes, arrivalNs);
    else this.#call(bytes, arrivalNs);
  }

  /** Hands over what was kept, in order, if anyone listens now: for the end of a connection. */
  deliverKept(): void {
    if (this.#listeners.size === 0) return;
    const kept = this.#kept;
    this.#kept = [];
    this.#keptBytes = 0;
    for (const { bytes, arrivalNs } of kept) this.#call(bytes, arrivalNs);
  }

  #keep(bytes: Uint8Array, arrivalNs: bigint): void {
    this.#kept.push({ bytes: Uint8Array.from(bytes), arrivalNs });
    this.#keptBytes += bytes.length;
    while (this.#keptBytes > keptLimitBytes) this.#keptBytes -= this.#kept.shift()?.bytes.length ?? 0;
  }

  #call(bytes: Uint8Array, arrivalNs: bigint): void {
    for (const listener of this.#listeners) callApart(() => listener(bytes, arrivalNs));
  }
}

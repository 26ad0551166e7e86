import type { Unsubscribe } from '@modlink/sdk';

/** As the transports keep it. */
const keptBytesLimit = 1024 * 1024;

/** Bytes that arrive, with what is known of them. */
export interface Arrival {
  readonly bytes: Uint8Array;
  /** Host clock. */
  readonly arrivalNs: bigint;
  /** Pictures: host clock at which it was taken. */
  readonly captureNs: bigint;
  /** Pictures: those that are missing before it. */
  readonly lost: number;
}

/** Takes what arrives. */
export type ArrivalListener = (arrival: Arrival) => void;

/** Who listens to what arrives. */
export class Arrivals {
  readonly #listeners = new Map<object, ArrivalListener>();
  readonly #keeps: boolean;
  #kept: Arrival[] = [];
  #keptBytes = 0;

  /** @param keeps - whether what arrives while nobody listens is kept, up to 1 MiB, for the first who does. */
  constructor(keeps: boolean) {
    this.#keeps = keeps;
  }

  add(listener: ArrivalListener): Unsubscribe {
    const own = {};
    this.#listeners.set(own, listener);
    queueMicrotask(() => this.deliverKept());
    return () => this.#listeners.delete(own);
  }

  deliver(arrival: Arrival): void {
    this.deliverKept();
    if (this.#listeners.size > 0) this.#tell(arrival);
    else if (this.#keeps && this.#keptBytes + arrival.bytes.length <= keptBytesLimit) {
      this.#kept.push(arrival);
      this.#keptBytes += arrival.bytes.length;
    }
  }

  /** Hands over what was kept, if anyone listens now. */
  deliverKept(): void {
    if (this.#listeners.size === 0) return;
    const kept = this.#kept;
    this.#kept = [];
    this.#keptBytes = 0;
    for (const arrival of kept) this.#tell(arrival);
  }

  #tell(arrival: Arrival): void {
    for (const listener of this.#listeners.values()) listener(arrival);
  }
}

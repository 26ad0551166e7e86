import { TransportError } from '@modlink/sdk';
import type { IsolateLink } from './messages.js';

interface PendingLease {
  readonly resolve: (release: () => void) => void;
  readonly reject: (error: TransportError) => void;
}

/** Asks the host for leases on physical devices, on behalf of the transports of one isolate. */
export class LeaseClient {
  readonly #link: IsolateLink;
  readonly #pending = new Map<number, PendingLease>();
  readonly #held = new Set<number>();
  #nextId = 1;

  constructor(link: IsolateLink) {
    this.#link = link;
  }

  /** @throws {TransportError} `DEVICE_BUSY`, naming the holder. */
  request(resource: string): Promise<() => void> {
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      this.#pending.set(id, { resolve, reject });
      this.#link.send({ type: 'lease', id, resource });
    });
  }

  granted(id: number): void {
    const pending = this.#pending.get(id);
    this.#pending.delete(id);
    this.#held.add(id);
    pending?.resolve(() => this.#release(id));
  }

  refused(id: number, message: string): void {
    const pending = this.#pending.get(id);
    this.#pending.delete(id);
    pending?.reject(new TransportError('DEVICE_BUSY', message));
  }

  releaseAll(): void {
    for (const id of this.#held) this.#release(id);
  }

  #release(id: number): void {
    if (this.#held.delete(id)) this.#link.send({ type: 'release', id });
  }
}

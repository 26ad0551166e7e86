import type { DataListener } from '@modlink/sdk';
import { callApart } from '@modlink/sdk/transport-parts';
import type { Endpoint } from '../wire/messages.js';

/** Who listens to one characteristic. */
interface Subscription {
  readonly endpoint: Endpoint;
  readonly listeners: Set<DataListener>;
  /** Whether the radio sends. */
  isOn: boolean;
  /** What the radio is being told. */
  turn: Promise<void>;
  lastNs: bigint;
}

type Tell = (kind: 'subscribe' | 'unsubscribe', endpoint: Endpoint) => Promise<unknown>;

/** The listeners of one connection: the radio is told of the first and of the last of each characteristic. */
export class Subscriptions {
  readonly #tell: Tell;
  readonly #byKey = new Map<string, Subscription>();

  constructor(tell: Tell) {
    this.#tell = tell;
  }

  async add(endpoint: Endpoint, listener: DataListener): Promise<() => Promise<void>> {
    const key = `${endpoint.service}/${endpoint.characteristic}`;
    const found = this.#byKey.get(key);
    const subscription = found ?? {
      endpoint,
      listeners: new Set<DataListener>(),
      isOn: false,
      turn: Promise.resolve(),
      lastNs: 0n,
    };
    this.#byKey.set(key, subscription);
    // The same function may be given twice.
    const own: DataListener = (bytes, arrivalNs) => listener(bytes, arrivalNs);
    subscription.listeners.add(own);
    try {
      await this.#settle(subscription);
    } catch (error) {
      subscription.listeners.delete(own);
      throw error;
    }
    return async () => {
      if (!subscription.listeners.delete(own)) return;
      // A connection that is closed meanwhile has no subscription either.
      await this.#settle(subscription).catch(() => {});
    };
  }

  /** Times do not go back: each is measured by itself, and two that are close may come out in the wrong order. */
  deliver(key: string, bytes: Uint8Array, arrivalNs: bigint): void {
    const subscription = this.#byKey.get(key);
    if (subscription === undefined) return;
    if (arrivalNs > subscription.lastNs) subscription.lastNs = arrivalNs;
    for (const listener of subscription.listeners) callApart(() => listener(bytes, subscription.lastNs));
  }

  /** Tells the radio, one thing after the other, where what is wanted has changed. */
  #settle(subscription: Subscription): Promise<void> {
    const settled = subscription.turn.then(async () => {
      const isWanted = subscription.listeners.size > 0;
      if (isWanted === subscription.isOn) return;
      await this.#tell(isWanted ? 'subscribe' : 'unsubscribe', subscription.endpoint);
      subscription.isOn = isWanted;
    });
    subscription.turn = settled.catch(() => {});
    return settled;
  }
}

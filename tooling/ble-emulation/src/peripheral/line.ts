import { normalizeBleUuid } from '@modlink/sdk';
import type { BleLine, BlePeripheral, BleReactions } from '@modlink/testkit';

/** One connection, as the definition of a peripheral sees it, in real time. */
export class Line implements BleLine {
  readonly #notifiers = new Map<string, (bytes: Buffer) => void>();
  readonly #timers = new Set<NodeJS.Timeout>();
  readonly #reactions: ReadonlyMap<string, BleReactions>;
  readonly #hangUp: () => void;
  #isOpen = true;

  constructor(peripheral: BlePeripheral, hangUp: () => void) {
    this.#hangUp = hangUp;
    const reactions = Object.entries(peripheral.connect?.(this) ?? {});
    this.#reactions = new Map(reactions.map(([uuid, reaction]) => [normalizeBleUuid(uuid), reaction]));
  }

  reactionsOf(characteristic: string): BleReactions {
    return this.#reactions.get(normalizeBleUuid(characteristic)) ?? {};
  }

  subscribed(characteristic: string, notify: (bytes: Buffer) => void): void {
    this.#notifiers.set(normalizeBleUuid(characteristic), notify);
    this.reactionsOf(characteristic).onSubscribe?.();
  }

  unsubscribed(characteristic: string): void {
    if (!this.#notifiers.delete(normalizeBleUuid(characteristic))) return;
    this.reactionsOf(characteristic).onUnsubscribe?.();
  }

  close(): void {
    this.#isOpen = false;
    this.#notifiers.clear();
    for (const timer of this.#timers) clearTimeout(timer);
  }

  notify(characteristic: string, bytes: Uint8Array): void {
    this.#notifiers.get(normalizeBleUuid(characteristic))?.(Buffer.from(bytes));
  }

  isSubscribed(characteristic: string): boolean {
    return this.#notifiers.has(normalizeBleUuid(characteristic));
  }

  every(intervalMs: number, run: (index: number) => void): () => void {
    let isStopped = false;
    const beganMs = performance.now();
    const next = (index: number): void =>
      // From the beginning, not from the time before: what is late is caught up with.
      this.after(beganMs + (index + 1) * intervalMs - performance.now(), () => {
        if (isStopped) return;
        run(index);
        next(index + 1);
      });
    next(0);
    return () => {
      isStopped = true;
    };
  }

  after(delayMs: number, run: () => void): void {
    const timer = setTimeout(
      () => {
        this.#timers.delete(timer);
        if (this.#isOpen) run();
      },
      Math.max(0, delayMs),
    );
    this.#timers.add(timer);
  }

  disconnect(): void {
    this.#hangUp();
  }
}

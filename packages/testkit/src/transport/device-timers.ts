import type { VirtualClock } from '../clock/virtual-clock.js';

/** What a simulated device does later and again: on the virtual clock, and no more once its connection has ended. */
export class DeviceTimers {
  readonly #clock: VirtualClock;
  readonly #pending = new Set<() => void>();
  #hasEnded = false;

  constructor(clock: VirtualClock) {
    this.#clock = clock;
  }

  after(delayMs: number, run: () => void): void {
    const cancel = this.#clock.schedule(delayMs, () => {
      this.#pending.delete(cancel);
      if (!this.#hasEnded) run();
    });
    this.#pending.add(cancel);
  }

  /** @returns a function that stops it. */
  every(intervalMs: number, run: (index: number) => void): () => void {
    let isStopped = false;
    const beganMs = this.#clock.elapsedMs;
    const next = (index: number): void =>
      // From the beginning, not from the time before: fractions of a millisecond do not add up.
      this.after(beganMs + (index + 1) * intervalMs - this.#clock.elapsedMs, () => {
        if (isStopped) return;
        run(index);
        next(index + 1);
      });
    next(0);
    return () => {
      isStopped = true;
    };
  }

  /** The connection has ended. */
  end(): void {
    this.#hasEnded = true;
    for (const cancel of this.#pending) cancel();
  }
}

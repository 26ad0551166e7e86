import type { ReplayTimers } from './replay-types.js';

/** One time of playing, from play to pause, seek or end. */
export class Run {
  readonly #timers: ReplayTimers;
  #wake: (() => void) | undefined;
  isStopped = false;

  constructor(timers: ReplayTimers) {
    this.#timers = timers;
  }

  stop(): void {
    this.isStopped = true;
    this.wake();
  }

  /** Ends a wait before its time. */
  wake(): void {
    this.#wake?.();
  }

  sleep(delayMs: number): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        this.#timers.clearTimeout(timer);
        this.#wake = undefined;
        resolve();
      };
      const timer = this.#timers.setTimeout(done, Math.ceil(delayMs));
      this.#wake = done;
    });
  }

  /** Lets other work of the process have its turn. */
  turn(): Promise<void> {
    return new Promise((resolve) => setImmediate(resolve));
  }
}

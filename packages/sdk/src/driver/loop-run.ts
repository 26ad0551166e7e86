/**
 * One run of a driver's loop: sleeping that a stop cuts short, and knowing whether a call came from inside the iteration.
 */
import type { AsyncLocalStorage } from 'node:async_hooks';
import type { Awaitable } from './driver.js';

/**
 * Follows calls through `await`, where the platform can (Node). Elsewhere only the synchronous part of an iteration is
 * recognized, and a stop from after an `await` inside `loop()` takes its full time-out.
 */
type Inside = Pick<AsyncLocalStorage<LoopRun>, 'run' | 'getStore'>;
const inside: Inside = createInside();

export class LoopRun {
  /** Settles when the loop has ended. Set by whoever runs the loop. */
  finished: Promise<void> = Promise.resolve();
  #stopping = false;
  #wake: (() => void) | undefined;

  get isStopping(): boolean {
    return this.#stopping;
  }

  /** Whether the caller runs inside this loop's iteration. */
  get isCalledFromInside(): boolean {
    return inside.getStore() === this;
  }

  stop(): void {
    this.#stopping = true;
    this.#wake?.();
  }

  iterate(body: () => Awaitable<void>): Awaitable<void> {
    return inside.run(this, body);
  }

  /** @returns false when the loop was asked to stop. */
  async sleepUntil(timeMs: number): Promise<boolean> {
    if (this.#stopping) return false;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, Math.max(0, timeMs - performance.now()));
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.#wake = undefined;
    return !this.#stopping;
  }

  async waitUntilFinished(timeoutMs: number): Promise<void> {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const timeout = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, timeoutMs);
    });
    await Promise.race([this.finished, timeout]);
    clearTimeout(timer);
  }
}

function createInside(): Inside {
  const hooks = globalThis.process?.getBuiltinModule?.('node:async_hooks');
  if (hooks !== undefined) return new hooks.AsyncLocalStorage<LoopRun>();
  let current: LoopRun | undefined;
  return {
    getStore: () => current,
    run(run: LoopRun, body: () => unknown) {
      const outer = current;
      current = run;
      try {
        return body();
      } finally {
        current = outer;
      }
    },
  } as Inside;
}

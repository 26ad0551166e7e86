/**
 * One run of a driver's loop: sleeping that a stop cuts short, and knowing whether a call came from inside the loop.
 */
import type { AsyncLocalStorage } from 'node:async_hooks';
import type { Awaitable } from './driver.js';

/**
 * Follows calls through `await`, where the platform can (Node). Elsewhere only the synchronous part of an iteration is
 * recognized, and a stop from after an `await` inside `loop()` takes its full time-out.
 */
type Inside = Pick<AsyncLocalStorage<object>, 'run' | 'getStore'>;
const inside: Inside = createInside();

export class LoopRun {
  /** Settles when the loop has ended and been cleaned up after; rejects with what the cleanup threw. */
  readonly ended: Promise<void>;
  /** Takes the cleanup after the loop's end. */
  readonly end: (cleanup: Promise<void>) => void;
  #stopping = false;
  #wake: (() => void) | undefined;
  /** Stands for the method in flight: what an earlier one left behind (a timer) does not call from inside. */
  #call: object | undefined;

  constructor() {
    let end: (cleanup: Promise<void>) => void = () => {};
    this.ended = new Promise<void>((resolve) => {
      end = resolve;
    });
    this.end = end;
    // Often nobody waits for the end: then its failure is nobody's unhandled rejection.
    this.ended.catch(() => undefined);
  }

  get isStopping(): boolean {
    return this.#stopping;
  }

  /** Whether the caller runs inside the method that the loop runs now. */
  get isCalledFromInside(): boolean {
    return this.#call !== undefined && inside.getStore() === this.#call;
  }

  stop(): void {
    this.#stopping = true;
    this.#wake?.();
  }

  /** Runs one of the driver's methods as inside of the loop. */
  async enter(body: () => Awaitable<void>): Promise<void> {
    const call = {};
    this.#call = call;
    try {
      await inside.run(call, body);
    } finally {
      this.#call = undefined;
    }
  }

  /** @returns false when the loop was asked to stop. */
  async sleepUntil(timeMs: number): Promise<boolean> {
    if (this.#stopping) return false;
    await new Promise<void>((resolve) => {
      // Rounded, because timers drop fractions of a millisecond and would fire early.
      const timer = setTimeout(resolve, Math.max(0, Math.round(timeMs - performance.now())));
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.#wake = undefined;
    return !this.#stopping;
  }
}

/** Waits for a promise, but no longer than the time given; rejects when the promise does. */
export async function settledWithin(promise: Promise<void>, timeoutMs: number): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const timeout = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, timeoutMs);
  });
  try {
    await Promise.race([promise, timeout]);
  } finally {
    clearTimeout(timer);
  }
}

function createInside(): Inside {
  const hooks = globalThis.process?.getBuiltinModule?.('node:async_hooks');
  if (hooks !== undefined) return new hooks.AsyncLocalStorage<object>();
  let current: object | undefined;
  return {
    getStore: () => current,
    run(call: object, body: () => unknown) {
      const outer = current;
      current = call;
      try {
        return body();
      } finally {
        current = outer;
      }
    },
  } as Inside;
}

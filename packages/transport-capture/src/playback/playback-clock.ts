import type { Clock } from '@modlink/sdk';

/** The clock by which a capture is played. The virtual clock of `@modlink/testkit` is one; so is any {@link Clock}. */
export interface PlaybackClock extends Clock {
  /**
   * Runs something later, never at once; after 0 ms as soon as what is under way is done. By the timers of the process when
   * absent.
   * @returns a function that calls it off.
   */
  schedule?(delayMs: number, run: () => void): () => void;
}

/** Runs something later on a clock. */
export function schedule(clock: PlaybackClock, delayMs: number, run: () => void): () => void {
  if (clock.schedule !== undefined) return clock.schedule(delayMs, run);
  if (delayMs <= 0) return soon(run);
  const timer = setTimeout(run, delayMs);
  return () => clearTimeout(timer);
}

/** Runs something as soon as what is under way is done, without time passing. */
export function soon(run: () => void): () => void {
  const immediate = setImmediate(run);
  return () => clearImmediate(immediate);
}

/** Runs something before a call that is under way returns to whoever awaits it. */
export function beforeReturning(run: () => void): () => void {
  let isCancelled = false;
  queueMicrotask(() => {
    if (!isCancelled) run();
  });
  return () => {
    isCancelled = true;
  };
}

import type { VirtualClock } from '@modlink/testkit';

/** Lets time pass until something is done. */
export async function settle<T>(clock: VirtualClock, work: Promise<T>): Promise<T> {
  let isDone = false;
  const end = () => {
    isDone = true;
  };
  work.then(end, end);
  for (let waitedMs = 0; !isDone && waitedMs < 60_000; waitedMs++) await clock.advance(1);
  return await work;
}

/** The end of each queue that is under way; a queue that ran empty is forgotten. */
const tails = new Map<string, Promise<unknown>>();

/** Runs jobs of the same key one after the other, in the order of the calls, whoever calls in this process. */
export function inTurn<Result>(key: string, job: () => Promise<Result>): Promise<Result> {
  const result = (tails.get(key) ?? Promise.resolve()).then(job);
  // A failed job is its caller's matter: the next one runs all the same.
  const tail = result
    .catch(() => undefined)
    .then(() => {
      if (tails.get(key) === tail) tails.delete(key);
    });
  tails.set(key, tail);
  return result;
}

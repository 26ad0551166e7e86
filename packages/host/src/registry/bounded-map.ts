/** Enough to keep the disk busy, few enough to stay far from the limit of open files. */
const atOnce = 16;

/** Maps in order, with a bounded number of calls under way at a time. */
export async function mapBounded<Item, Result>(
  items: readonly Item[],
  map: (item: Item) => Result | Promise<Result>,
): Promise<Result[]> {
  const results = new Array<Result>(items.length);
  const queue = items.entries();
  const work = async () => {
    // The workers share one iterator: each takes what is next.
    for (const [index, item] of queue) results[index] = await map(item);
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, work));
  return results;
}

import type { ImportedItem } from '../import-format.js';

/** Items of several sources, each in the order of its times, in the order of all times. Keeps one item of each source. */
export async function* mergeByTime(
  sources: readonly AsyncIterable<ImportedItem>[],
): AsyncGenerator<ImportedItem, void, void> {
  const heads: { readonly iterator: AsyncIterator<ImportedItem>; item: ImportedItem }[] = [];
  const iterators = sources.map((source) => source[Symbol.asyncIterator]());
  try {
    for (const iterator of iterators) {
      const first = await iterator.next();
      if (first.done !== true) heads.push({ iterator, item: first.value });
    }
    while (heads.length > 0) {
      let earliest = 0;
      for (let index = 1; index < heads.length; index++) {
        if (timeOf(heads, index) < timeOf(heads, earliest)) earliest = index;
      }
      const head = heads[earliest];
      if (head === undefined) return;
      yield head.item;
      const next = await head.iterator.next();
      if (next.done === true) heads.splice(earliest, 1);
      else head.item = next.value;
    }
  } finally {
    for (const iterator of iterators) await iterator.return?.();
  }
}

const timeOf = (heads: readonly { readonly item: ImportedItem }[], index: number): bigint =>
  heads[index]?.item.timestampNs ?? 0n;

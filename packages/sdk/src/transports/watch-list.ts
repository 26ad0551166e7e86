import type { Unsubscribe } from './transport.js';

export interface WatchListOptions<Item> {
  /** What is there now. A list that fails counts as unchanged. */
  readonly list: () => Promise<readonly Item[]>;
  /** What tells one item from another, also when it has come back. */
  readonly keyOf: (item: Item) => string;
  /** Called after items came or went; whoever wants to know which lists them again. */
  readonly onChange: () => void;
  /** How often it is looked, in milliseconds. */
  readonly intervalMs: number;
  /** What the platform tells of changes: each call looks at once, beside the interval. */
  readonly hints?: ((look: () => void) => Unsubscribe) | undefined;
}

/**
 * Watches a list of devices by looking again and again, and at once where the platform gives hints. Looks never overlap.
 * It keeps no process alive.
 */
export function watchList<Item>(options: WatchListOptions<Item>): Unsubscribe {
  const { list, keyOf, onChange, intervalMs, hints } = options;
  let known: string | undefined;
  let state: 'idle' | 'looking' | 'looking, and once more' | 'ended' = 'idle';

  const look = async (): Promise<void> => {
    if (state !== 'idle') {
      if (state === 'looking') state = 'looking, and once more';
      return;
    }
    do {
      state = 'looking';
      const found = await Promise.resolve()
        .then(list)
        .then(
          (items) => items.map(keyOf).sort().join('\n'),
          () => known,
        );
      if (isEnded()) return;
      const isChanged = known !== undefined && found !== known;
      known = found;
      if (isChanged) onChange();
    } while (isWantedAgain());
    if (!isEnded()) state = 'idle';
  };
  // The state changes while a look waits, which control flow analysis cannot see.
  const isEnded = (): boolean => state === 'ended';
  const isWantedAgain = (): boolean => state === 'looking, and once more';

  void look();
  const timer = setInterval(() => void look(), intervalMs);
  (timer as { unref?: () => void }).unref?.();
  const endHints = hints?.(() => void look());
  return () => {
    state = 'ended';
    clearInterval(timer);
    endHints?.();
  };
}

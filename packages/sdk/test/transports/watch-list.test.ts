import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { watchList } from '../../src/index.js';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
});

/** A list that the test changes, and what was noticed of it. */
function watched(first: readonly string[] = []) {
  const state = {
    items: first as readonly string[],
    lists: 0,
    changes: 0,
    hint: () => {},
    hintsEnded: 0,
    list: async (): Promise<readonly string[]> => state.items,
  };
  const stop = watchList({
    list: () => {
      state.lists += 1;
      return state.list();
    },
    keyOf: (item) => item,
    onChange: () => {
      state.changes += 1;
    },
    intervalMs: 1_000,
    hints: (look) => {
      state.hint = look;
      return () => {
        state.hintsEnded += 1;
      };
    },
  });
  return { state, stop };
}

const settle = (ms = 0) => vi.advanceTimersByTimeAsync(ms);

describe('watchList', () => {
  it('tells of what came, went, and was exchanged; not of what was there, or of another order', async () => {
    const { state, stop } = watched(['a', 'b']);
    await settle(1_000);
    expect(state.changes).toBe(0);
    state.items = ['b', 'a'];
    await settle(1_000);
    expect(state.changes).toBe(0);
    for (const items of [['a', 'b', 'c'], ['a', 'b'], ['a', 'd'], []]) {
      const before = state.changes;
      state.items = items;
      await settle(1_000);
      expect(state.changes).toBe(before + 1);
    }
    stop();
  });

  it('looks at once when the platform gives a hint', async () => {
    const { state, stop } = watched();
    await settle();
    state.items = ['a'];
    state.hint();
    await settle();
    expect(state.changes).toBe(1);
    stop();
  });

  it('never looks twice at once; hints meanwhile make it look once more', async () => {
    const { state, stop } = watched();
    await settle();
    let running = 0;
    state.list = async () => {
      running += 1;
      expect(running).toBe(1);
      await new Promise((resolve) => setTimeout(resolve, 100));
      running -= 1;
      return state.items;
    };
    const before = state.lists;
    for (let hint = 0; hint < 5; hint++) state.hint();
    state.items = ['a'];
    await settle(300);
    expect(state.lists).toBe(before + 2);
    expect(state.changes).toBe(1);
    stop();
  });

  it('takes a list that fails for unchanged, in whatever way it fails', async () => {
    const { state, stop } = watched(['a']);
    await settle();
    state.list = () => Promise.reject(new Error('udevadm failed'));
    await settle(1_000);
    state.list = () => {
      throw new Error('not even a promise');
    };
    await settle(1_000);
    state.list = async () => state.items;
    await settle(1_000);
    expect(state.changes).toBe(0);
    state.items = [];
    await settle(1_000);
    expect(state.changes).toBe(1);
    stop();
  });

  it('ends for good, also in the midst of a look, and twice', async () => {
    const { state, stop } = watched();
    await settle();
    state.list = async () => {
      await new Promise((resolve) => setTimeout(resolve, 100));
      return ['a'];
    };
    state.hint();
    stop();
    stop();
    state.hint();
    await settle(5_000);
    expect(state.changes).toBe(0);
    expect(state.lists).toBe(2);
    expect(state.hintsEnded).toBeGreaterThan(0);
  });
});

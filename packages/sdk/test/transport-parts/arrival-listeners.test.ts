import { expect, it, vi } from 'vitest';
import { ArrivalListeners } from '../../src/transport-parts/index.js';

interface Seen {
  readonly value: number | undefined;
  readonly arrivalNs: bigint;
}

const chunk = (value: number, size: number) => new Uint8Array(size).fill(value);

/** What a new listener is given of what was kept. */
async function kept(listeners: ArrivalListeners): Promise<Seen[]> {
  const seen: Seen[] = [];
  const stop = listeners.add((bytes, arrivalNs) => seen.push({ value: bytes[0], arrivalNs }));
  expect(seen).toEqual([]);
  await Promise.resolve();
  stop();
  return seen;
}

it('gives what was kept once, in order, with the times of arrival', async () => {
  const listeners = new ArrivalListeners();
  const reused = Uint8Array.of(1);
  listeners.deliver(reused, 10n);
  reused[0] = 2;
  listeners.deliver(reused, 20n);
  expect(await kept(listeners)).toEqual([
    { value: 1, arrivalNs: 10n },
    { value: 2, arrivalNs: 20n },
  ]);
  expect(await kept(listeners)).toEqual([]);
});

it('keeps 1 MiB and lets the oldest go beyond that', async () => {
  const listeners = new ArrivalListeners();
  for (let index = 0; index < 32; index++) listeners.deliver(chunk(index, 64 * 1024), BigInt(index));
  expect((await kept(listeners)).map(({ value }) => value)).toEqual(
    Array.from({ length: 16 }, (_, index) => index + 16),
  );
});

it('gives what was kept before what arrives next', () => {
  const listeners = new ArrivalListeners();
  listeners.deliver(Uint8Array.of(1), 10n);
  const seen: (number | undefined)[] = [];
  listeners.add((bytes) => seen.push(bytes[0]));
  listeners.deliver(Uint8Array.of(2), 20n);
  expect(seen).toEqual([1, 2]);
});

it('goes on with the other listeners when one throws, whose error is uncaught', async () => {
  const listeners = new ArrivalListeners();
  const uncaught = vi.spyOn(globalThis, 'queueMicrotask').mockImplementation(() => {});
  const seen: (number | undefined)[] = [];
  listeners.add(() => {
    throw new Error('of the listener');
  });
  listeners.add((bytes) => seen.push(bytes[0]));
  uncaught.mockClear();
  listeners.deliver(Uint8Array.of(1), 10n);
  expect(seen).toEqual([1]);
  expect(uncaught).toHaveBeenCalledOnce();
  expect(uncaught.mock.calls[0]?.[0]).toThrow('of the listener');
  uncaught.mockRestore();
});

import { expect, it } from 'vitest';
import { TransportError } from '../../src/index.js';
import { CloseListeners } from '../../src/transport-parts/index.js';

const lost = new TransportError('DEVICE_UNPLUGGED', 'It is gone.', { subject: { path: '/dev/ttyUSB0' } });

it('tells everyone once, and of the first end only', () => {
  const listeners = new CloseListeners();
  const told: unknown[] = [];
  listeners.add((error) => told.push(['first', error]));
  listeners.add((error) => told.push(['second', error]));
  listeners.end(lost);
  listeners.end(undefined);
  expect(told).toEqual([
    ['first', lost],
    ['second', lost],
  ]);
});

it('tells one that comes later, soon', async () => {
  const listeners = new CloseListeners();
  listeners.end(undefined);
  const told: unknown[] = [];
  listeners.add((error) => told.push(error));
  expect(told).toEqual([]);
  await Promise.resolve();
  expect(told).toEqual([undefined]);
});

it('does not tell one that has left', () => {
  const listeners = new CloseListeners();
  const told: unknown[] = [];
  listeners.add((error) => told.push(error))();
  listeners.end(lost);
  expect(told).toEqual([]);
});

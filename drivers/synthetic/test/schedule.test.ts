import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createSchedule } from '../src/streaming/schedule.js';

const rates = fc.integer({ min: 1, max: 16_384 });
const drifts = fc.integer({ min: -10_000, max: 10_000 });

it('counts exactly the samples that were taken, after days as after a second', () => {
  fc.assert(
    fc.property(rates, drifts, fc.nat({ max: 2 ** 40 }), (rateHz, driftPpm, sample) => {
      const schedule = createSchedule(rateHz, driftPpm);
      const takenNs = schedule.hostOffsetNs(sample);
      expect(schedule.countAt(takenNs)).toBe(sample + 1);
      expect(schedule.countAt(takenNs - 1n)).toBe(sample);
    }),
  );
});

it('without drift, the clocks of host and device agree', () => {
  fc.assert(
    fc.property(rates, fc.nat({ max: 2 ** 40 }), (rateHz, sample) => {
      const schedule = createSchedule(rateHz, 0);
      expect(schedule.deviceOffsetNs(sample)).toBe(schedule.hostOffsetNs(sample));
      expect(schedule.hostOffsetNs(sample)).toBe((BigInt(sample) * 1_000_000_000n) / BigInt(rateHz));
    }),
  );
});

it('takes sample 0 at the start and none before', () => {
  const schedule = createSchedule(250, 0);
  expect(schedule.countAt(-1n)).toBe(0);
  expect(schedule.countAt(0n)).toBe(1);
  expect(schedule.countAt(60_000_000_000n)).toBe(15_001);
});

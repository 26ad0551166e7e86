/** The suite runs, whole, with counts so small that its numbers mean nothing: so that it does not rot. */
import { isolations } from '@modlink/sdk/manifest';
import { describe, expect, it } from 'vitest';
import { inFreshProcess } from '../src/fresh-process.js';
import { ratioOf } from '../src/measurement.js';
import { plans } from '../src/plan.js';
import { runSoak } from '../src/soak.js';
import { runSuite } from '../src/suite.js';
import { tablesOf } from '../src/tables.js';
import { results } from './measurements.js';

describe('a smoke run', { timeout: 180_000 }, () => {
  it('measures everything, each with a number beside it', async () => {
    const told: string[] = [];
    const measurements = await runSuite(plans.smoke, (what) => told.push(what));
    expect(told).toContain('scan for drivers');
    const ids = measurements.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const isolation of isolations) {
      expect(ids).toEqual(
        expect.arrayContaining([
          `throughput/${isolation}/imu/1 tap`,
          `throughput/${isolation}/imu/4 taps`,
          `throughput/${isolation}/imu/1 subscription`,
          `latency/${isolation}/imu/p50`,
          `latency/${isolation}/imu/p99`,
          `start/driver/${isolation}`,
        ]),
      );
    }
    for (const measurement of measurements) {
      expect(measurement.value, measurement.id).toBeGreaterThan(0);
      expect(ratioOf(measurement), measurement.id).toBeGreaterThan(0);
      expect(ratioOf(measurement), measurement.id).toBeLessThan(Number.POSITIVE_INFINITY);
    }
    expect(tablesOf(results(...measurements)).map(({ rows }) => rows.length)).toEqual([
      4,
      2,
      expect.any(Number),
    ]);
  });

  it('records eight synthetic devices without a loss', async () => {
    const { measurements, problems } = await runSoak(plans.smoke);
    expect(problems).toEqual([]);
    const [soak] = tablesOf(results(...measurements));
    expect(soak?.rows.length).toBeGreaterThanOrEqual(1);
    const frames = measurements.find(({ id }) => id === 'soak/frames');
    expect(frames?.value).toBeGreaterThan(100);
    expect(frames?.beside.value).toBe(frames?.value);
  });
});

it('a case that fails says why', async () => {
  await expect(inFreshProcess('cases/throughput', {})).rejects.toThrow('The case cases/throughput failed');
});

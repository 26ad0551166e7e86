import { describe, expect, it } from 'vitest';
import { ClockEstimator } from '../../src/device-clock/clock-estimator.js';
import { Random } from './simulated-device.js';

describe('ClockEstimator', () => {
  it('finds the new rate of a clock that changes it by percents, however well it knew the old one', () => {
    const estimator = new ClockEstimator();
    const random = new Random(1);
    let clockS = 0;
    let hostS = 0;
    estimator.begin(0, 0);
    const run = (rate: number, seconds: number) => {
      for (const end = hostS + seconds; hostS < end; ) {
        clockS += 0.04;
        hostS += 0.04 / rate;
        estimator.add(clockS, hostS + 2e-3 * random.exponential());
      }
    };
    run(1, 600);
    expect(estimator.line.slope).toBeCloseTo(0, 6);
    run(0.96, 300);
    expect(1 / (1 + estimator.line.slope)).toBeCloseTo(0.96, 4);
    expect(Math.abs(hostS - clockS - estimator.offsetAt(clockS))).toBeLessThan(1e-3);
    run(1.04, 300);
    expect(1 / (1 + estimator.line.slope)).toBeCloseTo(1.04, 4);
    expect(Math.abs(hostS - clockS - estimator.offsetAt(clockS))).toBeLessThan(1e-3);
  });

  it('waits for frames that a stall held up', () => {
    const begun: number[] = [];
    const estimator = new ClockEstimator(0, { point: () => {}, begin: (frame) => begun.push(frame) });
    estimator.begin(0, 0);
    // Ten seconds of every minute come together at their end.
    for (let frame = 1; frame < 15_000; frame++) {
      const sentS = frame * 0.04;
      const inMinuteS = sentS % 60;
      const heldUpS = inMinuteS > 40 && inMinuteS < 50 ? 50 - inMinuteS : 0;
      estimator.add(sentS, sentS + heldUpS);
    }
    expect(begun).toEqual([0]);
    expect(estimator.line.slope).toBeCloseTo(0, 7);
  });
});

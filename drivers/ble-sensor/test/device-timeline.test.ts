import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DeviceTimeline } from '../src/device-timeline.js';

describe('the device time of frames', () => {
  /** Times of frames of a device, in nanoseconds; those of `dropped` do not arrive. */
  function run(rateHz: number, trueRateHz: number, samples: number, frames: number, dropped: number[] = []) {
    const timeline = new DeviceTimeline(rateHz);
    return Array.from({ length: frames }, (_, frame) => frame)
      .filter((frame) => !dropped.includes(frame))
      .map((frame) => {
        const lastNs = 10n ** 18n + BigInt(Math.round(((frame + 1) * samples * 1e9) / trueRateHz));
        return { frame, times: timeline.take(lastNs, samples) };
      });
  }

  it('is that of the first sample, also of a device that runs a little off its rate', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.9, max: 1.1, noNaN: true }),
        fc.integer({ min: 8, max: 80 }),
        (drift, samples) => {
          for (const { frame, times } of run(130, 130 * drift, samples, 20).slice(1)) {
            const truth = 10n ** 18n + BigInt(Math.round(((frame * samples + 1) * 1e9) / (130 * drift)));
            expect(Math.abs(Number(times.firstNs - truth))).toBeLessThan(1000);
            expect(times.lost).toBe(0);
          }
        },
      ),
    );
  });

  it('tells of lost frames', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 1, max: 28 }), { maxLength: 10 }), (dropped) => {
        const frames = run(52, 52.3, 50, 30, dropped);
        const lost = frames.reduce((sum, { times }) => sum + times.lost, 0);
        // 0.6 % off the rate is a third of a sample in a frame.
        expect(Math.abs(lost - dropped.length * 50)).toBeLessThanOrEqual(dropped.length);
      }),
    );
  });

  it('takes a clock that is set anew for no loss', () => {
    const timeline = new DeviceTimeline(130);
    timeline.take(599_616_000_000_000_000n, 73);
    expect(timeline.take(850_000_000_000_000_000n, 73).lost).toBe(0);
    expect(timeline.take(850_000_000_561_538_462n, 73).lost).toBe(0);
    expect(timeline.take(599_616_000_000_000_000n, 73).lost).toBe(0);
  });
});

import { describe, expect, it } from 'vitest';
import { RecentRates } from '../../src/bus/recent-rates.js';

const second = 1e9;
const epoch = 1.7e18;

/** A frame of 10 samples and 100 bytes at each of these times, in seconds. */
function after(...times: number[]): RecentRates {
  const rates = new RecentRates();
  for (const time of times) rates.add(10, 100, epoch + time * second);
  return rates;
}

describe('recent rates', () => {
  it('are 0 before anything came', () => {
    expect(new RecentRates().at(epoch)).toEqual({
      framesPerSecond: 0,
      samplesPerSecond: 0,
      bytesPerSecond: 0,
    });
  });

  it('are those of a steady stream, whenever they are asked for', () => {
    const rates = new RecentRates();
    for (let frame = 0; frame < 1_000; frame++) {
      const now = epoch + frame * 0.04 * second;
      rates.add(10, 400, now);
      if (frame < 50) continue;
      const { framesPerSecond, samplesPerSecond, bytesPerSecond } = rates.at(now);
      expect(framesPerSecond).toBeGreaterThan(24);
      expect(framesPerSecond).toBeLessThan(27);
      expect(samplesPerSecond).toBeCloseTo(framesPerSecond * 10);
      expect(bytesPerSecond).toBeCloseTo(framesPerSecond * 400);
    }
  });

  it('do not overstate the first moments', () => {
    expect(after(0, 0.001, 0.002).at(epoch + 0.003 * second).framesPerSecond).toBe(3);
  });

  it('follow a change within two seconds', () => {
    const rates = new RecentRates();
    for (let frame = 0; frame < 100; frame++) rates.add(1, 1, epoch + frame * 0.1 * second);
    for (let frame = 0; frame < 250; frame++) rates.add(1, 1, epoch + (10 + frame * 0.01) * second);
    expect(rates.at(epoch + 12.5 * second).framesPerSecond).toBeCloseTo(100, -1);
  });

  it('come to 0 when the stream falls silent', () => {
    const rates = after(0, 0.2, 0.4, 0.6, 0.8);
    expect(rates.at(epoch + 1.5 * second).framesPerSecond).toBeGreaterThan(0);
    expect(rates.at(epoch + 5 * second)).toEqual({
      framesPerSecond: 0,
      samplesPerSecond: 0,
      bytesPerSecond: 0,
    });
  });
});

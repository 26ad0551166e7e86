import { channelView, type NdArray } from '@modlink/sdk';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  accelSignal,
  eegSignal,
  electrodes,
  gyroSignal,
  lineScanSignal,
  pressureSignal,
  readFrameNumber,
  type Signal,
  samplesOf,
  testCardSignal,
} from '../src/signals/index.js';
import { gaussian, smoothNoise, uniform } from '../src/signals/noise.js';

const makers: Record<string, (seed: number) => Signal> = {
  eeg: (seed) => eegSignal({ seed, channels: 3, rateHz: 250 }),
  accel: (seed) => accelSignal({ seed, rateHz: 100 }),
  gyro: (seed) => gyroSignal({ seed, rateHz: 200 }),
  field: (seed) => pressureSignal({ seed, width: 7, height: 5, rateHz: 30 }),
  raster: (seed) => lineScanSignal({ seed, lineLength: 64 }),
  video: (seed) => testCardSignal({ seed, width: 64, height: 48 }),
};

const channel = (data: NdArray, index: number): number[] => Array.from(channelView(data, index), Number);
const rms = (values: readonly number[]): number =>
  Math.sqrt(values.reduce((sum, value) => sum + value ** 2, 0) / values.length);

/** The amplitude of one frequency in a signal. */
function amplitudeAt(values: readonly number[], hz: number, rateHz: number): number {
  let [real, imaginary] = [0, 0];
  for (const [k, value] of values.entries()) {
    const angle = (2 * Math.PI * hz * k) / rateHz;
    real += value * Math.cos(angle);
    imaginary -= value * Math.sin(angle);
  }
  return (2 * Math.hypot(real, imaginary)) / values.length;
}

describe.each(Object.entries(makers))('the signal "%s"', (_name, make) => {
  it('is a pure function of the seed and the sample number, however it is cut into chunks', () => {
    const signal = make(42);
    fc.assert(
      fc.property(fc.nat({ max: 1_000_000 }), fc.integer({ min: 1, max: 12 }), (first, count) => {
        const together = samplesOf(signal, first, count);
        // Of a signal or a raster every channel holds a part of each sample; a picture stands in one piece.
        const rows = together.shape.length === 4 ? 1 : together.shape[0]!;
        const size = together.values.length / rows / count;
        for (let index = 0; index < count; index++) {
          const alone = samplesOf(make(42), first + index, 1);
          for (let row = 0; row < rows; row++) {
            const from = (row * count + index) * size;
            expect(together.values.slice(from, from + size)).toEqual(
              alone.values.slice(row * size, (row + 1) * size),
            );
          }
        }
      }),
      { numRuns: 25 },
    );
  });

  it('overwrites everything that the buffer held', () => {
    const signal = make(1);
    const { values } = samplesOf(signal, 5, 2);
    const dirty = values.slice().fill(99 as never);
    signal.fill(dirty as never, 5, 2);
    expect(dirty).toEqual(values);
  });

  it('is another one for another seed', () => {
    expect(samplesOf(make(1), 100, 10).values).not.toEqual(samplesOf(make(2), 100, 10).values);
  });

  it('has finite values after a year', () => {
    const { values } = samplesOf(make(1), 365 * 86_400 * 250, 3);
    expect(Array.from(values, Number).every(Number.isFinite)).toBe(true);
  });
});

describe('noise', () => {
  const positions = Array.from({ length: 100_000 }, (_, position) => position);

  it('is uniform in [0, 1), also at large and negative positions', () => {
    const means = [0, 2 ** 40, -(2 ** 33)].map(
      (from) => positions.reduce((sum, position) => sum + uniform(9, from + position), 0) / positions.length,
    );
    for (const mean of means) expect(mean).toBeCloseTo(0.5, 2);
    const values = positions.map((position) => uniform(9, position));
    expect(Math.min(...values.slice(0, 50_000))).toBeGreaterThanOrEqual(0);
    expect(Math.max(...values.slice(0, 50_000))).toBeLessThan(1);
    expect(new Set([0, 2 ** 32, 2 ** 33].map((position) => uniform(9, position))).size).toBe(3);
  });

  it('has a bell shape with mean 0 and deviation 1, and no memory', () => {
    const values = positions.map((position) => gaussian(3, position));
    expect(values.reduce((sum, value) => sum + value, 0) / values.length).toBeCloseTo(0, 1);
    expect(rms(values)).toBeCloseTo(1, 1);
    const products = values.slice(1).reduce((sum, value, index) => sum + value * values[index]!, 0);
    expect(Math.abs(products / values.length)).toBeLessThan(0.02);
  });

  it('moves smoothly where it should', () => {
    for (let step = 0; step < 10_000; step++) {
      const change = smoothNoise(1, (step + 1) / 100) - smoothNoise(1, step / 100);
      expect(Math.abs(change)).toBeLessThan(0.04);
    }
  });
});

describe('the EEG', () => {
  const rateHz = 250;
  const minutes = 2;
  const eeg = samplesOf(eegSignal({ seed: 1, channels: 8, rateHz }), 0, minutes * 60 * rateHz);
  const [fp1, o1] = [channel(eeg, 0), channel(eeg, 6)];

  /** The mean amplitude over half a hertz around a frequency, from pieces of 4 s. */
  function bandAmplitude(values: readonly number[], hz: number): number {
    const piece = 4 * rateHz;
    let sum = 0;
    let count = 0;
    for (let from = 0; from + piece <= values.length; from += piece) {
      for (const at of [hz - 0.25, hz, hz + 0.25]) {
        sum += amplitudeAt(values.slice(from, from + piece), at, rateHz);
        count += 1;
      }
    }
    return sum / count;
  }

  it('has the amplitudes of an EEG', () => {
    for (let index = 0; index < 8; index++) {
      expect(rms(channel(eeg, index))).toBeGreaterThan(4);
      expect(rms(channel(eeg, index))).toBeLessThan(40);
    }
  });

  it('has alpha waves at the back, more than beside 10 Hz and more than at the front', () => {
    expect(bandAmplitude(o1, 10)).toBeGreaterThan(2 * bandAmplitude(o1, 7));
    expect(bandAmplitude(o1, 10)).toBeGreaterThan(2 * bandAmplitude(o1, 14));
    expect(bandAmplitude(o1, 10)).toBeGreaterThan(2 * bandAmplitude(fp1, 10));
  });

  it('has mains hum at 50 Hz', () => {
    for (let index = 0; index < 8; index++) {
      const amplitude = amplitudeAt(channel(eeg, index), 50, rateHz);
      expect(amplitude).toBeGreaterThan(0.8);
      expect(amplitude).toBeLessThan(3.3);
      expect(amplitude).toBeGreaterThan(5 * amplitudeAt(channel(eeg, index), 45.3, rateHz));
    }
  });

  it('falls off with frequency', () => {
    expect(bandAmplitude(o1, 2)).toBeGreaterThan(2 * bandAmplitude(o1, 30));
  });

  it('blinks at the front only', () => {
    const front = electrodes(8).map(({ frontality }) => frontality);
    expect(front.slice(0, 2)).toEqual([1, 1]);
    const blinks = fp1.filter((uv, k) => uv > 70 && (fp1[k - 1] ?? 0) <= 70).length;
    expect(blinks).toBeGreaterThan(minutes * 6);
    expect(blinks).toBeLessThan(minutes * 40);
    expect(Math.max(...o1)).toBeLessThan(70);
  });

  it('has different electrodes, the first as on small amplifiers, up to 256', () => {
    const names = electrodes(256).map(({ name }) => name);
    expect(names.slice(0, 8)).toEqual(['Fp1', 'Fp2', 'C3', 'C4', 'P7', 'P8', 'O1', 'O2']);
    expect(new Set(names).size).toBe(256);
    expect(electrodes(70).every(({ name }) => /^[A-Z]+[a-z]?[pz]?\d*$/.test(name))).toBe(true);
    expect(electrodes(256).every(({ frontality }) => Math.abs(frontality) <= 1)).toBe(true);
  });
});

describe('the IMU', () => {
  const rateHz = 200;
  const accel = samplesOf(accelSignal({ seed: 4, rateHz }), 0, 60 * rateHz);
  const gyro = samplesOf(gyroSignal({ seed: 4, rateHz }), 0, 60 * rateHz);

  it('feels gravity, however it is turned', () => {
    for (let k = 0; k < 60 * rateHz; k++) {
      const [x, y, z] = [0, 1, 2].map((axis) => Number(channelView(accel, axis)[k]));
      expect(Math.abs(Math.hypot(x!, y!, z!) - 9.80665)).toBeLessThan(0.2);
    }
  });

  it('turns its gravity as its gyroscope says: dg/dt = g x omega', () => {
    const at = (data: NdArray, k: number) => [0, 1, 2].map((axis) => Number(channelView(data, axis)[k]));
    const spanS = 0.1;
    const half = (spanS / 2) * rateHz;
    const errors: number[] = [];
    for (let k = half; k < 60 * rateHz - half; k++) {
      const [before, g, after, w] = [at(accel, k - half), at(accel, k), at(accel, k + half), at(gyro, k)];
      for (let axis = 0; axis < 3; axis++) {
        const [i, j] = [(axis + 1) % 3, (axis + 2) % 3];
        errors.push((after[axis]! - before[axis]!) / spanS - (g[i]! * w[j]! - g[j]! * w[i]!));
      }
    }
    // The noise of a difference over 0.1 s; the motion itself is some m/s^3.
    expect(rms(errors)).toBeLessThan(0.4);
    expect(rms(channel(gyro, 0))).toBeGreaterThan(0.3);
  });
});

describe('the pressure mat', () => {
  it('shows a hand that moves, and no pressure below 0', () => {
    const signal = pressureSignal({ seed: 1, width: 10, height: 10, rateHz: 30 });
    const centres = [0, 45, 90, 135].map((first) => {
      const { values, shape } = samplesOf(signal, first, 1);
      expect(shape).toEqual([1, 1, 10, 10]);
      const cells = Array.from(values, Number);
      expect(Math.min(...cells)).toBeGreaterThanOrEqual(0);
      expect(Math.max(...cells)).toBeGreaterThan(15);
      expect(Math.max(...cells)).toBeLessThan(80);
      const total = cells.reduce((sum, kpa) => sum + kpa, 0);
      return cells.reduce((sum, kpa, cell) => sum + kpa * (cell % 10), 0) / total;
    });
    expect(Math.max(...centres) - Math.min(...centres)).toBeGreaterThan(0.5);
  });
});

describe('the line camera', () => {
  it('sees a bright web with dark sides, within 12 bits', () => {
    const { values } = samplesOf(lineScanSignal({ seed: 1, lineLength: 256 }), 0, 1_200);
    const counts = Array.from(values, Number);
    expect(counts.every((count) => count >= 0 && count <= 4095)).toBe(true);
    const mean = (x: number) =>
      counts.filter((_, index) => index % 256 === x).reduce((a, b) => a + b) / 1_200;
    expect(mean(2)).toBeLessThan(300);
    expect(mean(128)).toBeGreaterThan(1_400);
    // One blemish in each 120 lines.
    const bright = Array.from({ length: 1_200 }, (_, line) =>
      counts.slice(256 * line, 256 * (line + 1)).some((c) => c > 2_900),
    );
    expect(bright.filter((is, line) => is && !bright[line - 1]).length).toBeGreaterThanOrEqual(10);
  });
});

describe('the test card', () => {
  const size = { width: 320, height: 240 };
  const signal = testCardSignal({ seed: 1, ...size });

  it('carries its frame number, at any size', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 64, max: 400 }),
        fc.integer({ min: 48, max: 200 }),
        fc.integer({ min: 0, max: 2 ** 32 - 1 }),
        (width, height, number) => {
          const { values } = samplesOf(testCardSignal({ seed: 3, width, height }), number, 1);
          expect(readFrameNumber(values as Uint8Array, { width, height })).toBe(number);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('carries it through blur and noise', () => {
    const { values } = samplesOf(signal, 0xdeadbeef, 1);
    const worn = (values as Uint8Array).map((byte, index) => 40 + byte * 0.6 + (index % 30));
    expect(readFrameNumber(worn, size)).toBe(0xdeadbeef);
  });

  it('has eight colour bars, interleaved as rgb24', () => {
    const { values } = samplesOf(signal, 0, 1);
    // The square covers at most one of two rows that lie 80 rows apart.
    const colours = Array.from({ length: 8 }, (_, bar) =>
      [100, 180].map((y) => [0, 1, 2].map((c) => Number(values[3 * (y * 320 + bar * 40 + 20) + c])).join()),
    );
    const expected = [
      '191,191,191',
      '191,191,0',
      '0,191,191',
      '0,191,0',
      '191,0,191',
      '191,0,0',
      '0,0,191',
      '0,0,0',
    ];
    for (const [bar, colour] of expected.entries()) expect(colours[bar]).toContain(colour);
  });

  it('moves a white square', () => {
    const places = [0, 15, 200].map((number) => {
      const { values } = samplesOf(signal, number, 1);
      const white = Array.from({ length: 320 * 220 }, (_, pixel) => pixel + 320 * 20).filter((pixel) =>
        [0, 1, 2].every((c) => values[3 * pixel + c] === 255),
      );
      expect(white).toHaveLength(40 * 40);
      return white[0];
    });
    expect(new Set(places).size).toBe(3);
  });
});

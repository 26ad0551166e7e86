import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EmitOptions } from '../../src/index.js';
import { BenchDriver, notingContext, stream } from './bench-driver.js';

const msNs = 1_000_000n;
/** The period of the 100 Hz stream. */
const periodNs = 10n * msNs;
const epochNs = 1_700_000_000_000_000_000n;

/** A driver with one stream and a clock that the test sets; gives the time that a frame of so many samples gets. */
function timed(nominalSampleRateHz: number | 'irregular' = 100) {
  const now = { ns: epochNs };
  const { context, seen } = notingContext({ clock: { nowNs: () => now.ns } });
  const driver = new BenchDriver();
  driver.streams = [stream({ nominalSampleRateHz, channelNames: [] })];
  driver.bind(context);
  const emit = (count: number, options?: EmitOptions): bigint => {
    driver.emitSamples('eeg', new Float32Array(count), options);
    return seen.frames.at(-1)?.timestampNs ?? 0n;
  };
  return { now, emit };
}

describe('the time of a frame', () => {
  it('is the timestampNs that the driver gives, as it is', () => {
    const { emit } = timed();
    expect(emit(5, { timestampNs: 5n })).toBe(5n);
    expect(emit(5, { timestampNs: 3n, arrivalNs: epochNs })).toBe(3n);
  });

  it('is that of its first sample: the arrival of the last one less the samples between', () => {
    expect(timed().emit(1, { arrivalNs: epochNs })).toBe(epochNs);
    expect(timed().emit(11, { arrivalNs: epochNs })).toBe(epochNs - 10n * periodNs);
  });

  it('is found from now, when neither is given', () => {
    const { now, emit } = timed();
    expect(emit(1)).toBe(epochNs);
    now.ns += 25n * msNs;
    expect(emit(2)).toBe(epochNs + 15n * msNs);
  });

  it('follows a device that keeps its rate', () => {
    const { emit } = timed();
    for (let frame = 0n; frame < 20n; frame++) {
      expect(emit(10, { arrivalNs: epochNs + frame * 10n * periodNs })).toBe(
        epochNs + (10n * frame - 9n) * periodNs,
      );
    }
  });

  it('goes on after a given timestampNs', () => {
    const { emit } = timed();
    emit(3, { timestampNs: epochNs });
    expect(emit(1, { arrivalNs: epochNs + 3n * periodNs })).toBe(epochNs + 3n * periodNs);
    expect(emit(1, { arrivalNs: epochNs })).toBe(epochNs + 3n * periodNs + 1n);
  });
});

describe('a burst is not stamped late', () => {
  it('samples that a pause held back get the times at which they were taken', () => {
    const { emit } = timed();
    for (let sample = 0n; sample < 100n; sample++) emit(1, { arrivalNs: epochNs + sample * periodNs });
    // The link stands still for 200 ms, then all 20 samples come, in chunks 100 us apart.
    for (let sample = 100n; sample < 120n; sample++) {
      const arrivalNs = epochNs + 119n * periodNs + (sample - 100n) * 100_000n;
      expect(emit(1, { arrivalNs })).toBe(epochNs + sample * periodNs);
    }
    expect(emit(1, { arrivalNs: epochNs + 120n * periodNs })).toBe(epochNs + 120n * periodNs);
  });

  it('packets that share one arrival, as over USB, are one period apart', () => {
    const { emit } = timed();
    const times: bigint[] = [];
    for (let chunk = 0n; chunk < 50n; chunk++) {
      const arrivalNs = epochNs + chunk * 4n * periodNs;
      for (let packet = 0; packet < 4; packet++) times.push(emit(1, { arrivalNs }));
    }
    const steps = times.slice(8).map((time, index) => time - (times[index + 7] ?? 0n));
    expect(new Set(steps)).toEqual(new Set([periodNs]));
  });

  it('does not run ahead of its arrival after frames of several samples came at once', () => {
    const { emit } = timed();
    for (let frame = 0n; frame < 5n; frame++) emit(10, { arrivalNs: epochNs + frame * 10n * periodNs });
    const arrivalNs = epochNs + 10n * 10n * periodNs;
    let firstNs = 0n;
    for (let frame = 0; frame < 6; frame++) firstNs = emit(10, { arrivalNs });
    expect(firstNs + 9n * periodNs).toBe(arrivalNs);
  });
});

describe('lost and late samples', () => {
  it('lost samples take their time', () => {
    const { emit } = timed();
    emit(1, { arrivalNs: epochNs });
    expect(emit(1, { arrivalNs: epochNs + 6n * periodNs, lost: 5 })).toBe(epochNs + 6n * periodNs);
  });

  it('a pause of more than a second is a gap, not a delay', () => {
    const { emit } = timed();
    emit(1, { arrivalNs: epochNs });
    expect(emit(1, { arrivalNs: epochNs + 5_000n * msNs })).toBe(epochNs + 5_000n * msNs);
  });

  it('samples lost in silence are found out within a few frames', () => {
    const { emit } = timed();
    emit(1, { arrivalNs: epochNs });
    let errorNs = 0n;
    for (let sample = 50n; sample < 60n; sample++) {
      const takenNs = epochNs + sample * periodNs;
      errorNs = takenNs - emit(1, { arrivalNs: takenNs });
      expect(errorNs).toBeGreaterThanOrEqual(0n);
    }
    expect(errorNs).toBeLessThan(msNs);
  });

  it('a device that keeps half of its nominal rate is stamped early by two of its periods at most', () => {
    const { emit } = timed();
    for (let sample = 0n; sample < 200n; sample++) {
      const takenNs = epochNs + sample * 2n * periodNs;
      const errorNs = takenNs - emit(1, { arrivalNs: takenNs });
      expect(errorNs).toBeGreaterThanOrEqual(0n);
      expect(errorNs).toBeLessThanOrEqual(4n * periodNs);
    }
  });

  it('a device clock that runs slow is followed', () => {
    const { emit } = timed();
    // 1000 ppm slow: each sample 10.01 ms after the last.
    let lagNs = 0n;
    for (let sample = 0n; sample < 3_000n; sample++) {
      const arrivalNs = epochNs + (sample * periodNs * 1_001n) / 1_000n;
      lagNs = arrivalNs - emit(1, { arrivalNs });
    }
    expect(lagNs).toBeGreaterThanOrEqual(0n);
    expect(lagNs).toBeLessThan(msNs / 10n);
  });

  it('a device clock that runs fast is followed', () => {
    const { emit } = timed();
    for (let sample = 0n; sample < 3_000n; sample++) {
      const arrivalNs = epochNs + (sample * periodNs * 999n) / 1_000n;
      expect(emit(1, { arrivalNs })).toBe(arrivalNs);
    }
  });
});

describe('irregular streams', () => {
  it('are stamped with their arrival, all samples of a frame alike', () => {
    const { emit } = timed('irregular');
    expect(emit(3, { arrivalNs: epochNs })).toBe(epochNs);
    expect(emit(1, { arrivalNs: epochNs + 812n * msNs })).toBe(epochNs + 812n * msNs);
    expect(emit(1, { arrivalNs: epochNs + 815n * msNs, lost: 3 })).toBe(epochNs + 815n * msNs);
  });

  it('are stamped one nanosecond apart when they arrive at once', () => {
    const { emit } = timed('irregular');
    expect([1, 2, 3].map(() => emit(1, { arrivalNs: epochNs }))).toEqual([
      epochNs,
      epochNs + 1n,
      epochNs + 2n,
    ]);
  });
});

it('never steps back, and no sample is before the last one of the frame before, whatever arrives when', () => {
  const arrivals = fc.array(
    fc.record({
      afterMs: fc.oneof(fc.constant(0), fc.integer({ min: -50, max: 5_000 })),
      count: fc.integer({ min: 1, max: 50 }),
      lost: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 1_000 })),
      transport: fc.boolean(),
    }),
    { maxLength: 60 },
  );
  fc.assert(
    fc.property(
      arrivals,
      fc.constantFrom<number | 'irregular'>(0.5, 100, 333.3, 48_000, 'irregular'),
      (all, rate) => {
        const { now, emit } = timed(rate);
        const period = rate === 'irregular' ? 0 : 1e9 / rate;
        let lastSampleNs = 0n;
        for (const { afterMs, count, lost, transport } of all) {
          now.ns += BigInt(afterMs) * msNs;
          const firstNs = emit(count, transport ? { arrivalNs: now.ns, lost } : { lost });
          expect(firstNs).toBeGreaterThan(lastSampleNs);
          lastSampleNs = firstNs + BigInt(Math.round((count - 1) * period));
        }
      },
    ),
  );
});

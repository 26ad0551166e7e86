import { describe, expect, it } from 'vitest';
import {
  type DriverContextInit,
  dtypes,
  type EmitSamples,
  ndarray,
  type StreamDescriptor,
} from '../../src/index.js';
import { BenchDriver, notingContext, stream } from './bench-driver.js';

function boundDriver(
  streams: readonly StreamDescriptor[] = [stream()],
  init: Partial<DriverContextInit> = {},
) {
  const driver = new BenchDriver();
  driver.streams = streams;
  const { context, seen } = notingContext(init);
  driver.bind(context);
  return { driver, context, frames: seen.frames };
}

const refusal = (words: string | RegExp) =>
  expect.objectContaining({ code: 'INVALID_FRAME', message: expect.stringMatching(words) });

describe('emit: shape and values', () => {
  it('takes a typed array in channel order, with as many channels as the descriptor names, and copies nothing', () => {
    const { driver, frames } = boundDriver();
    const values = new Float32Array([1, 2, 3, 10, 20, 30]);
    expect(driver.emitSamples('eeg', values)).toBe(true);
    expect(frames[0]?.data).toEqual({ dtype: 'float32', shape: [2, 3], values });
    expect(frames[0]?.data.values).toBe(values);
  });

  it('takes one channel where the descriptor names none', () => {
    const { driver, frames } = boundDriver([stream({ channelNames: [] })]);
    driver.emitSamples('eeg', new Float32Array(5));
    expect(frames[0]?.data.shape).toEqual([1, 5]);
  });

  it("puts order 'samples' into channel order, also when the driver reuses its buffer", () => {
    const { driver } = boundDriver([stream()], {
      onFrame: ({ data }) => taken.push([...data.values]),
    });
    const taken: unknown[] = [];
    const buffer = new Int16Array([1, 10, 2, 20, 3, 30]);
    driver.emitSamples('eeg', buffer, { order: 'samples' });
    buffer.set([4, 40, 5, 50, 6, 60]);
    driver.emitSamples('eeg', buffer, { order: 'samples' });
    driver.emitSamples('eeg', buffer.subarray(2), { order: 'samples' });
    driver.emitSamples('eeg', Buffer.from([1, 2, 3, 4]), { order: 'samples' });
    driver.emitSamples('eeg', buffer.subarray(4), { order: 'samples' });
    expect(taken).toEqual([
      [1, 2, 3, 10, 20, 30],
      [4, 5, 6, 40, 50, 60],
      [5, 6, 50, 60],
      [1, 3, 2, 4],
      [6, 60],
    ]);
    expect([...buffer]).toEqual([4, 40, 5, 50, 6, 60]);
  });

  it('makes numbers the float32 of the stream', () => {
    const { driver, frames } = boundDriver();
    driver.emitSamples('eeg', [1.5, -2]);
    expect(frames[0]?.data).toEqual({ dtype: 'float32', shape: [2, 1], values: new Float32Array([1.5, -2]) });
  });

  it.each(dtypes)('makes numbers the dtype that the descriptor says: %s', (dtype) => {
    const { driver, frames } = boundDriver([stream({ dtype })]);
    driver.emitSamples('eeg', [7, 8]);
    expect(frames[0]?.data.dtype).toBe(dtype);
    expect(Array.from(frames[0]?.data.values ?? [], Number)).toEqual([7, 8]);
  });

  it.each([
    ['int8', 128],
    ['uint8', -1],
    ['int16', 40_000],
    ['uint32', 2 ** 32],
    ['int64', 2 ** 63],
    ['uint64', -1],
    ['int32', 1.5],
    ['int64', 1.5],
    ['int16', Number.NaN],
    ['float32', '1' as unknown as number],
  ] as const)('refuses a number that its dtype %s would change in silence: %s', (dtype, value) => {
    const { driver } = boundDriver([stream({ dtype })]);
    expect(() => driver.emitSamples('eeg', [0, value])).toThrow(refusal(`does not fit its dtype ${dtype}`));
  });

  it.each<[string, EmitSamples]>([
    ['nothing', new Float32Array(0)],
    ['no whole number of samples', new Float32Array(3)],
    ['no numbers', []],
  ])('refuses %s: at least one sample of each channel', (_name, samples) => {
    const { driver } = boundDriver();
    expect(() => driver.emitSamples('eeg', samples)).toThrow(
      refusal(/a whole number of samples, at least one/),
    );
  });

  it.each([[undefined], [null], [5], ['1,2'], [new DataView(new ArrayBuffer(8))], [{ values: [1, 2] }]])(
    'refuses %o, which is no array',
    (samples) => {
      const { driver } = boundDriver();
      expect(() => driver.emitSamples('eeg', samples as unknown as EmitSamples)).toThrow(
        refusal(/typed array/),
      );
    },
  );

  it.each(['raster', 'field', 'video'] as const)(
    'takes %s as an array with its shape, never as a flat one',
    (payloadType) => {
      const { driver, frames } = boundDriver([stream({ payloadType, channelNames: [] })]);
      expect(() => driver.emitSamples('eeg', new Uint8Array(8))).toThrow(refusal(/ndarray\(values, shape\)/));
      const shape = payloadType === 'raster' ? [1, 2, 4] : [1, 2, 2, 2];
      driver.emitSamples('eeg', ndarray(new Uint8Array(8), shape));
      expect(frames[0]?.data.shape).toEqual(shape);
    },
  );

  it('refuses an order for an array with a shape, which has one already', () => {
    const { driver } = boundDriver();
    const array = ndarray(new Float32Array(4), [2, 2]);
    expect(() => driver.emitSamples('eeg', array, { order: 'samples' })).toThrow(refusal(/leave order out/));
  });
});

describe('emit: streams and numbers', () => {
  const imu = stream({ streamKey: 'imu', channelNames: ['x', 'y', 'z'] });

  it('fills in the ids', () => {
    const { driver, frames } = boundDriver();
    driver.emitSamples('eeg', [1, 2]);
    expect(frames[0]?.streamId).toBe('bench.01:eeg');
  });

  it('uses the id that the host gave the device, as it is when the frame is made', () => {
    const known = { deviceId: undefined as string | undefined };
    const { driver, context, frames } = boundDriver();
    Object.defineProperty(context, 'deviceId', { get: () => known.deviceId });
    driver.emitSamples('eeg', [1, 2]);
    known.deviceId = 'bench.02';
    driver.emitSamples('eeg', [1, 2]);
    expect(frames.map(({ streamId }) => streamId)).toEqual(['bench.01:eeg', 'bench.02:eeg']);
  });

  it('numbers each stream by itself, from 0, strictly increasing', () => {
    const { driver, frames } = boundDriver([stream(), imu]);
    driver.emitSamples('eeg', [1, 2]);
    driver.emitSamples('imu', [1, 2, 3]);
    driver.emitSamples('eeg', [1, 2]);
    driver.emitSamples('eeg', [1, 2]);
    driver.emitSamples('imu', [1, 2, 3]);
    expect(frames.map(({ streamKey, seq }) => `${streamKey} ${seq}`)).toEqual([
      'eeg 0',
      'imu 0',
      'eeg 1',
      'eeg 2',
      'imu 1',
    ]);
  });

  it('goes on after a restart where the host says: firstSeq', () => {
    const { driver, frames } = boundDriver([stream(), imu], { firstSeq: (key) => (key === 'eeg' ? 100 : 0) });
    driver.emitSamples('eeg', [1, 2]);
    driver.emitSamples('imu', [1, 2, 3]);
    expect(frames.map(({ seq }) => seq)).toEqual([100, 0]);
  });

  it('gives a frame that the host did not take a number too: it is a lost frame', () => {
    const answers = [true, false, true];
    const seqs: unknown[] = [];
    const { driver } = boundDriver([stream()], {
      onFrame: ({ seq }) => {
        seqs.push(seq);
        return answers.shift();
      },
    });
    expect([1, 2, 3].map(() => driver.emitSamples('eeg', [1, 2]))).toEqual([true, false, true]);
    expect(seqs).toEqual([0, 1, 2]);
  });

  it('takes no number for samples that it refuses', () => {
    const { driver, frames } = boundDriver();
    expect(() => driver.emitSamples('eeg', [1])).toThrow();
    driver.emitSamples('eeg', [1, 2]);
    expect(frames[0]?.seq).toBe(0);
  });

  it('knows a stream by every spelling of its key', () => {
    const { driver, frames } = boundDriver();
    driver.emitSamples('EEG ', [1, 2]);
    driver.emitSamples('eeg', [1, 2]);
    expect(frames.map(({ streamKey, seq }) => [streamKey, seq])).toEqual([
      ['eeg', 0],
      ['eeg', 1],
    ]);
  });

  it('refuses an unknown stream, naming those that there are', () => {
    const { driver } = boundDriver([stream(), imu]);
    expect(() => driver.emitSamples('ecg', [1])).toThrow(
      expect.objectContaining({ code: 'UNKNOWN_STREAM', message: expect.stringMatching(/"ecg".*eeg, imu/) }),
    );
  });

  it('passes lost samples and the device time on', () => {
    const { driver, frames } = boundDriver();
    driver.emitSamples('eeg', [1, 2], { lost: 3, deviceTimeNs: 99n });
    expect(frames[0]).toMatchObject({ lost: 3, deviceTimeNs: 99n });
    expect(() => driver.emitSamples('eeg', [1, 2], { lost: -1 })).toThrow(refusal(/lost/));
  });
});

describe('emit: descriptors from connectDevice', () => {
  const sixteen = stream({ channelNames: Array.from({ length: 16 }, (_, index) => `ch${index}`) });
  const extra = stream({ streamKey: 'extra', channelNames: [] });

  it('hold until the device is disconnected; descriptors() is the preview before and after', () => {
    const { driver, frames } = boundDriver();
    driver.useDescriptors([sixteen]);
    driver.emitSamples('eeg', new Float32Array(32));
    driver.useDescriptors(undefined);
    driver.emitSamples('eeg', new Float32Array(32));
    expect(frames.map(({ data }) => data.shape)).toEqual([
      [16, 2],
      [2, 16],
    ]);
  });

  it('bring streams and take them away', () => {
    const { driver } = boundDriver();
    driver.useDescriptors([extra]);
    expect(driver.emitSamples('extra', [1])).toBe(true);
    expect(() => driver.emitSamples('eeg', [1, 2])).toThrow(
      expect.objectContaining({ code: 'UNKNOWN_STREAM' }),
    );
  });

  it('never make a sequence number or a time come twice, also for a stream that was away', () => {
    const { driver, frames } = boundDriver([stream()], { firstSeq: () => 10 });
    driver.useDescriptors([stream(), extra]);
    driver.emitSamples('extra', [1, 2, 3], { arrivalNs: 1_000n });
    driver.emitSamples('eeg', [1, 2], { arrivalNs: 1_000n });
    driver.useDescriptors(undefined);
    driver.emitSamples('eeg', [1, 2], { arrivalNs: 1_000n });
    driver.useDescriptors([stream(), extra]);
    driver.emitSamples('extra', [1], { arrivalNs: 1_000n });
    driver.emitSamples('eeg', [1, 2], { arrivalNs: 1_000n });
    const numbers = (key: string) =>
      frames.filter(({ streamKey }) => streamKey === key).map(({ seq }) => seq);
    expect(numbers('extra')).toEqual([10, 11]);
    expect(numbers('eeg')).toEqual([10, 11, 12]);
    const times = frames.filter(({ streamKey }) => streamKey === 'eeg').map(({ timestampNs }) => timestampNs);
    expect(times).toEqual([...times].sort((a, b) => Number(a - b)));
    expect(new Set(times).size).toBe(3);
  });
});

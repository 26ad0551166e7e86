import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { dtypes, StreamDescriptor, type TypedArray, typedArrays } from '@modlink/sdk';
import { part } from '@modlink/test-parts';
import { describe, expect, it } from 'vitest';
import { exportRecording } from '../src/index.js';
import { python } from './support/python.js';
import { describeStream, record, startNs, temporaryFolder } from './support/recordings.js';

/** Each array as its type, shape, and the values (numbers as their bytes in hexadecimal). No pickles are read. */
const readNpz = `
import json, sys, numpy
arrays = numpy.load(sys.argv[1], allow_pickle=False)
print(json.dumps({name: {
  'dtype': arrays[name].dtype.name if arrays[name].dtype.kind != 'U' else 'text',
  'shape': list(arrays[name].shape),
  'values': arrays[name].tolist() if arrays[name].dtype.kind == 'U' else arrays[name].tobytes().hex(),
} for name in arrays.files}))
`;

interface ReadArray {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly values: unknown;
}

const read = async (path: string) => (await python(readNpz, path)) as Record<string, ReadArray>;
const numbers = (values: TypedArray, shape: readonly number[]) => ({
  shape,
  values: Buffer.from(values.buffer, values.byteOffset, values.byteLength).toString('hex'),
});
const int64 = (...values: (bigint | number)[]) =>
  numbers(BigInt64Array.from(values, BigInt), [values.length]);

const numpy = await part('numpy');

numpy.describe('the NPZ export, read by NumPy', () => {
  it('has a signal with its times, what is missing, names and units', async () => {
    const folder = await temporaryFolder();
    const descriptor = describeStream({
      channelNames: ['Fp1', 'Ölçü'],
      nominalSampleRateHz: 300,
      metadata: { unit: 'uV', channelUnits: ['uV', 'µV'], reference: 'A1' },
    });
    const input = record(folder, (recording) => {
      recording.addStream(descriptor);
      const values = Float32Array.of(0.1, -2.5, 3, 1e-7, 16777216, Number.NaN);
      recording.add(descriptor, values, [2, 3], { seq: 4, timestampNs: startNs, deviceTimeNs: 77n });
      recording.add(descriptor, Float32Array.of(8, 9), [2, 1], {
        timestampNs: startNs + 10_001_000n,
        lost: 2,
      });
    });
    const { files } = await exportRecording({ input, format: 'npz' });
    const path = join(folder, 'rec.amplifier.01.eeg.npz');
    expect(files).toMatchObject([{ path, streamId: descriptor.streamId, rows: 4 }]);
    const arrays = await read(path);
    expect(arrays).toMatchObject({
      data: {
        dtype: 'float32',
        ...numbers(Float32Array.of(0.1, 1e-7, -2.5, 16777216, 3, Number.NaN, 8, 9), [4, 2]),
      },
      timestamps_ns: {
        dtype: 'int64',
        ...int64(startNs, startNs + 3_333_333n, startNs + 6_666_667n, startNs + 10_001_000n),
      },
      frame_start: int64(0, 3),
      frame_device_time_ns: int64(77, -(2n ** 63n)),
      frame_seq: int64(4, -1),
      frame_lost: int64(0, 2),
      channel_names: { shape: [2], values: ['Fp1', 'Ölçü'] },
      channel_units: { shape: [2], values: ['uV', 'µV'] },
      sample_rate_hz: numbers(Float64Array.of(300), []),
    });
    const described = new StreamDescriptor(JSON.parse(arrays.descriptor?.values as string));
    expect(described).toEqual(descriptor);
    expect((await readdir(folder)).sort()).toEqual(['rec.amplifier.01.eeg.npz', 'rec.mcap']);
  });

  it('has every element type to the last bit', async () => {
    const folder = await temporaryFolder();
    const streams = dtypes.map((dtype) => {
      const values = new typedArrays[dtype](300);
      new Uint8Array(values.buffer).forEach((_, at, bytes) => {
        bytes[at] = (at * 73 + 41) % 256;
      });
      return {
        dtype,
        values,
        descriptor: describeStream({ streamKey: dtype, nominalSampleRateHz: 'irregular' }),
      };
    });
    const input = record(folder, (recording) => {
      for (const { descriptor, values } of streams) {
        recording.addStream(descriptor);
        recording.add(descriptor, values, [1, 300]);
      }
    });
    await exportRecording({ input, format: 'npz' });
    for (const { dtype, values } of streams) {
      const { data, timestamps_ns } = await read(join(folder, `rec.amplifier.01.${dtype}.npz`));
      expect(data).toEqual({ dtype, ...numbers(values, [300, 1]) });
      expect(timestamps_ns).toMatchObject(int64(...Array.from({ length: 300 }, () => startNs)));
    }
  });

  it('has rasters, fields and pictures with time first', async () => {
    const folder = await temporaryFolder();
    const raster = describeStream({ streamKey: 'lines', payloadType: 'raster' });
    const field = describeStream({ streamKey: 'field', payloadType: 'field' });
    const planar = describeStream({ streamKey: 'planar', payloadType: 'video' });
    const rgb = describeStream({ streamKey: 'rgb', payloadType: 'video', pixelFormat: 'rgb24' });
    const mjpeg = describeStream({ streamKey: 'mjpeg', payloadType: 'video', pixelFormat: 'mjpeg' });
    const growing = describeStream({ streamKey: 'growing', payloadType: 'raster' });
    const upTo = (length: number) => Uint8Array.from({ length }, (_, index) => index);
    const input = record(folder, (recording) => {
      for (const each of [raster, field, planar, rgb, mjpeg, growing]) recording.addStream(each);
      recording.add(raster, upTo(12), [2, 2, 3]);
      recording.add(field, upTo(8), [2, 2, 1, 2]);
      recording.add(planar, upTo(12), [3, 1, 2, 2]);
      recording.add(rgb, upTo(24), [3, 2, 2, 2]);
      recording.add(mjpeg, upTo(5), [1, 1, 1, 5]);
      recording.add(growing, upTo(4), [1, 1, 4]);
      recording.add(growing, upTo(5), [1, 1, 5]);
    });
    const { skipped } = await exportRecording({ input, format: 'npz' });
    const data = async (key: string) => (await read(join(folder, `rec.amplifier.01.${key}.npz`))).data;
    expect(await data('lines')).toMatchObject(
      numbers(Uint8Array.of(0, 1, 2, 6, 7, 8, 3, 4, 5, 9, 10, 11), [2, 2, 3]),
    );
    expect(await data('field')).toMatchObject(numbers(Uint8Array.of(0, 1, 4, 5, 2, 3, 6, 7), [2, 2, 1, 2]));
    expect(await data('planar')).toMatchObject(numbers(upTo(12), [1, 3, 2, 2]));
    expect(await data('rgb')).toMatchObject(numbers(upTo(24), [2, 2, 2, 3]));
    expect(skipped).toEqual([
      { streamId: mjpeg.streamId, reason: expect.stringContaining('video format') },
      { streamId: growing.streamId, reason: expect.stringContaining('size of its frames changes') },
    ]);
    expect((await readdir(folder)).filter((name) => name.includes('growing'))).toEqual([]);
  });

  it('has the markers', async () => {
    const folder = await temporaryFolder();
    const input = record(folder, (recording) => {
      recording.addEvent({
        type: 'segment-start',
        label: 'eyes "closed"\n😀',
        timestampNs: 12n,
        deviceId: 'a.01',
      });
      recording.addEvent({ type: 'marker', label: 'ä', timestampNs: 13n, data: { list: [1, 'x'] } });
    });
    const { files } = await exportRecording({ input, format: 'npz' });
    expect(files).toMatchObject([{ path: join(folder, 'rec.markers.npz'), rows: 2 }]);
    expect(await read(join(folder, 'rec.markers.npz'))).toMatchObject({
      timestamps_ns: int64(12, 13),
      type: { values: ['segment-start', 'marker'] },
      label: { values: ['eyes "closed"\n😀', 'ä'] },
      device_id: { values: ['a.01', ''] },
      stream_id: { values: ['', ''] },
      data: { values: ['', '{"list":[1,"x"]}'] },
    });
  });
});

describe('the NPZ export', () => {
  it('leaves nothing when it is cancelled while the zip is written', async () => {
    const folder = await temporaryFolder();
    const descriptor = describeStream();
    const input = record(folder, (recording) => {
      recording.addStream(descriptor);
      recording.add(descriptor, new Float32Array(200_000), [2, 100_000]);
    });
    const cancel = new AbortController();
    // The last progress comes when all frames are read: what follows is the zip.
    const onProgress = ({ framesDone, framesTotal }: { framesDone: number; framesTotal: number }) => {
      if (framesDone === framesTotal) cancel.abort();
    };
    await expect(
      exportRecording({ input, format: 'npz', signal: cancel.signal, onProgress }),
    ).rejects.toMatchObject({ code: 'EXPORT_CANCELLED' });
    expect(await readdir(folder)).toEqual(['rec.mcap']);
  });
});

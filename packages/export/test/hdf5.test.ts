import { execFile } from 'node:child_process';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { dtypes, StreamDescriptor, type TypedArray, typedArrays } from '@modlink/sdk';
import { part } from '@modlink/test-parts';
import { expect, it, onTestFinished } from 'vitest';
import { exportRecording } from '../src/index.js';
import { python } from './support/python.js';
import { describeStream, record, startNs, temporaryFolder } from './support/recordings.js';

const run = promisify(execFile);

/** Every dataset by its path, as type, shape, and bytes in hexadecimal or texts; and the attributes of every group. */
const readHdf5 = `
import h5py, json, sys
found = {'datasets': {}, 'attributes': {}}
def plain(value):
  value = value.tolist() if hasattr(value, 'tolist') else value
  return None if value != value else value
def visit(name, item):
  if isinstance(item, h5py.Dataset):
    text = h5py.check_string_dtype(item.dtype)
    found['datasets'][name] = {
      'dtype': 'text' if text else item.dtype.name,
      'shape': list(item.shape),
      'values': item.asstr()[:].tolist() if text else item[:].tobytes().hex(),
    }
  else:
    found['attributes'][name] = {key: plain(value) for key, value in item.attrs.items()}
with h5py.File(sys.argv[1]) as file:
  visit('/', file)
  file.visititems(visit)
print(json.dumps(found))
`;

interface ReadHdf5 {
  readonly datasets: Record<
    string,
    { readonly dtype: string; readonly shape: number[]; readonly values: unknown }
  >;
  readonly attributes: Record<string, Record<string, unknown>>;
}

const read = async (path: string) => (await python(readHdf5, path)) as ReadHdf5;
const numbers = (values: TypedArray, shape: readonly number[]) => ({
  shape,
  values: Buffer.from(values.buffer, values.byteOffset, values.byteLength).toString('hex'),
});
const int64 = (...values: (bigint | number)[]) =>
  numbers(BigInt64Array.from(values, BigInt), [values.length]);

const h5py = await part('h5py');

h5py.describe('the HDF5 export, read by h5py', () => {
  it('has each stream with its times, what is missing, names, units and the descriptor', async () => {
    const folder = await temporaryFolder();
    const descriptor = describeStream({ channelNames: ['Fp1', 'Größe'], metadata: { unit: 'µV' } });
    const changed = describeStream({ nominalSampleRateHz: 'irregular' });
    const field = describeStream({ streamKey: 'field', payloadType: 'field' });
    const mjpeg = describeStream({ streamKey: 'camera', payloadType: 'video', pixelFormat: 'mjpeg' });
    const input = record(folder, (recording) => {
      for (const each of [descriptor, field, mjpeg]) recording.addStream(each);
      const values = Float32Array.of(0.1, -2.5, 3, 1e-7, 16777216, Number.NaN);
      recording.add(descriptor, values, [2, 3], { seq: 4, deviceTimeNs: 77n });
      recording.add(descriptor, Float32Array.of(8, 9), [2, 1], {
        timestampNs: startNs + 20_000_001n,
        lost: 2,
      });
      recording.add(field, Uint8Array.of(0, 1, 2, 3, 4, 5, 6, 7), [2, 2, 1, 2]);
      recording.add(mjpeg, new Uint8Array(5), [1, 1, 1, 5]);
      recording.addStream(changed);
      recording.add(changed, Int16Array.of(7), [1, 1]);
      recording.addEvent({ type: 'segment-start', label: 'eyes "closed"\n😀', timestampNs: 12n });
      recording.addEvent({ type: 'marker', label: 'ä', timestampNs: 13n, data: { list: [1, 'x'] } });
    });
    const { files, skipped } = await exportRecording({ input, format: 'hdf5' });
    const path = join(folder, 'rec.hdf5');
    expect(files).toEqual([{ path, rows: 4, sizeBytes: (await stat(path)).size }]);
    expect(skipped).toEqual([{ streamId: mjpeg.streamId, reason: expect.stringContaining('video format') }]);
    const { datasets, attributes } = await read(path);
    const of = (name: string) => datasets[`streams/amplifier.01/${name}`];
    expect(of('eeg/data')).toEqual({
      dtype: 'float32',
      ...numbers(Float32Array.of(0.1, 1e-7, -2.5, 16777216, 3, Number.NaN, 8, 9), [4, 2]),
    });
    expect(of('eeg/timestamps_ns')).toMatchObject(
      int64(startNs, startNs + 4_000_000n, startNs + 8_000_000n, startNs + 20_000_001n),
    );
    expect(of('eeg/frame_start')).toMatchObject(int64(0, 3));
    expect(of('eeg/frame_device_time_ns')).toMatchObject(int64(77, -(2n ** 63n)));
    expect(of('eeg/frame_seq')).toMatchObject(int64(4, -1));
    expect(of('eeg/frame_lost')).toMatchObject(int64(0, 2));
    expect(of('field/data')).toMatchObject(numbers(Uint8Array.of(0, 1, 4, 5, 2, 3, 6, 7), [2, 2, 1, 2]));
    expect(of('eeg.2/data')).toMatchObject(numbers(Int16Array.of(7), [1, 1]));
    const about = attributes['streams/amplifier.01/eeg'];
    expect(about).toMatchObject({
      channel_names: ['Fp1', 'Größe'],
      channel_units: ['µV', 'µV'],
      sample_rate_hz: 250,
    });
    expect(new StreamDescriptor(JSON.parse(about?.descriptor as string))).toEqual(descriptor);
    expect(attributes['/']).toMatchObject({ name: 'test' });
    expect(datasets['markers/timestamps_ns']).toMatchObject(int64(12, 13));
    for (const [name, values] of [
      ['type', ['segment-start', 'marker']],
      ['label', ['eyes "closed"\n😀', 'ä']],
      ['device_id', ['', '']],
      ['data', ['', '{"list":[1,"x"]}']],
    ] as const)
      expect(datasets[`markers/${name}`]).toEqual({ dtype: 'text', shape: [2], values });
  });

  it('has every element type to the last bit, over several chunks', async () => {
    const folder = await temporaryFolder();
    const streams = dtypes.map((dtype) => {
      const values = new typedArrays[dtype](dtype === 'float64' ? 100_000 : 300);
      new Uint8Array(values.buffer).forEach((_, at, bytes) => {
        bytes[at] = (at * 73 + (at >> 8) * 31 + 41) % 256;
      });
      return { dtype, values, descriptor: describeStream({ streamKey: dtype }) };
    });
    const input = record(folder, (recording) => {
      for (const { descriptor, values } of streams) {
        recording.addStream(descriptor);
        const half = values.length / 2;
        recording.add(descriptor, values.slice(0, half), [1, half]);
        recording.add(descriptor, values.slice(half), [1, half]);
      }
    });
    await exportRecording({ input, format: 'hdf5' });
    const { datasets } = await read(join(folder, 'rec.hdf5'));
    for (const { dtype, values } of streams)
      expect(datasets[`streams/amplifier.01/${dtype}/data`]).toEqual({
        dtype,
        ...numbers(values, [values.length, 1]),
      });
  });
});

const tmpfs = await part('tmpfs');

(h5py.available ? tmpfs : h5py).describe('an HDF5 export to a disk that is full', () => {
  it('fails and leaves nothing', async () => {
    const folder = await temporaryFolder();
    const descriptor = describeStream();
    const input = record(folder, (recording) => {
      recording.addStream(descriptor);
      recording.add(descriptor, new Float32Array(400_000), [2, 200_000]);
    });
    const disk = await temporaryFolder();
    await run('mount', ['-t', 'tmpfs', '-o', 'size=256k', 'tmpfs', disk]);
    onTestFinished(async () => {
      await run('umount', [disk]);
    });
    await expect(exportRecording({ input, format: 'hdf5', output: disk })).rejects.toMatchObject({
      code: 'EXPORT_WRITE_FAILED',
    });
    expect(await readdir(disk)).toEqual([]);
    // The library has not lost its footing.
    const { files } = await exportRecording({ input, format: 'hdf5' });
    const { datasets } = await read(files[0]!.path);
    expect(datasets['streams/amplifier.01/eeg/data']?.shape).toEqual([200_000, 2]);
  });
});

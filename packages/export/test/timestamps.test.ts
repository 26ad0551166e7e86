import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { dejitterRecording, openRecording } from '@modlink/recording';
import { part } from '@modlink/test-parts';
import { describe, expect, it } from 'vitest';
import { type ExportOptions, exportFormats, exportRecording } from '../src/index.js';
import { compiledReader } from './support/compile.js';
import { python } from './support/python.js';
import { describeStream, record, startNs, temporaryFolder } from './support/recordings.js';

const eeg = describeStream({ channelNames: ['Cz'], metadata: { unit: 'uV' } });
const camera = describeStream({ streamKey: 'camera', payloadType: 'video', nominalSampleRateHz: 25 });
const [frames, samples] = [100, 10];
const dejittered: Pick<ExportOptions, 'options'> = { options: { timestamps: 'dejittered' } };

/** Four seconds of frames that are late by up to 9 ms. */
function jittered(folder: string): string {
  return record(folder, (recording) => {
    recording.addStream(eeg);
    recording.addStream(camera);
    for (let frame = 0; frame < frames; frame++) {
      const lateNs = BigInt((frame * 7) % 10) * 1_000_000n;
      const timestampNs = startNs + BigInt(frame) * 40_000_000n + lateNs;
      recording.add(eeg, new Float32Array(samples).fill(frame), [1, samples], { seq: frame, timestampNs });
      recording.add(camera, new Uint8Array(4), [1, 1, 2, 2], { seq: frame, timestampNs });
    }
  });
}

/** The times that the samples of the EEG have, by what finds them. */
async function expectedTimes(input: string): Promise<{ raw: bigint[]; free: bigint[] }> {
  await using recording = await openRecording(input);
  const [stream] = await dejitterRecording(recording, { streams: [eeg.streamId] });
  const cursor = stream!.cursor();
  const times = { raw: [] as bigint[], free: [] as bigint[] };
  for await (const { view } of recording.frames({ streams: [eeg.streamId] })) {
    const { timestampNs, samplePeriodNs } = cursor.next(view);
    for (let sample = 0; sample < samples; sample++) {
      times.raw.push(view.timestampNs + BigInt(sample) * 4_000_000n);
      times.free.push(timestampNs + BigInt(Math.round(sample * samplePeriodNs!)));
    }
  }
  return times;
}

const stem = 'rec.amplifier.01';

describe('timestamps freed of jitter', () => {
  it('stand beside the raw ones in CSV, and are not there unless asked for', async () => {
    const folder = await temporaryFolder();
    const input = jittered(folder);
    const progress: [number, number][] = [];
    await exportRecording({
      input,
      format: 'csv',
      streams: [eeg.streamId],
      ...dejittered,
      onProgress: ({ framesDone, framesTotal }) => progress.push([framesDone, framesTotal]),
    });
    const { raw, free } = await expectedTimes(input);
    // They differ, and every frame is as late as the others now.
    expect(free).not.toEqual(raw);
    const lateness = free.map((ns, sample) => Number(ns - startNs) - sample * 4e6);
    expect(Math.max(...lateness) - Math.min(...lateness)).toBeLessThan(1e6);
    const path = join(folder, `${stem}.eeg.csv`);
    const rows = (await readFile(path, 'utf8')).trimEnd().split('\n');
    const cells = rows.slice(1).map((row) => row.split(','));
    expect(rows[0]).toBe('timestamp_ns,timestamp_dejittered_ns,device_time_ns,seq,lost,sample,Cz');
    expect(cells.map(([ns]) => BigInt(ns!))).toEqual(raw);
    expect(cells.map(([, ns]) => BigInt(ns!))).toEqual(free);
    // A reading more than without.
    expect(progress.at(-1)).toEqual([2 * frames, 2 * frames]);
    await exportRecording({ input, format: 'csv', overwrite: true });
    expect((await readFile(path, 'utf8')).split('\n')[0]).toBe(
      'timestamp_ns,device_time_ns,seq,lost,sample,Cz',
    );
  });

  it('stand beside the raw ones in Parquet, and of pictures', { timeout: 60_000 }, async () => {
    const folder = await temporaryFolder();
    const input = jittered(folder);
    const { raw, free } = await expectedTimes(input);
    await exportRecording({ input, format: 'parquet', ...dejittered });
    const instance = await DuckDBInstance.create();
    const connection = await instance.connect();
    const path = join(folder, `${stem}.eeg.parquet`);
    const result = await connection.runAndReadAll(
      `select epoch_ns(timestamp) as raw, epoch_ns(timestamp_dejittered) as free from '${path}'`,
    );
    const rows = result.getRowObjectsJS() as { raw: bigint; free: bigint }[];
    connection.closeSync();
    instance.closeSync();
    expect(rows.map((row) => row.raw)).toEqual(raw);
    expect(rows.map((row) => row.free)).toEqual(free);
    const { files } = await exportRecording({ input, format: 'pictures', ...dejittered });
    expect(files).toMatchObject([{ rows: frames }]);
    expect((await readFile(files[0]!.path)).includes('file,timestamp_ns,timestamp_dejittered_ns,')).toBe(
      true,
    );
  });

  it('are said in the head of EDF+ and of WAV', async () => {
    const folder = await temporaryFolder();
    const input = jittered(folder);
    for (const timestamps of ['raw', 'dejittered']) {
      await exportRecording({ input, format: 'edf', options: { timestamps }, overwrite: true });
      const head = (await readFile(join(folder, 'rec.edf'))).toString('latin1', 0, 256);
      expect(head).toContain(`timestamps_${timestamps}`);
    }
    const sound = describeStream({ streamKey: 'sound', nominalSampleRateHz: 8000 });
    const other = await temporaryFolder();
    const heard = record(other, (recording) => {
      recording.addStream(sound);
      recording.add(sound, new Float32Array(8000), [1, 8000]);
    });
    const { files } = await exportRecording({ input: heard, format: 'wav', ...dejittered });
    expect((await readFile(files[0]!.path)).includes('since 1970-01-01 UTC, timestamps dejittered')).toBe(
      true,
    );
  });

  it('are an option of every format, and no other value is', async () => {
    for (const { id, options } of exportFormats.values()) {
      const [timestamps] = options.filter(({ name }) => name === 'timestamps');
      expect(timestamps, id).toMatchObject({ kind: 'choice', default: 'raw' });
      // An option that several formats have means the same in all of them.
      expect(new Set(options.map(({ name }) => name)).size).toBe(options.length);
    }
    const input = 'not-read.mcap';
    const invalid = { code: 'EXPORT_INVALID_OPTION' };
    await expect(
      exportRecording({ input, format: 'csv', options: { timestamps: 'smooth' } }),
    ).rejects.toMatchObject(invalid);
    await expect(exportRecording({ input, format: 'csv', options: { colour: 'red' } })).rejects.toMatchObject(
      invalid,
    );
  });
});

const [numpy, h5py] = [await part('numpy'), await part('h5py')];

(numpy.available ? h5py : numpy).describe('timestamps freed of jitter, read by NumPy and h5py', () => {
  it('stand beside the raw ones in NPZ, HDF5 and NWB', { timeout: 120_000 }, async () => {
    const folder = await temporaryFolder();
    const input = jittered(folder);
    const { raw, free } = await expectedTimes(input);
    for (const format of ['npz', 'hdf5', 'nwb']) await exportRecording({ input, format, ...dejittered });
    const read = (await python(
      `
import h5py, json, numpy, sys
texts = lambda values: [str(value) for value in values.tolist()]
npz = numpy.load(sys.argv[1])
hdf5 = h5py.File(sys.argv[2])['streams/amplifier.01/eeg']
nwb = h5py.File(sys.argv[3])['acquisition/amplifier.01.eeg']
print(json.dumps({
  'npz': [texts(npz['timestamps_ns']), texts(npz['timestamps_dejittered_ns'])],
  'hdf5': [texts(hdf5['timestamps_ns'][:]), texts(hdf5['timestamps_dejittered_ns'][:])],
  'nwb': [texts(nwb['sync/timestamps_ns'][:]), nwb['timestamps'][:].tolist()],
  'says': json.loads(nwb.attrs['comments'])['timestamps'],
}))`,
      ...['rec.amplifier.01.eeg.npz', 'rec.hdf5', 'rec.nwb'].map((name) => join(folder, name)),
    )) as { npz: string[][]; hdf5: string[][]; nwb: [string[], number[]]; says: string };
    const texts = [raw.map(String), free.map(String)];
    expect(read.npz).toEqual(texts);
    expect(read.hdf5).toEqual(texts);
    expect(read.nwb[0]).toEqual(texts[0]);
    expect(read.says).toBe('dejittered');
    const worst = Math.max(
      ...read.nwb[1].map((seconds, at) => Math.abs(seconds * 1e9 - Number(free[at]! - startNs))),
    );
    expect(worst).toBeLessThan(1);
  });
});

const libxdf = await part('libxdf');

libxdf.describe('timestamps freed of jitter, read by libxdf', () => {
  const read = compiledReader<{ readonly streams: { readonly header: string; readonly times: number[] }[] }>(
    'c++',
    'read-xdf.cpp',
    'xdf',
  );

  it('are those of XDF, which has one for each sample, and says so', async () => {
    const folder = await temporaryFolder();
    const input = jittered(folder);
    const { free } = await expectedTimes(input);
    await exportRecording({ input, format: 'xdf', ...dejittered });
    const { streams } = await read(join(folder, 'rec.xdf'));
    expect(streams[0]!.header).toContain('<timestamps>dejittered</timestamps>');
    const startSeconds = Number(startNs / 1_000_000_000n);
    const worst = Math.max(
      ...streams[0]!.times.map((seconds, at) =>
        Math.abs((seconds - startSeconds) * 1e9 - Number(free[at]! - startNs)),
      ),
    );
    // What a double has of seconds since 1970.
    expect(worst).toBeLessThan(250);
  });
});

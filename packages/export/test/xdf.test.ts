import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type DType, dtypes, StreamDescriptor, typedArrays } from '@modlink/sdk';
import { part } from '@modlink/test-parts';
import { describe, expect, it } from 'vitest';
import { exportRecording } from '../src/index.js';
import { compiledReader } from './support/compile.js';
import { describeStream, record, startNs, temporaryFolder } from './support/recordings.js';

interface ReadXdf {
  readonly version: number;
  readonly header: string;
  readonly streams: readonly {
    readonly name: string;
    readonly type: string;
    readonly format: string;
    readonly channelCount: number;
    readonly rate: number;
    readonly header: string;
    readonly footer: string;
    readonly channels: readonly Readonly<Record<string, string>>[];
    readonly offsets: readonly (readonly [number, number])[];
    readonly times: readonly number[];
    /** By channel; libxdf has float32 for all types. */
    readonly values: readonly (readonly number[])[];
  }[];
  readonly events: readonly (readonly [text: string, seconds: number, stream: number])[];
}

const seconds = (ns: bigint): number => Number(ns - startNs) / 1e9;
const fromStart = (time: number): number => time - Number(startNs / 1_000_000_000n);

const libxdf = await part('libxdf');

libxdf.describe('the XDF export, read by libxdf', () => {
  const read = compiledReader<ReadXdf>('c++', 'read-xdf.cpp', 'xdf');

  it('has each sample with its time, gaps as they are, names, units, electrodes and the reference', async () => {
    const folder = await temporaryFolder();
    const descriptor = describeStream({
      channelNames: ['Fp1 <left> & so', 'Größe'],
      metadata: { unit: 'uV', reference: 'A1', electrodes: ['Fp1', 'Fp2'] },
    });
    const frames = [
      { timestampNs: startNs + 1_234_567n, values: Float32Array.of(0.1, -2.5, 3, 1e-7, 16777216, 8) },
      { timestampNs: startNs + 13_234_567n, values: Float32Array.of(9, 10, 11, 12) },
      { timestampNs: startNs + 30_021_000_111n, values: Float32Array.of(13, 14) },
    ];
    const input = record(folder, (recording) => {
      recording.addStream(descriptor);
      for (const { timestampNs, values } of frames)
        recording.add(descriptor, values, [2, values.length / 2], { timestampNs });
    });
    const path = join(folder, 'out.xdf');
    const result = await exportRecording({ input, format: 'xdf', output: path });
    expect(result).toMatchObject({ skipped: [], files: [{ path, rows: 6 }] });
    const { version, streams } = await read(path);
    expect(version).toBe(1);
    expect(streams).toHaveLength(1);
    const [stream] = streams;
    expect(stream).toMatchObject({
      name: descriptor.streamId,
      type: 'EEG',
      format: 'float32',
      channelCount: 2,
      rate: 250,
      channels: [
        { label: 'Fp1 <left> & so', unit: 'microvolts', type: 'EEG', electrode: 'Fp1' },
        { label: 'Größe', unit: 'microvolts', type: 'EEG', electrode: 'Fp2' },
      ],
    });
    expect(stream?.values.map((channel) => channel.map(Math.fround))).toEqual([
      [0.1, -2.5, 3, 9, 10, 13].map(Math.fround),
      [1e-7, 16777216, 8, 11, 12, 14].map(Math.fround),
    ]);
    const expected = frames.flatMap(({ timestampNs, values }) =>
      Array.from({ length: values.length / 2 }, (_, step) => seconds(timestampNs) + step / 250),
    );
    expect(stream?.times).toHaveLength(6);
    for (const [index, time] of stream?.times.entries() ?? [])
      expect(Math.abs(fromStart(time) - expected[index]!)).toBeLessThan(1e-6);
    expect(stream?.offsets).toEqual([[expect.closeTo(stream?.times[0] ?? 0, 6), 0]]);
    expect(stream?.footer).toContain('<sample_count>6</sample_count>');
    expect(stream?.header).toContain('<reference><label>A1</label></reference>');
    // From the header the descriptor comes back as it was.
    const json = /<descriptor>(.*)<\/descriptor>/.exec(stream?.header ?? '')?.[1] ?? '';
    const text = json.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
    expect(new StreamDescriptor(JSON.parse(text))).toEqual(descriptor);
    // The boundary's id stands once: 30 seconds passed in one step.
    const boundary = Buffer.from('43a546dccbf5410fb30ed5467383cbe4', 'hex');
    const bytes = await readFile(path);
    expect(bytes.indexOf(boundary)).toBeGreaterThan(0);
    expect(bytes.lastIndexOf(boundary)).toBe(bytes.indexOf(boundary));
  });

  it('has every element type, several streams, irregular ones, rasters and fields', async () => {
    const folder = await temporaryFolder();
    const formats: Partial<Record<DType, string>> = {
      uint8: 'int16',
      uint16: 'int32',
      uint32: 'int64',
      float64: 'double64',
    };
    const held = dtypes.filter((dtype) => dtype !== 'uint64');
    const streams = dtypes.map((dtype) =>
      describeStream({ streamKey: dtype, nominalSampleRateHz: 'irregular' }),
    );
    const raster = describeStream({ streamKey: 'raster', payloadType: 'raster', channelNames: ['red'] });
    const field = describeStream({ streamKey: 'field', payloadType: 'field' });
    const video = describeStream({ streamKey: 'video', payloadType: 'video' });
    // All of these are exact in the float32 that libxdf has for every type.
    const values = (dtype: DType): number[] => [
      0,
      1,
      dtype.startsWith('uint') ? 200 : -100,
      dtype.endsWith('8') ? 127 : dtype.endsWith('16') ? 32_767 : 16_777_216,
    ];
    const input = record(folder, (recording) => {
      for (const each of [...streams, raster, field, video]) recording.addStream(each);
      for (const [index, dtype] of dtypes.entries()) {
        const array = new typedArrays[dtype](4);
        for (const [at, value] of values(dtype).entries())
          array[at] = (dtype.endsWith('64') && dtype !== 'float64' ? BigInt(value) : value) as never;
        recording.add(streams[index]!, array, [1, 4]);
      }
      recording.add(raster, Uint8Array.of(1, 2, 3, 4, 5, 6), [1, 2, 3]);
      recording.add(field, Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8), [1, 2, 2, 2]);
      recording.add(video, new Uint8Array(16), [1, 1, 4, 4]);
    });
    const { skipped } = await exportRecording({ input, format: 'xdf' });
    expect(skipped.map(({ streamId }) => streamId)).toEqual([video.streamId, 'amplifier.01:uint64']);
    const { streams: found } = await read(join(folder, 'rec.xdf'));
    for (const [index, dtype] of held.entries()) {
      expect(found[index]).toMatchObject({
        name: `amplifier.01:${dtype}`,
        format: formats[dtype] ?? dtype,
        rate: 0,
        values: [values(dtype)],
      });
    }
    expect(found.at(-2)).toMatchObject({
      channels: [{ label: 'red[0]' }, { label: 'red[1]' }, { label: 'red[2]' }],
      values: [
        [1, 4],
        [2, 5],
        [3, 6],
      ],
    });
    expect(found.at(-1)).toMatchObject({
      channelCount: 4,
      values: [
        [1, 5],
        [2, 6],
        [3, 7],
        [4, 8],
      ],
    });
  });

  it('has the markers as a stream of texts, in place', async () => {
    const folder = await temporaryFolder();
    const descriptor = describeStream();
    const input = record(folder, (recording) => {
      recording.addStream(descriptor);
      recording.add(descriptor, new Float32Array(10), [1, 10]);
      recording.addEvent({ type: 'marker', label: 'tone "ä" <1>\n🙂', timestampNs: startNs + 20_000_001n });
      recording.add(descriptor, new Float32Array(10), [1, 10], { timestampNs: startNs + 40_000_000n });
      recording.addEvent({
        type: 'segment-start',
        label: 'x'.repeat(300),
        timestampNs: startNs + 50_000_000n,
      });
    });
    await exportRecording({ input, format: 'xdf' });
    const { events, streams } = await read(join(folder, 'rec.xdf'));
    expect(streams[0]).toMatchObject({ name: 'ModLink-Markers', type: 'Markers', format: 'string' });
    expect(events.map(([text]) => text)).toEqual(['tone "ä" <1>\n🙂', `segment-start ${'x'.repeat(300)}`]);
    for (const [index, time] of [0.020000001, 0.05].entries())
      expect(Math.abs(fromStart(events[index]![1]) - time)).toBeLessThan(1e-6);
  });
});

describe('the XDF export', () => {
  it('makes no file of a recording that has nothing for it', async () => {
    const folder = await temporaryFolder();
    const input = record(folder, (recording) => recording.addStream(describeStream()));
    const { files, skipped } = await exportRecording({ input, format: 'xdf' });
    expect(files).toEqual([]);
    expect(skipped).toHaveLength(1);
    expect(await readdir(folder)).toEqual(['rec.mcap']);
  });
});

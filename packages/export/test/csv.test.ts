import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type DType, dtypes, typedArrays } from '@modlink/sdk';
import { describe, expect, it } from 'vitest';
import { exportFormats, exportRecording } from '../src/index.js';
import { countingFrame, describeStream, record, temporaryFolder } from './support/recordings.js';

const lines = async (path: string): Promise<string[]> => (await readFile(path, 'utf8')).trimEnd().split('\n');

describe('the CSV export', () => {
  it('writes a signal with a row for each sample', async () => {
    const folder = await temporaryFolder();
    const descriptor = describeStream({ channelNames: ['Fp1', 'Fp2'], nominalSampleRateHz: 300 });
    const input = record(folder, (session) => {
      session.addStream(descriptor);
      const values = Float32Array.of(0.1, -2.5, 3, 1e-7, 16777216, Number.NaN);
      session.add(descriptor, values, [2, 3], { seq: 4, timestampNs: 1000n, deviceTimeNs: 77n });
      session.add(descriptor, values.subarray(0, 2), [2, 1], {
        seq: 6,
        timestampNs: 10_001_000n,
        lost: 2,
      });
      const [deviceId, streamId] = [descriptor.deviceId, descriptor.streamId];
      session.addEvent({ type: 'gap', deviceId, streamId, timestampNs: 7n, data: { lostSamples: 2 } });
    });
    const result = await exportRecording({ input, format: 'csv', output: join(folder, 'out.csv') });
    const path = join(folder, 'out.amplifier.01.eeg.csv');
    expect(await lines(path)).toEqual([
      'timestamp_ns,device_time_ns,seq,lost,sample,Fp1,Fp2',
      '1000,77,4,0,0,0.1,1e-7',
      '3334333,,4,0,1,-2.5,16777216',
      '6667667,,4,0,2,3,NaN',
      '10001000,,6,2,0,0.1,-2.5',
    ]);
    const markers = join(folder, 'out.markers.csv');
    expect((await lines(markers)).slice(1)).toEqual([
      '7,gap,,amplifier.01,amplifier.01:eeg,"{""lostSamples"":2}"',
    ]);
    expect(result).toEqual({
      format: 'csv',
      complete: true,
      skipped: [],
      files: [
        { path, streamId: descriptor.streamId, rows: 4, sizeBytes: (await readFile(path)).byteLength },
        { path: markers, rows: 1, sizeBytes: (await readFile(markers)).byteLength },
      ],
    });
  });

  it('writes rasters and fields with a column for each place', async () => {
    const folder = await temporaryFolder();
    const raster = describeStream({
      streamKey: 'lines',
      payloadType: 'raster',
      nominalSampleRateHz: 2,
      channelNames: ['red'],
    });
    const field = describeStream({
      streamKey: 'pressure',
      payloadType: 'field',
      nominalSampleRateHz: 'irregular',
    });
    const input = record(folder, (session) => {
      session.addStream(raster);
      session.addStream(field);
      session.add(raster, Uint16Array.of(1, 2, 3, 4, 5, 65535), [1, 2, 3], { timestampNs: 0n });
      const cells = Int8Array.from({ length: 8 }, (_, index) => -index);
      session.add(field, cells, [2, 1, 2, 2], { seq: 0, timestampNs: 5n });
      session.add(
        field,
        Int8Array.from({ length: 16 }, (_, index) => index),
        [2, 2, 2, 2],
        { seq: 1, timestampNs: 9n },
      );
    });
    await exportRecording({ input, format: 'csv' });
    expect(await lines(join(folder, 'rec.amplifier.01.lines.csv'))).toEqual([
      'timestamp_ns,device_time_ns,seq,lost,line,red[0],red[1],red[2]',
      '0,,,0,0,1,2,3',
      '500000000,,,0,1,4,5,65535',
    ]);
    expect(await lines(join(folder, 'rec.amplifier.01.pressure.csv'))).toEqual([
      'timestamp_ns,device_time_ns,seq,lost,frame,' +
        'ch1[0][0],ch1[0][1],ch1[1][0],ch1[1][1],ch2[0][0],ch2[0][1],ch2[1][0],ch2[1][1]',
      '5,,0,0,0,0,-1,-2,-3,-4,-5,-6,-7',
      '9,,1,0,0,0,1,2,3,8,9,10,11',
      '9,,1,0,1,4,5,6,7,12,13,14,15',
    ]);
  });

  it.each(dtypes)('gives back every %s', async (dtype: DType) => {
    const folder = await temporaryFolder();
    const descriptor = describeStream({ channelNames: ['v'] });
    const values = new typedArrays[dtype](1000);
    // Every bit pattern may come: the generator is an arithmetic one, fixed.
    let state = 12345;
    const bytes = new Uint8Array(values.buffer);
    for (let at = 0; at < bytes.length; at++) {
      state = (state * 1103515245 + 12345) % 2 ** 31;
      bytes[at] = state >> 16;
    }
    const input = record(folder, (session) => {
      session.addStream(descriptor);
      session.add(descriptor, values, [1, 1000]);
    });
    const result = await exportRecording({ input, format: 'csv' });
    const texts = (await lines(result.files[0]!.path)).slice(1).map((line) => line.split(',').at(-1)!);
    const read = values.slice();
    for (const [at, text] of texts.entries())
      read[at] = (dtype.includes('64') && dtype !== 'float64' ? BigInt(text) : Number(text)) as never;
    // Not-a-number has many bit patterns and one text.
    expect(read.every((value, at) => Object.is(value, values[at]))).toBe(true);
    expect(texts).toHaveLength(1000);
  });

  it('keeps the markers, whatever stands in them', async () => {
    const folder = await temporaryFolder();
    const input = record(folder, (session) => {
      session.addEvent({
        type: 'segment-start',
        label: 'eyes "closed", first\nround',
        timestampNs: 12n,
        deviceId: 'a.01',
      });
      session.addEvent({ type: 'marker', label: 'ä', timestampNs: 13n, data: { list: [1, 'x'] } });
    });
    await exportRecording({ input, format: 'csv' });
    expect(await readFile(join(folder, 'rec.markers.csv'), 'utf8')).toBe(
      'timestamp_ns,type,label,device_id,stream_id,data\n' +
        '12,segment-start,"eyes ""closed"", first\nround",a.01,,\n' +
        '13,marker,ä,,,"{""list"":[1,""x""]}"\n',
    );
  });

  it('says what it left out, and why', async () => {
    const folder = await temporaryFolder();
    const video = describeStream({ streamKey: 'camera', payloadType: 'video' });
    const silent = describeStream({ streamKey: 'silent' });
    const growing = describeStream({ streamKey: 'growing', payloadType: 'raster' });
    const input = record(folder, (session) => {
      for (const descriptor of [video, silent, growing]) session.addStream(descriptor);
      session.add(video, new Uint8Array(16), [1, 1, 4, 4]);
      session.add(growing, new Uint8Array(4), [1, 1, 4]);
      session.add(growing, new Uint8Array(5), [1, 1, 5]);
      session.add(growing, new Uint8Array(5), [1, 1, 5]);
    });
    const { files, skipped } = await exportRecording({ input, format: 'csv' });
    expect(files).toEqual([]);
    expect(skipped).toEqual([
      { streamId: video.streamId, reason: expect.stringContaining('video format') },
      { streamId: silent.streamId, reason: expect.stringContaining('no frame') },
      { streamId: growing.streamId, reason: expect.stringContaining('size of its frames changes') },
    ]);
    expect(await readdir(folder)).toEqual(['rec.mcap']);
  });

  it('gives a stream that changed its descriptor a second table, and no column twice', async () => {
    const folder = await temporaryFolder();
    const before = describeStream({ channelNames: ['seq', 'ch:seq'] });
    const after = describeStream({ channelNames: ['b', 'c'] });
    const input = record(folder, (session) => {
      session.addStream(before);
      session.write(before.streamId, countingFrame(before, 0, 1));
      session.addStream(after);
      session.write(after.streamId, countingFrame(after, 1, 1));
    });
    const { files } = await exportRecording({ input, format: 'csv' });
    expect(files.map(({ path, rows }) => [path, rows])).toEqual([
      [join(folder, 'rec.amplifier.01.eeg.csv'), 1],
      [join(folder, 'rec.amplifier.01.eeg.2.csv'), 1],
    ]);
    const headers = await Promise.all(files.map(async ({ path }) => (await lines(path))[0]));
    expect(headers).toEqual([
      'timestamp_ns,device_time_ns,seq,lost,sample,ch:seq,ch:ch:seq',
      'timestamp_ns,device_time_ns,seq,lost,sample,b,c',
    ]);
  });

  it('exports what is there of a recording that was cut off', async () => {
    const folder = await temporaryFolder();
    const descriptor = describeStream();
    const input = record(folder, (session) => {
      session.addStream(descriptor);
      session.write(descriptor.streamId, countingFrame(descriptor, 0));
    });
    await writeFile(input, (await readFile(input)).subarray(0, -50));
    const result = await exportRecording({ input, format: 'csv' });
    expect(result).toMatchObject({ complete: false, files: [{ rows: 10 }] });
  });
});

describe('exportFormats', () => {
  it('lists what the command and the server offer', () => {
    expect([...exportFormats.keys()].join(' ')).toBe(
      'csv npz parquet hdf5 edf bdf xdf nwb bids wav pictures mp4 bundle',
    );
  });
});

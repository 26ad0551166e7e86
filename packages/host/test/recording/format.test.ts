import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { McapIndexedReader, TempBuffer } from '@mcap/core';
import { type DType, dtypes, ndarray, payloadTypes, type TypedArray, typedArrays } from '@modlink/sdk';
import { describe, expect, it } from 'vitest';
import { openRecording, startRecordingSession } from '../../src/recording/index.js';
import { readWithForeignReader } from './any-reader.js';
import {
  borrowedFrame,
  countingFrame,
  describeStream,
  shapes,
  source,
  startNs,
  temporaryFolder,
} from './recording-fixtures.js';

/** The extremes of each dtype and numbers between. */
function extremeValues(dtype: DType, length: number): TypedArray {
  const values = new typedArrays[dtype](length);
  const bytes = new Uint8Array(values.buffer);
  if (dtype === 'float32' || dtype === 'float64') {
    values.set([0, -0, Infinity, -Infinity, 5e-324, 1e-45, 0.1, 3.4e38, -1.7e308].slice(0, length) as never);
  } else {
    for (let at = 0; at < bytes.length; at++) bytes[at] = at % 3 === 0 ? 0xff : at % 3 === 1 ? 0x80 : at;
  }
  return values;
}

describe('a recording, read by a program that knows only MCAP and FlatBuffers', () => {
  it.each(dtypes)('holds every value of %s in every payload type', async (dtype) => {
    const folder = await temporaryFolder();
    const session = await startRecordingSession({ path: join(folder, 'all.mcap') });
    const expected: { topic: string; values: TypedArray; shape: readonly number[]; bytes: Uint8Array }[] = [];
    for (const payloadType of payloadTypes) {
      const descriptor = describeStream({ payloadType, streamKey: payloadType });
      session.addStream(descriptor, source);
      const shape = shapes[payloadType];
      const values = extremeValues(
        dtype,
        shape.reduce((product, length) => product * length),
      );
      const view = borrowedFrame(descriptor, ndarray(values, shape), { seq: 7, lost: 2, deviceTimeNs: -5n });
      expected.push({ topic: descriptor.streamId, values, shape, bytes: view.bytes.slice() });
      expect(session.write(descriptor.streamId, view, startNs)).toBe(true);
    }
    expect((await session.finish()).state).toBe('finished');

    const { messages: all } = await readWithForeignReader(session.path);
    const messages = all.filter(({ topic }) => topic !== '/events');
    expect(messages).toHaveLength(expected.length);
    for (const [index, { topic, values, shape, bytes }] of expected.entries()) {
      const message = messages[index]!;
      expect(message.topic).toBe(topic);
      expect(message.data).toEqual(bytes);
      const { content } = message;
      expect(content).toMatchObject({
        stream_id: topic,
        timestamp_ns: startNs,
        device_time_ns: -5n,
        seq: 7n,
        lost: 2,
        shape: [...shape],
      });
      const decoded = content[dtype] as (number | bigint)[];
      expect(decoded).toHaveLength(values.length);
      expect(decoded.every((value, at) => Object.is(value, values[at]))).toBe(true);
      expect(Object.keys(content).filter((key) => dtypes.includes(key as DType))).toEqual([dtype]);
    }
  });

  it('describes itself: identity, provenance, descriptors, statistics, events', async () => {
    const folder = await temporaryFolder();
    const session = await startRecordingSession({
      path: join(folder, 'described.mcap'),
      name: 'Rest, eyes open',
      session: 'S1',
      experiment: 'Alpha',
      metadata: { subject: 12 },
    });
    const descriptor = describeStream({ channelNames: ['Fp1', 'Fp2'], metadata: { unit: 'uV' } });
    session.addStream(descriptor, source);
    session.write(descriptor.streamId, countingFrame(descriptor, 0), startNs);
    session.write(descriptor.streamId, countingFrame(descriptor, 3), startNs + 1n);
    session.addEvent({ type: 'marker', label: 'blink', timestampNs: 5n, data: { key: ['a', 1] } });
    await session.finish();

    const { reader, metadata, messages } = await readWithForeignReader(session.path);
    expect(reader.header.profile).toBe('modlink');
    const channel = [...reader.channelsById.values()].find(({ topic }) => topic === descriptor.streamId)!;
    expect(channel).toMatchObject({ messageEncoding: 'flatbuffer' });
    expect(reader.schemasById.get(channel.schemaId)).toMatchObject({
      name: 'modlink.Frame',
      encoding: 'flatbuffer',
    });
    expect(JSON.parse(channel.metadata.get('descriptor')!)).toEqual(JSON.parse(JSON.stringify(descriptor)));
    expect(channel.metadata.get('driver')).toBe('amplifier');
    expect(channel.metadata.get('device')).toBe('amplifier.01');

    const record = (name: string) =>
      Object.fromEntries(metadata.find((entry) => entry.name === name)!.metadata);
    expect(record('modlink:recording')).toMatchObject({
      formatVersion: '1',
      name: 'Rest, eyes open',
      session: 'S1',
      experiment: 'Alpha',
      metadata: '{"subject":12}',
      hostVersion: expect.stringMatching(/^\d+\.\d+\.\d+/),
    });
    expect(record('modlink:driver:amplifier.01')).toMatchObject({
      version: '2.3.4',
      integrity: 'sha512-AAAA',
      firmware: 'v3.1.2',
      settings: JSON.stringify(source.settings),
    });
    const statistics = JSON.parse(record('modlink:statistics')[String(channel.id)]!);
    expect(statistics).toMatchObject({ frames: 2, samples: 20, gaps: 1, lostFrames: 2 });
    const events = messages.filter(({ topic }) => topic === '/events').map(({ content }) => content);
    expect(events).toContainEqual({
      type: 'marker',
      label: 'blink',
      timestampNs: '5',
      data: { key: ['a', 1] },
    });
    expect(events).toContainEqual(
      expect.objectContaining({
        type: 'gap',
        streamId: descriptor.streamId,
        data: { gaps: 1, lostFrames: 2, lostSamples: 0 },
      }),
    );
    expect(reader.statistics).toMatchObject({
      messageCount: 4n,
      channelCount: 2,
      schemaCount: 2,
      metadataCount: 3,
    });
  });

  it('is ordered by arrival, with the frame time beside it, in chunks that carry CRC and index', async () => {
    const folder = await temporaryFolder();
    const session = await startRecordingSession({ path: join(folder, 'order.mcap'), chunkSizeBytes: 2000 });
    const [first, second] = [describeStream({ streamKey: 'a' }), describeStream({ streamKey: 'b' })];
    session.addStream(first, source);
    session.addStream(second, source);
    for (let index = 0; index < 100; index++) {
      // The second stream's clock is far ahead, and once the arrival clock seems to step back.
      const receivedNs = startNs + BigInt(index === 50 ? 40 : index);
      session.write(first.streamId, countingFrame(first, index), receivedNs);
      session.write(second.streamId, countingFrame(second, index + 1_000_000), receivedNs);
    }
    const summary = await session.finish();

    const { reader, messages } = await readWithForeignReader(session.path);
    expect(reader.chunkIndexes.length).toBeGreaterThan(5);
    expect(messages.map(({ content }) => content.seq)).toEqual(
      Array.from({ length: 200 }, (_, at) => BigInt(at % 2 === 0 ? at / 2 : (at - 1) / 2 + 1_000_000)),
    );
    for (const { logTime, publishTime, content, sequence } of messages) {
      expect(publishTime).toBe(content.timestamp_ns);
      expect(BigInt(sequence)).toBe(content.seq);
      expect(logTime).toBeGreaterThanOrEqual(startNs);
    }
    const bytes = await readFile(session.path);
    expect(bytes.byteLength).toBe(summary.fileBytes);
    expect(reader.dataSectionCrc).toBe(crc32(bytes.subarray(0, Number(reader.dataEndOffset))));
    // A flipped bit in a chunk is found.
    const chunk = reader.chunkIndexes[2]!;
    bytes[Number(chunk.chunkStartOffset) + Number(chunk.chunkLength) - 20]! ^= 1;
    const damaged = await McapIndexedReader.Initialize({ readable: new TempBuffer(bytes) });
    await expect(async () => {
      for await (const _ of damaged.readMessages());
    }).rejects.toThrow(/Incorrect chunk CRC/);
  });

  it('takes new streams while it runs, and a new channel where a descriptor changes', async () => {
    const folder = await temporaryFolder();
    const session = await startRecordingSession({ path: join(folder, 'grows.mcap') });
    const eight = describeStream({ channelNames: ['a', 'b'] });
    session.addStream(eight, source);
    session.write(eight.streamId, countingFrame(eight, 0));
    const imu = describeStream({ deviceId: 'imu.01', streamKey: 'accel' });
    session.addStream(imu, { deviceId: 'imu.01', driverId: 'imu' });
    session.write(imu.streamId, countingFrame(imu, 0));
    const changed = describeStream({ channelNames: ['c', 'd'] });
    session.addStream(changed, { ...source, firmware: 'v4' });
    session.write(changed.streamId, countingFrame(changed, 1));
    const summary = await session.finish();
    expect(summary.streams.map(({ streamId, statistics }) => [streamId, statistics.frames])).toEqual([
      ['amplifier.01:eeg', 1],
      ['imu.01:accel', 1],
      ['amplifier.01:eeg', 1],
    ]);

    const { reader, metadata, messages } = await readWithForeignReader(session.path);
    expect([...reader.channelsById.values()].map(({ topic }) => topic)).toEqual([
      '/events',
      'amplifier.01:eeg',
      'imu.01:accel',
      'amplifier.01:eeg',
    ]);
    expect(messages.map(({ topic }) => topic)).toContain('imu.01:accel');
    expect(messages.filter(({ content }) => content.type === 'descriptor-changed')).toHaveLength(1);
    const firmware = metadata
      .filter(({ name }) => name === 'modlink:driver:amplifier.01')
      .map((record) => record.metadata.get('firmware'));
    expect(firmware).toEqual(['v3.1.2', 'v4']);
  });

  it('is a valid file with no stream and no frame', async () => {
    const folder = await temporaryFolder();
    const session = await startRecordingSession({ path: join(folder, 'nothing.mcap') });
    await session.finish();
    const { messages } = await readWithForeignReader(session.path);
    expect(messages).toEqual([]);
  });
});

describe('the compression of a recording', () => {
  it.each(['none', 'lz4', 'zstd'] as const)(
    '%s: is that of its chunks, and frames read back',
    async (compression) => {
      const folder = await temporaryFolder();
      const session = await startRecordingSession({
        path: join(folder, 'packed.mcap'),
        compression,
        fsync: true,
      });
      const eeg = describeStream({ channelNames: ['a', 'b'] });
      const camera = describeStream({ streamKey: 'camera', payloadType: 'video', pixelFormat: 'gray8' });
      session.addStream(eeg, source);
      session.addStream(camera, source);
      const pixels = Uint8Array.from({ length: 40_000 }, (_, at) => at % 200);
      for (let index = 0; index < 200; index++) {
        session.write(eeg.streamId, countingFrame(eeg, index));
        session.write(
          camera.streamId,
          borrowedFrame(camera, ndarray(pixels, [1, 1, 200, 200]), { seq: index }),
        );
      }
      expect((await session.finish()).state).toBe('finished');
      const bytes = await readFile(session.path);
      const reader = await McapIndexedReader.Initialize({ readable: new TempBuffer(bytes) });
      expect(new Set(reader.chunkIndexes.map((chunk) => chunk.compression))).toEqual(
        new Set([compression === 'none' ? '' : compression]),
      );
      expect(reader.dataSectionCrc).toBe(crc32(bytes.subarray(0, Number(reader.dataEndOffset))));
      await using recording = await openRecording(session.path);
      const seqs: Record<string, (number | undefined)[]> = { [eeg.streamId]: [], [camera.streamId]: [] };
      for await (const { streamId, view } of recording.frames()) {
        const expected = streamId === eeg.streamId ? countingFrame(eeg, view.seq ?? -1).data.values : pixels;
        expect(Buffer.compare(bytesOf(view.data.values), bytesOf(expected))).toBe(0);
        seqs[streamId]?.push(view.seq);
      }
      const all = Array.from({ length: 200 }, (_, index) => index);
      expect(seqs).toEqual({ [eeg.streamId]: all, [camera.streamId]: all });
    },
  );
});

const bytesOf = ({ buffer, byteOffset, byteLength }: TypedArray): Buffer =>
  Buffer.from(buffer, byteOffset, byteLength);

/** What ModLink exports comes back as it was, and what it imports goes out again as it came. */
import { closeSync, existsSync, openSync, writeSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { exportRecording } from '@modlink/export';
import { verifyRecording } from '@modlink/recording';
import {
  encodeEvent,
  encodeIdentity,
  eventsChannel,
  McapRecordingWriter,
  recordingProfile,
  recordingRecordName,
  recordingSchemas,
  streamChannel,
} from '@modlink/recording/format';
import { ndarray, StreamDescriptor } from '@modlink/sdk';
import { FrameEncoder } from '@modlink/sdk/encoding';
import { part } from '@modlink/test-parts';
import { describe, expect, it } from 'vitest';
import { compiledReader } from '../../export/test/support/compile.js';
import { importRecording } from '../src/index.js';
import { temporaryFolder } from './support/folder.js';
import { readRecording } from './support/read-recording.js';
import { clockOffset, fileHeader, numbers, samples, streamHeader, text, xdf } from './support/xdf-file.js';

const startNs = 1_750_000_000_123_456_789n;
const descriptors = [
  new StreamDescriptor({
    deviceId: 'amplifier.01',
    streamKey: 'eeg',
    payloadType: 'signal',
    nominalSampleRateHz: 250,
    chunkSize: 10,
    channelNames: ['Fp1', 'Größe'],
    displayName: 'EEG',
    metadata: { unit: 'uV', electrodes: ['Fp1', 'Fp2'], reference: 'A1' },
  }),
  new StreamDescriptor({
    deviceId: 'amplifier.01',
    streamKey: 'temperature',
    payloadType: 'signal',
    nominalSampleRateHz: 10,
    chunkSize: 1,
    metadata: { unit: 'mV' },
  }),
];

/** Five seconds of two signals with an interruption of 0.7 s, a marker and a segment. */
function original(folder: string): string {
  const path = join(folder, 'original.mcap');
  const fd = openSync(path, 'wx');
  let size = 0;
  const writer = new McapRecordingWriter({
    file: {
      append: (...pieces) => {
        for (const bytes of pieces) size += writeSync(fd, bytes);
      },
      get size() {
        return size;
      },
    },
    profile: recordingProfile,
    library: 'test',
    chunkSizeBytes: 100_000,
  });
  for (const schema of recordingSchemas) writer.addSchema(schema);
  writer.addChannel(eventsChannel);
  writer.addMetadata(
    recordingRecordName,
    encodeIdentity({ name: 'x', startedNs: startNs, hostVersion: '1', metadata: {} }),
  );
  for (const [index, descriptor] of descriptors.entries())
    writer.addChannel(streamChannel(2 + index, descriptor, 'amplifier'));
  const encoder = new FrameEncoder();
  const add = (channelId: number, timestampNs: bigint, data: Uint8Array) =>
    writer.addMessage({ channelId, sequence: 0, logTimeNs: timestampNs, publishTimeNs: timestampNs, data });
  for (let frame = 0; frame < 125; frame++) {
    const timestampNs = startNs + BigInt(frame) * 40_000_000n + (frame >= 60 ? 700_000_000n : 0n);
    const values = Float32Array.from({ length: 20 }, (_, at) => 90 * Math.sin(frame * 20 + at));
    const { streamId } = descriptors[0]!;
    add(
      2,
      timestampNs,
      encoder.encode({ streamId, timestampNs, seq: frame, data: ndarray(values, [2, 10]) }),
    );
    if (frame % 5 !== 0 || frame >= 60) continue;
    const second = descriptors[1]!.streamId;
    const slow = Float32Array.of(0.5 + frame / 1000, 0.25);
    add(
      3,
      timestampNs,
      encoder.encode({ streamId: second, timestampNs, seq: frame, data: ndarray(slow, [1, 2]) }),
    );
  }
  for (const [type, label, after] of [
    ['marker', 'go 🙂', 6_000_000_100n],
    ['segment-start', 'rest', 6_100_000_000n],
    ['segment-end', 'rest', 6_600_000_000n],
  ] as const)
    add(eventsChannel.id, startNs + after, encodeEvent({ type, label, timestampNs: startNs + after }));
  writer.finish();
  closeSync(fd);
  return path;
}

const far = (one: bigint, other: bigint): number => Math.abs(Number(one - other));

describe('a recording that was exported', () => {
  it('comes back from XDF: every value, every time to a microsecond, streams, markers and segments', async () => {
    const folder = await temporaryFolder();
    const before = await readRecording(original(folder));
    const exported = await exportRecording({ input: join(folder, 'original.mcap'), format: 'xdf' });
    const { path, warnings } = await importRecording({
      input: exported.files[0]!.path,
      output: join(folder, 'back.mcap'),
    });
    expect(warnings).toEqual([]);
    const after = await readRecording(path);
    for (const [index, { streamId }] of descriptors.entries()) {
      const [was, is] = [before.streams.get(streamId)!, after.streams.get(streamId)!];
      expect(is.values).toEqual(was.values);
      for (const [at, time] of was.times.entries()) expect(far(is.times[at]!, time)).toBeLessThan(1000);
      const { chunkSize: _, ...fields } = descriptors[index]!.toJSON();
      expect(after.info.streams[index]!.descriptor).toMatchObject(fields);
    }
    expect(after.events.map(({ type, label }) => [type, label])).toEqual(
      before.events.map(({ type, label }) => [type, label]),
    );
    for (const [index, { timestampNs }] of after.events.entries())
      expect(far(timestampNs, before.events[index]!.timestampNs)).toBeLessThan(1000);
    expect((await verifyRecording(path)).findings.filter(({ severity }) => severity === 'error')).toEqual([]);
  });

  it.each([
    ['edf', 65_535],
    ['bdf', 16_777_215],
  ])('comes back from %s within a step of its values, with its names and units', async (format, steps) => {
    const folder = await temporaryFolder();
    const before = await readRecording(original(folder));
    const exported = await exportRecording({ input: join(folder, 'original.mcap'), format });
    const { path } = await importRecording({
      input: exported.files[0]!.path,
      output: join(folder, 'back.mcap'),
    });
    const after = await readRecording(path);
    const [eeg] = descriptors;
    const [was, is] = [before.streams.get(eeg!.streamId)!, after.streams.get(eeg!.streamId)!];
    const place = (time: bigint): number => is.times.findIndex((each) => far(each, time) < 2_100_000);
    for (const [at, time] of was.times.entries()) {
      const found = place(time);
      // The grid has the samples after the interruption at the nearest place.
      expect(far(is.times[found]!, time)).toBeLessThan(at < 600 ? 1000 : 2_000_001);
      for (let channel = 0; channel < 2; channel++)
        expect(
          Math.abs(Number(is.values[channel]![found]) - Number(was.values[channel]![at])),
        ).toBeLessThanOrEqual((180.01 / steps) * 0.51 + 1e-6);
    }
    expect(after.info.streams[0]!.descriptor).toMatchObject({
      deviceId: 'amplifier.01',
      streamKey: 'eeg',
      channelNames: ['Fp1', 'Gro_e'],
      metadata: { unit: 'uV', electrodes: ['Fp1', 'Fp2'], reference: 'A1' },
    });
    expect(after.info.streams[1]!.streamId).toBe(descriptors[1]!.streamId);
    expect(after.events.map(({ type, label }) => [type, label])).toEqual(
      expect.arrayContaining([
        ['marker', 'go 🙂'],
        ['segment-start', 'rest'],
        ['segment-end', 'rest'],
      ]),
    );
    const again = await exportRecording({ input: path, format, output: join(folder, 'again') });
    const second = await importRecording({ input: again.files[0]!.path });
    const twice = (await readRecording(second.path)).streams.get(eeg!.streamId)!;
    expect(far(twice.times[0]!, is.times[0]!)).toBeLessThan(1000);
    for (const [at, value] of is.values[0]!.entries())
      expect(Math.abs(Number(twice.values[0]![at]) - Number(value))).toBeLessThan(
        (180.1 / steps) * 0.51 + 1e-6,
      );
  });
});

interface ReadXdf {
  readonly streams: readonly {
    readonly times: readonly number[];
    readonly values: readonly (readonly number[])[];
  }[];
  readonly events: readonly (readonly [text: string, seconds: number, stream: number])[];
}

const shared = fileURLToPath(new URL('../../../../shared/data/lsl-minimal.xdf', import.meta.url));
const isMissing = !existsSync(shared);
const libxdf = await part('libxdf');

libxdf.describe('an XDF file, beside libxdf', () => {
  const read = compiledReader<ReadXdf>('c++', '../../../export/test/support/read-xdf.cpp', 'xdf');

  async function compare(input: string, folder: string): Promise<void> {
    const reference = await read(input);
    const { path } = await importRecording({ input, output: join(folder, 'imported.mcap') });
    const { streams, events } = await readRecording(path);
    const numeric = reference.streams.filter(({ times }) => times.length > 0);
    expect(streams.size).toBe(numeric.length);
    for (const [index, stream] of [...streams.values()].entries()) {
      const expected = numeric[index]!;
      expect(stream.values.map((values) => values.map(Number))).toEqual(expected.values);
      for (const [at, time] of expected.times.entries())
        expect(Math.abs(Number(stream.times[at]) / 1e9 - time)).toBeLessThan(1e-6);
    }
    expect(events.map(({ label }) => label)).toEqual(reference.events.map(([label]) => label));
    for (const [index, [, seconds]] of reference.events.entries())
      expect(Math.abs(Number(events[index]!.timestampNs) / 1e9 - seconds)).toBeLessThan(1e-6);
    // And out again.
    const exported = await exportRecording({ input: path, format: 'xdf', output: join(folder, 'out.xdf') });
    const out = await read(exported.files[0]!.path);
    expect(out.streams.filter(({ times }) => times.length > 0).map(({ values }) => values)).toEqual(
      numeric.map(({ values }) => values),
    );
  }

  it.skipIf(isMissing && !process.env.CI)(
    `a file of Lab Streaming Layer has the same values, times and markers${isMissing ? ' (skipped: it is not beside this checkout)' : ''}`,
    async () => compare(shared, await temporaryFolder()),
  );

  it('a file of our own of the same kind has the same values, times and markers', async () => {
    const folder = await temporaryFolder();
    const input = join(folder, 'own.xdf');
    const int16 = (...values: number[]): Buffer => numbers(Int16Array.from(values));
    await writeFile(
      input,
      xdf(
        fileHeader(),
        streamHeader(1, { name: 'Data', type: 'EEG', channels: 3, rate: 10, format: 'int16' }),
        streamHeader(2, { name: 'Text', type: 'Marker', channels: 1, rate: 10, format: 'string' }),
        samples(1, [{ time: 5.1, values: int16(192, 255, 238) }, { values: int16(12, 22, 32) }]),
        samples(2, [{ time: 5.15, values: text('Hello') }, { values: text('World') }], 4),
        clockOffset(1, 6.1, -0.1),
        clockOffset(1, 7.1, -0.1),
      ),
    );
    await compare(input, folder);
  });
});

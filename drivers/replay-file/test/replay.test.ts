import { truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { editEvents } from '@modlink/recording';
import { ndarray, StreamDescriptor, type StreamDescriptorInit } from '@modlink/sdk';
import { FrameRecorder, VirtualClock } from '@modlink/testkit';
import '@modlink/testkit/vitest';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { ReplayFile, type ReplayFileSettings } from '../src/index.js';
import {
  countingFrames,
  memoryStore,
  ms,
  put,
  type Recorded,
  recordingOf,
  startNs,
  temporaryFolder,
} from './support/recordings.js';

const stream = (init: Partial<StreamDescriptorInit> = {}): StreamDescriptor =>
  new StreamDescriptor({
    deviceId: 'amplifier.01',
    streamKey: 'eeg',
    payloadType: 'signal',
    nominalSampleRateHz: 250,
    chunkSize: 5,
    ...init,
  });
const eeg = stream({ channelNames: ['a', 'b'], metadata: { unit: 'uV' } });

/** A driver that plays one recording in virtual time. */
async function playing(
  streams: readonly StreamDescriptor[],
  recorded: readonly Recorded[],
  settings: ReplayFileSettings = {},
  deviceId?: string,
) {
  const clock = new VirtualClock().install();
  onTestFinished(() => clock.uninstall());
  const store = memoryStore({ '/rest.mcap': recordingOf({ streams, recorded }) });
  let ends = 0;
  const recorder = new FrameRecorder(new ReplayFile(store), {
    clock,
    settings,
    deviceId,
    onStreamingEnded: () => (ends += 1),
  });
  const descriptors = await recorder.connect('file');
  return { clock, recorder, descriptors, store, ends: () => ends };
}

describe('a recording as a device', () => {
  it('gives its frames at the times of now, as far apart as they were', async () => {
    const { clock, recorder, descriptors, ends } = await playing([eeg], countingFrames(50));
    expect(descriptors.map((each) => each.toJSON())).toEqual([
      {
        ...eeg.toJSON(),
        deviceId: 'replay_file.01',
        metadata: { unit: 'uV', recordedStreamId: 'amplifier.01:eeg', recordedDriver: 'amplifier' },
      },
    ]);
    await clock.advance(5_000);
    const beganNs = clock.nowNs();
    await recorder.start();
    await clock.advance(1_000);
    const values = Float32Array.from({ length: 250 }, (_, index) => index);
    expect(recorder).toEmitSamples('eeg', [values, values]);
    expect(recorder).toHaveNoGaps();
    for (const [index, frame] of recorder.frames.entries()) {
      expect(frame).toMatchObject({
        timestampNs: beganNs + ms(index * 20),
        // It had no clock of its own: what it was stamped with stands in.
        deviceTimeNs: startNs + ms(index * 20),
        seq: index,
      });
    }
    expect(ends()).toBe(1);
    expect(recorder.losses).toEqual([]);
  });

  it('keeps dtype, shape, gaps, losses, device times and markers', async () => {
    const video = stream({
      streamKey: 'image',
      payloadType: 'video',
      nominalSampleRateHz: 'irregular',
      chunkSize: 1,
      pixelFormat: 'rgb24',
    });
    const picture = ndarray(
      Uint8Array.from({ length: 24 }, (_, index) => index),
      [3, 1, 2, 4],
    );
    const { clock, recorder } = await playing(
      [video],
      [
        { atMs: 0, stream: 0, seq: 7, data: picture, deviceTimeNs: 42n },
        { atMs: 10, event: { type: 'marker', label: 'go', data: { trial: 1 } } },
        { atMs: 20, stream: 0, seq: 8, data: picture, lost: 3 },
        { atMs: 30, event: { type: 'segment-start', label: 'rest' } },
        { atMs: 35, event: { type: 'gap', label: 'nothing came' } },
        { atMs: 40, stream: 0, seq: 12, data: picture },
        { atMs: 50, event: { type: 'segment-end', label: 'rest', data: 5 } },
      ],
    );
    const beganNs = clock.nowNs();
    await recorder.start();
    await clock.advance(100);
    expect(recorder.frames).toMatchObject([
      {
        streamKey: 'image',
        seq: 0,
        lost: 0,
        deviceTimeNs: 42n,
        data: { dtype: 'uint8', shape: [3, 1, 2, 4] },
      },
      { seq: 1, lost: 3 },
      { seq: 5, lost: 0 },
    ]);
    for (const { data } of recorder.frames) expect(data.values).toEqual(picture.values);
    expect(recorder.markers).toEqual([
      { label: 'go', timestampNs: beganNs + ms(10), data: { trial: 1 } },
      { label: 'rest', timestampNs: beganNs + ms(30), data: { segment: 'start' } },
      { label: 'rest', timestampNs: beganNs + ms(50), data: { segment: 'end', data: 5 } },
    ]);
  });

  it('plays faster, from a time on, and again and again', async () => {
    const settings = { speed: 4, startAtSeconds: 0.5, loop: true };
    const { clock, recorder, ends } = await playing([eeg], countingFrames(50), settings);
    await recorder.start();
    // From 500 to 980 ms at four times the speed, then all of it with a seam of one frame: 1000 ms.
    await clock.advance(125 + 250 + 1);
    const first = (index: number) => recorder.frames[index]?.data.values[0];
    expect([first(0), first(24), first(25), first(74)]).toEqual([125, 245, 0, 245]);
    expect(recorder).toHaveNoGaps();
    expect(ends()).toBe(0);
    await recorder.stop();
    const before = recorder.frames.length;
    await clock.advance(1_000);
    expect(recorder.frames).toHaveLength(before);
  });

  it('goes on where it was stopped, and begins anew at its end', async () => {
    const { clock, recorder, ends } = await playing([eeg], countingFrames(20));
    await recorder.start();
    await clock.advance(105);
    await recorder.stop();
    await clock.advance(1_000);
    await recorder.start();
    await clock.advance(1_000);
    expect(recorder.frames.map(({ data }) => data.values[0])).toEqual(
      Array.from({ length: 20 }, (_, k) => k * 5),
    );
    expect(ends()).toBe(1);
    await recorder.start();
    await clock.advance(1_000);
    expect(recorder.frames.map(({ seq }) => seq)).toEqual(Array.from({ length: 40 }, (_, k) => k));
    expect(recorder.frames.at(-1)?.data.values[0]).toBe(95);
    expect(ends()).toBe(2);
  });

  it('gives the streams of several devices keys of their own, under the id that the host gave', async () => {
    const streams = [
      eeg,
      stream({ deviceId: 'amplifier.02' }),
      stream({ deviceId: 'imu.01', streamKey: 'accel' }),
      // The descriptor changed while it was recorded.
      stream({ deviceId: 'imu.01', streamKey: 'accel', channelNames: ['x', 'y'] }),
    ];
    const recorded = streams.map(
      (_, index): Recorded => ({
        atMs: index,
        stream: index,
        data: ndarray(new Float32Array([index, index]), [2, 1]),
      }),
    );
    const { clock, recorder, descriptors } = await playing(streams, recorded, {}, 'replay_file.07');
    expect(descriptors.map(({ streamId, metadata }) => [streamId, metadata.recordedStreamId])).toEqual([
      ['replay_file.07:amplifier_01_eeg', 'amplifier.01:eeg'],
      ['replay_file.07:amplifier_02_eeg', 'amplifier.02:eeg'],
      ['replay_file.07:accel', 'imu.01:accel'],
      ['replay_file.07:accel_2', 'imu.01:accel'],
    ]);
    await recorder.start();
    await clock.advance(100);
    expect(recorder.frames.map(({ streamKey, data }) => [streamKey, data.values[0]])).toEqual([
      ['amplifier_01_eeg', 0],
      ['amplifier_02_eeg', 1],
      ['accel', 2],
      ['accel_2', 3],
    ]);
  });

  it('lets go of its file', async () => {
    const { recorder, store } = await playing([eeg], countingFrames(20), { loop: true });
    expect([...store.opened]).toEqual(['/rest.mcap']);
    await recorder.start();
    await recorder.disconnect();
    expect([...store.opened]).toEqual([]);
  });
});

describe('recordings in folders', () => {
  const rest = recordingOf({ streams: [eeg], recorded: countingFrames(200) });

  async function search(settings: ReplayFileSettings) {
    const recorder = new FrameRecorder(new ReplayFile(), { settings });
    return recorder.search('file');
  }

  it('are found, the newest first, and those that are none are passed over', async () => {
    const folder = await temporaryFolder();
    const cut = recordingOf({
      name: 'cut off',
      streams: [eeg],
      recorded: countingFrames(8),
      finished: false,
    });
    await put(join(folder, 'old.mcap'), rest, 1_000);
    await put(join(folder, 'alpha', 'monday', 'cut.mcap'), cut, 2_000);
    await put(join(folder, 'empty.mcap'), '', 3_000);
    await put(join(folder, 'text.mcap'), 'no recording', 3_000);
    await put(join(folder, 'notes.txt'), 'no recording', 3_000);
    const found = await search({ folders: [folder, join(folder, 'not-there')] });
    expect(found.map(({ title, identity, extra }) => [title, identity, extra.path])).toEqual([
      ['cut off', join(folder, 'alpha', 'monday', 'cut.mcap'), join(folder, 'alpha', 'monday', 'cut.mcap')],
      ['rest', join(folder, 'old.mcap'), join(folder, 'old.mcap')],
    ]);
    expect(found.map(({ subtitle }) => subtitle)).toEqual([
      expect.stringMatching(/^cut\.mcap · 2025-06-15 \d\d:\d\d · 0\.1 s · eeg · not finished$/),
      expect.stringMatching(/^old\.mcap · 2025-06-15 \d\d:\d\d · 4\.0 s · eeg$/),
    ]);
    expect(await search({ folders: [folder], mostRecordings: 1 })).toHaveLength(1);
  });

  it('one that is named is the only one, and is told of when it is none', async () => {
    const folder = await temporaryFolder();
    const file = await put(join(folder, 'a.mcap'), rest);
    await put(join(folder, 'b.mcap'), rest);
    expect(await search({ file, folders: [folder] })).toMatchObject([{ identity: file }]);
    await expect(search({ file: join(folder, 'none.mcap') })).rejects.toMatchObject({
      code: 'RECORDING_NOT_FOUND',
    });
  });

  it('one that went to several files is one, whichever of them is named', async () => {
    const folder = await temporaryFolder();
    const frames = countingFrames(100);
    const names = ['long.mcap', 'long_002.mcap', 'long_003.mcap'];
    const files = names.map((name, index) => {
      const recorded = frames.slice(index * 40, (index + 1) * 40);
      const next = names[index + 1];
      const series = { seriesId: 'one', part: index + 1, ...(next !== undefined && { next }) };
      return put(join(folder, name), recordingOf({ streams: [eeg], recorded, series }), 1_000 + index);
    });
    const [first = '', second = ''] = await Promise.all(files);
    for (let index = 0; index < 9; index++) await put(join(folder, `other-${index}.mcap`), rest, 2_000);

    const found = await search({ folders: [folder] });
    expect(found).toHaveLength(10);
    expect(found.at(-1)).toMatchObject({
      identity: first,
      subtitle: expect.stringMatching(/^long\.mcap and 2 more · .* · 2\.0 s · eeg$/),
    });
    // Also where its first file is older than what is asked for.
    expect((await search({ folders: [folder], mostRecordings: 10 })).at(-1)?.identity).toBe(first);

    const settings = { file: second, speed: 16 };
    expect(await search(settings)).toMatchObject([{ identity: first }]);
    let ends = 0;
    const recorder = new FrameRecorder(new ReplayFile(), { settings, onStreamingEnded: () => (ends += 1) });
    onTestFinished(() => recorder.disconnect());
    await recorder.connect('file');
    await recorder.start();
    await vi.waitFor(() => expect(ends).toBe(1), { timeout: 10_000 });
    expect(recorder.frames.map(({ seq }) => seq)).toEqual(Array.from({ length: 100 }, (_, seq) => seq));
  });

  it('one that is changed while it plays is a lost connection, with the reason', async () => {
    const folder = await temporaryFolder();
    const file = await put(join(folder, 'a.mcap'), rest);
    const recorder = new FrameRecorder(new ReplayFile(), { settings: { file, speed: 16 } });
    onTestFinished(() => recorder.disconnect());
    await recorder.connect('file');
    await truncate(file, 4_000);
    await recorder.start();
    await vi.waitFor(() => expect(recorder.losses).toMatchObject([{ code: 'RECORDING_CHANGED' }]), {
      timeout: 10_000,
    });
  });

  it('one whose markers were edited has them as they are now', async () => {
    const folder = await temporaryFolder();
    const file = await put(join(folder, 'a.mcap'), rest);
    const marker = { type: 'marker', label: 'forgotten', timestampNs: startNs + ms(1_000) } as const;
    await editEvents(file, [{ type: 'add', event: marker }]);
    const recorder = new FrameRecorder(new ReplayFile(), { settings: { file, speed: 16 } });
    onTestFinished(() => recorder.disconnect());
    await recorder.connect('file');
    await recorder.start();
    await vi.waitFor(() => expect(recorder.markers).toMatchObject([{ label: 'forgotten' }]), {
      timeout: 10_000,
    });
  });

  it('gives up to open one when it is told to', async () => {
    const folder = await temporaryFolder();
    const file = await put(join(folder, 'a.mcap'), rest);
    const recorder = new FrameRecorder(new ReplayFile(), { settings: { file } });
    await expect(recorder.connect('file', AbortSignal.abort(new Error('given up')))).rejects.toThrow(
      'given up',
    );
  });
});

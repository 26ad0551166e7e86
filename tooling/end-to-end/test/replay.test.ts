/**
 * A recording as a device: the synthetic devices are recorded by the command, and what the driver `replay-file` plays is
 * recorded by it again; then frame by frame the two hold the same. And a recording whose process was killed plays as well.
 */
import { join } from 'node:path';
import { openRecording } from '@modlink/host';
import type { NdArray } from '@modlink/sdk';
import { describe, expect, it } from 'vitest';
import { repository, temporaryFolder } from './support/folders.js';
import { startModlink } from './support/modlink.js';

const driver = ['--driver', 'replay-file', '--root', join(repository, 'drivers', 'replay-file')];
const devices = ['eeg', 'imu', 'pressure mat', 'line camera', 'camera'].flatMap((name) => [
  '--device',
  `Synthetic ${name === 'eeg' || name === 'imu' ? name.toUpperCase() : name}`,
]);

interface ReadBack {
  readonly payloads: ReadonlySet<string>;
  /** By stream key: what each frame holds. */
  readonly frames: ReadonlyMap<string, readonly { data: NdArray; lost: number; deviceTimeNs: bigint }[]>;
  readonly markers: readonly unknown[];
  /** By stream key: from one frame to the next, nanoseconds. */
  readonly intervalsNs: ReadonlyMap<string, readonly number[]>;
}

/** Where a frame has no device time, its timestamp stands in: so does a replay. */
async function readBack(path: string): Promise<ReadBack> {
  await using recording = await openRecording(path);
  const frames = new Map<string, { data: NdArray; lost: number; deviceTimeNs: bigint }[]>();
  const intervalsNs = new Map<string, number[]>();
  const lastNs = new Map<string, bigint>();
  for await (const { streamId, view } of recording.frames()) {
    const key = streamId.split(':')[1] ?? '';
    const { data, lost, timestampNs, deviceTimeNs = timestampNs } = view;
    frames.set(key, [...(frames.get(key) ?? []), { data, lost, deviceTimeNs }]);
    const before = lastNs.get(key);
    lastNs.set(key, timestampNs);
    if (before !== undefined) {
      intervalsNs.set(key, [...(intervalsNs.get(key) ?? []), Number(timestampNs - before)]);
    }
  }
  const markers: unknown[] = [];
  for await (const { type, label, data } of recording.events()) markers.push({ type, label, data });
  return {
    payloads: new Set(recording.info.streams.map(({ descriptor }) => descriptor.payloadType)),
    frames,
    markers,
    intervalsNs,
  };
}

/** Frames of both, one by one: to compare them as one array would print megabytes when they differ. */
function expectSameFrames(replayed: ReadBack, original: ReadBack): void {
  expect([...replayed.frames.keys()].sort()).toEqual([...original.frames.keys()].sort());
  for (const [key, expected] of original.frames) {
    const actual = replayed.frames.get(key) ?? [];
    expect(actual.length, key).toBe(expected.length);
    for (const [index, { data, lost, deviceTimeNs }] of expected.entries()) {
      const frame = actual[index];
      expect(frame?.data.dtype).toBe(data.dtype);
      expect(frame?.data.shape).toEqual(data.shape);
      expect(frame?.lost).toBe(lost);
      expect(frame?.deviceTimeNs, `${key}, frame ${index}`).toBe(deviceTimeNs);
      const bytes = ({ values }: NdArray): Buffer =>
        Buffer.from(values.buffer, values.byteOffset, values.byteLength);
      expect(frame !== undefined && bytes(frame.data).equals(bytes(data)), `${key}, frame ${index}`).toBe(
        true,
      );
    }
  }
}

describe('a recording as a device', () => {
  it('is recorded again as it was, all four payload types', { timeout: 90_000 }, async () => {
    const folder = await temporaryFolder();
    const [original, again] = [join(folder, 'original.mcap'), join(folder, 'again.mcap')];
    const home = join(folder, 'home');
    const first = startModlink(
      home,
      ...['record', '--driver', 'synthetic', ...devices, '--duration', '1500ms', '--out', original],
      ...['--set', 'simulateDropoutPercent=5'],
    );
    expect(await first.exit).toEqual({ code: 0, signal: null });
    // It ends by itself, at the end of the recording.
    const second = startModlink(home, 'record', ...driver, '--set', `file=${original}`, '--out', again);
    expect(await second.exit).toEqual({ code: 0, signal: null });
    expect(second.lines.at(-1)).toMatchObject({ type: 'finished', ending: 'played' });

    const [before, after] = [await readBack(original), await readBack(again)];
    expect(before.payloads).toEqual(new Set(['signal', 'raster', 'field', 'video']));
    expectSameFrames(after, before);
    expect(after.markers.filter((event) => (event as { type: string }).type === 'marker')).toEqual(
      before.markers.filter((event) => (event as { type: string }).type === 'marker'),
    );
    // As far apart as they were, to the microsecond.
    for (const [key, intervals] of before.intervalsNs) {
      const replayed = after.intervalsNs.get(key) ?? [];
      const differences = intervals.map((interval, index) => Math.abs(interval - (replayed[index] ?? 0)));
      expect(Math.max(...differences), key).toBeLessThan(1_000);
    }
    await using recording = await openRecording(again);
    await using source = await openRecording(original);
    const gaps = ({ info }: typeof recording) =>
      info.streams.map(({ statistics }) => [
        statistics?.gaps,
        statistics?.lostFrames,
        statistics?.lostSamples,
      ]);
    expect(gaps(recording)).toEqual(gaps(source));
    expect(gaps(source).some(([count]) => (count ?? 0) > 0)).toBe(true);
    expect(recording.info.drivers).toMatchObject([{ driverId: 'replay-file', deviceId: 'replay_file.01' }]);
  });

  it('plays what is left of one whose process was killed', { timeout: 90_000 }, async () => {
    const folder = await temporaryFolder();
    const [killed, again] = [join(folder, 'killed.mcap'), join(folder, 'again.mcap')];
    const home = join(folder, 'home');
    const first = startModlink(
      home,
      ...['record', '--driver', 'synthetic', '--device', 'Synthetic EEG', '--out', killed],
    );
    const durable = () =>
      first.lines.some(
        ({ recording }) => (recording as { durableUpToNs?: string } | undefined)?.durableUpToNs !== undefined,
      );
    await expect.poll(durable, { timeout: 40_000, interval: 50 }).toBe(true);
    first.child.kill('SIGKILL');
    await first.exit;

    const second = startModlink(home, 'record', ...driver, '--set', `file=${killed}`, '--out', again);
    expect(await second.exit).toEqual({ code: 0, signal: null });
    const before = await readBack(killed);
    expect(before.frames.get('eeg')?.length).toBeGreaterThan(0);
    expectSameFrames(await readBack(again), before);

    const third = startModlink(home, 'replay', killed, '--speed', 'max');
    expect(await third.exit).toEqual({ code: 0, signal: null });
    expect(third.lines.at(-1)).toMatchObject({
      type: 'finished',
      ending: 'ended',
      streams: [{ streamId: 'synthetic_eeg.01:eeg', frames: before.frames.get('eeg')?.length, gaps: 0 }],
    });
  });
});

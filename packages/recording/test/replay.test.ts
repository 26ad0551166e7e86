import { truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { ndarray } from '@modlink/sdk';
import type { FrameView } from '@modlink/sdk/encoding';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { openReplay } from '../src/index.js';
import { playing } from './support/playing.js';
import {
  countingFrames,
  describeStream,
  encodedFrame,
  memoryRecording,
  merged,
  ms,
  type RecordingPlan,
  recordingFile,
  startNs,
  temporaryFolder,
} from './support/recordings.js';

const eeg = describeStream();
const imu = describeStream({ deviceId: 'imu.01', streamKey: 'accel' });

/** A hundred frames, one each 40 ms, with a marker in the midst: 3960 ms. */
const plan = (more: Partial<RecordingPlan> = {}): RecordingPlan => ({
  streams: [eeg],
  written: merged(countingFrames(eeg, 100), [
    { atMs: 1_010, event: { type: 'marker', label: 'go', data: { trial: 1 } } },
  ]),
  ...more,
});
const recording = (more: Partial<RecordingPlan> = {}) => memoryRecording('test.mcap', plan(more));
const seqs = (frames: readonly { readonly view: FrameView }[]) => frames.map(({ view }) => view.seq);
const upTo = (count: number, from = 0) => Array.from({ length: count - from }, (_, index) => from + index);

describe.each([
  ['a finished recording', true],
  ['one that was cut off', false],
])('a replay of %s', (_, finished) => {
  it('gives the stored bytes at the times at which they came', async () => {
    const { clock, replay, frames, events, states } = await playing([recording({ finished })]);
    expect(replay.status()).toEqual({
      state: 'paused',
      positionMs: 0,
      durationMs: 3960,
      speed: 1,
      loop: false,
    });
    await clock.advance(1_000);
    expect(frames).toEqual([]);
    const beganNs = clock.nowNs();
    replay.play();
    await clock.advance(2_000);
    expect(replay.status()).toMatchObject({ state: 'playing', positionMs: 2_000 });
    expect(seqs(frames)).toEqual(upTo(51));
    await clock.advance(2_000);
    expect(replay.status()).toMatchObject({ state: 'ended', positionMs: 3_960 });
    expect(states).toEqual(['playing', 'ended']);
    expect(seqs(frames)).toEqual(upTo(100));
    const written = [...countingFrames(eeg, 100)];
    for (const [index, frame] of frames.entries()) {
      expect(frame.atMs).toBeCloseTo(1_000 + index * 40, 0);
      expect(frame).toMatchObject({
        positionMs: index * 40,
        receivedNs: startNs + ms(index * 40),
        // A frame's first sample was taken 36 ms before the frame came.
        replayNs: beganNs + ms(index * 40 - 36),
      });
      expect(frame.view.timestampNs).toBe(startNs + ms(index * 40 - 36));
      const original = written[index];
      expect(
        Buffer.compare(frame.view.bytes, original && 'view' in original ? original.view.bytes : Buffer.of()),
      ).toBe(0);
      expect(frame.view.bytes.byteOffset % 8).toBe(0);
      expect(frame.stream).toMatchObject({ streamId: 'amplifier.01:eeg', descriptor: eeg });
    }
    expect(events).toHaveLength(1);
    expect(events[0]).toMatchObject({
      positionMs: 1_010,
      event: { type: 'marker', label: 'go', data: { trial: 1 }, timestampNs: startNs + ms(1_010) },
      replayNs: beganNs + ms(1_010),
    });
  });

  it('goes to any time', async () => {
    const { replay, frames } = await playing([recording({ finished })]);
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: -100_000, max: 4_100_000 }), async (positionUs) => {
        const positionMs = positionUs / 1_000;
        await replay.seek(positionMs);
        frames.length = 0;
        const next = Math.ceil(Math.max(positionMs, 0) / 40);
        while ((await replay.step()) && frames.length === 0);
        expect(seqs(frames)).toEqual(next < 100 ? [next] : positionMs >= 3_960 ? [99] : []);
      }),
      { numRuns: 200 },
    );
  });
});

describe('a replay', () => {
  it('is paused, goes on, and is sought in while it plays', async () => {
    const { clock, replay, frames, jumps } = await playing([recording()]);
    replay.play();
    await clock.advance(405);
    replay.pause();
    expect(replay.status()).toMatchObject({ state: 'paused', positionMs: 405 });
    await clock.advance(10_000);
    expect(seqs(frames)).toEqual(upTo(11));
    replay.play();
    await clock.advance(36);
    expect(seqs(frames)).toEqual(upTo(12));
    await replay.seek(2_001);
    expect(replay.status()).toMatchObject({ state: 'playing', positionMs: 2_001 });
    await clock.advance(40);
    expect(seqs(frames)).toEqual([...upTo(12), 51]);
    await replay.seek(0);
    await clock.advance(50);
    expect(seqs(frames)).toEqual([...upTo(12), 51, 0, 1]);
    expect(jumps).toEqual([2_001, 0]);
    const times = frames.map(({ replayNs }) => replayNs);
    expect(times).toEqual([...times].sort((a, b) => Number(a - b)));
  });

  it.each([0.1, 0.5, 4, 16])('keeps the speed %d', async (speed) => {
    const { clock, replay, frames } = await playing([recording()], { speed });
    const beganNs = clock.nowNs();
    replay.play();
    await clock.advance(3_970 / speed);
    expect(seqs(frames)).toEqual(upTo(100));
    for (const [index, { atMs, replayNs }] of frames.entries()) {
      expect(Math.abs(atMs - (index * 40) / speed)).toBeLessThanOrEqual(1);
      expect(Number(replayNs - beganNs) / 1e6).toBeCloseTo((index * 40 - 36) / speed, 3);
    }
  });

  it('changes its speed on the way, and no stream steps back', async () => {
    const { clock, replay, frames } = await playing([recording()]);
    replay.play();
    for (const speed of [16, 0.1, 2, 'max', 1] as const) {
      await clock.advance(50);
      const { positionMs } = replay.status();
      replay.setSpeed(speed);
      expect(replay.status()).toMatchObject({ speed, positionMs });
    }
    await clock.advance(5_000);
    expect(seqs(frames)).toEqual(upTo(100));
    for (const [index, { replayNs }] of frames.entries()) {
      if (index > 0) expect(replayNs).toBeGreaterThan(frames[index - 1]!.replayNs);
    }
  });

  it('plays as fast as its consumer takes it, and no faster', async () => {
    let taking = 0;
    let mostAtOnce = 0;
    const got: (number | undefined)[] = [];
    await using replay = await openReplay(
      [recording()],
      {
        async onFrame({ view }) {
          taking += 1;
          mostAtOnce = Math.max(mostAtOnce, taking);
          await new Promise((resolve) => setImmediate(resolve));
          got.push(view.seq);
          taking -= 1;
        },
      },
      { speed: 'max' },
    );
    replay.play();
    await vi.waitFor(() => expect(replay.status().state).toBe('ended'), { timeout: 10_000 });
    expect(got).toEqual(upTo(100));
    expect(mostAtOnce).toBe(1);
  });

  it('loops all of it, with the seam as long as a frame', async () => {
    const stream = describeStream({ chunkSize: 10 });
    const { clock, replay, frames, jumps } = await playing(
      [memoryRecording('loop', { streams: [stream], written: countingFrames(stream, 10) })],
      { loop: true },
    );
    replay.play();
    await clock.advance(3 * 400 + 10);
    expect(seqs(frames)).toEqual([...upTo(10), ...upTo(10), ...upTo(10), 0]);
    expect(jumps).toEqual([0, 0, 0]);
    for (const [index, { replayNs }] of frames.entries()) {
      if (index > 0) expect(Number(replayNs - frames[index - 1]!.replayNs) / 1e6).toBeCloseTo(40, -1);
    }
    replay.setLoop(false);
    await clock.advance(1_000);
    expect(replay.status().state).toBe('ended');
    expect(frames).toHaveLength(40);
  });

  it('loops a range, also one without frames, which leaves time for other work', async () => {
    const { clock, replay, frames } = await playing([recording()], { loop: { fromMs: 400, toMs: 500 } });
    await replay.seek(400);
    replay.play();
    await clock.advance(1_490);
    expect(seqs(frames).slice(0, 6)).toEqual([10, 11, 12, 10, 11, 12]);
    replay.setLoop({ fromMs: 401, toMs: 402 });
    replay.setSpeed('max');
    frames.length = 0;
    await clock.advance(100);
    expect(frames.length).toBeLessThanOrEqual(3);
    replay.setLoop(false);
    await clock.advance(100);
    expect(replay.status().state).toBe('ended');
  });

  it('steps, and begins anew when it is played at its end', async () => {
    const { clock, replay, frames, events } = await playing([recording()], { startMs: 990 });
    expect(await replay.step()).toBe(true);
    expect(await replay.step()).toBe(true);
    expect(seqs(frames)).toEqual([25]);
    expect(events.map(({ event }) => event.label)).toEqual(['go']);
    expect(replay.status()).toMatchObject({ state: 'paused', positionMs: 1_010 });
    await replay.seek(5_000);
    expect(await replay.step()).toBe(true);
    expect(await replay.step()).toBe(false);
    replay.play();
    await clock.advance(1);
    expect(replay.status().state).toBe('ended');
    frames.length = 0;
    replay.play();
    await clock.advance(50);
    expect(seqs(frames)).toEqual([0, 1]);
  });

  it('goes on from where it is, when the machine slept', async () => {
    const { clock, replay, frames } = await playing([recording()]);
    replay.play();
    await clock.advance(100);
    clock.step(60_000);
    await clock.advance(100);
    expect(seqs(frames)).toEqual(upTo(6));
  });

  it('takes the arrival for a timestamp of another clock', async () => {
    const view = (timestampNs: bigint) =>
      encodedFrame(eeg, ndarray(new Float32Array(1), [1, 1]), { timestampNs });
    const written = [5n, startNs + ms(3_600_000), startNs + ms(10)].map((timestampNs, index) => ({
      atMs: 10 * index,
      stream: 0,
      view: view(timestampNs),
    }));
    const { clock, replay, frames } = await playing([recording({ written })]);
    const beganNs = clock.nowNs();
    replay.play();
    await clock.advance(100);
    expect(frames.map(({ replayNs }) => replayNs - beganNs)).toEqual([0n, ms(10), ms(10) + 1n]);
  });

  it('refuses what it cannot do, with words', async () => {
    const refused = { code: 'REPLAY_INVALID_OPTIONS' };
    await expect(playing([])).rejects.toMatchObject(refused);
    await expect(playing([recording()], { speed: 17 })).rejects.toMatchObject(refused);
    await expect(playing([recording()], { align: 'end' as never })).rejects.toMatchObject(refused);
    const { replay } = await playing([recording()]);
    expect(() => replay.setSpeed(0)).toThrow(/from 0.1 to 16, or "max", not 0/);
    expect(() => replay.setLoop({ fromMs: 10, toMs: 5 })).toThrow(/10 to 5 ms/);
    await expect(replay.seek(Number.NaN)).rejects.toMatchObject(refused);
    await replay.close();
    await replay.close();
    expect(() => replay.play()).toThrow(expect.objectContaining({ code: 'REPLAY_CLOSED' }));
    await expect(replay.seek(1)).rejects.toMatchObject({ code: 'REPLAY_CLOSED' });
    expect(replay.status().state).toBe('closed');
  });

  it('of a recording without a frame ends at once', async () => {
    const { clock, replay, states } = await playing([recording({ written: [] })]);
    replay.play();
    await clock.advance(1);
    expect(states).toEqual(['playing', 'ended']);
  });

  it('fails with the reason when its consumer throws', async () => {
    const failures: unknown[] = [];
    await using replay = await openReplay([recording()], {
      onFrame() {
        throw new Error('no room');
      },
      onFailed: (error) => void failures.push(error),
    });
    replay.play();
    await vi.waitFor(() => expect(replay.status().state).toBe('failed'));
    expect(failures).toEqual([new Error('no room')]);
  });
});

describe('a long recording', () => {
  it.each([true, false])('is read nowhere but where it is sought to (finished: %s)', async (finished) => {
    const bytes = recording({ finished, written: countingFrames(eeg, 2_000) });
    const reads: number[] = [];
    const { replay } = await playing([
      {
        ...bytes,
        read: (offset, size) => {
          reads.push(Number(size));
          return bytes.read(offset, size);
        },
      },
    ]);
    for (const positionMs of [79_000, 12, 40_000]) {
      reads.length = 0;
      await replay.seek(positionMs);
      await replay.step();
      // The chunk that is there, and the one after it: ten frames each.
      expect(reads.length).toBeLessThanOrEqual(2);
      expect(Math.max(...reads)).toBeLessThan(bytes.sizeBytes / 100);
    }
  });
});

describe('several recordings', () => {
  const other = (startedNs: bigint, stream = imu) =>
    memoryRecording('other.mcap', {
      startedNs,
      streams: [stream],
      written: countingFrames(stream, 50),
    });

  it('lie on one timeline as they were made', async () => {
    const { clock, replay, frames } = await playing([recording(), other(startNs + ms(1_020))]);
    expect(replay.files.map(({ startMs }) => startMs)).toEqual([0, 1_020]);
    expect(replay.durationMs).toBe(3_960);
    replay.play();
    await clock.advance(1_110);
    expect(frames.slice(-6).map(({ stream, view }) => `${stream.descriptor.deviceId} ${view.seq}`)).toEqual([
      'amplifier.01 25',
      'imu.01 0',
      'amplifier.01 26',
      'imu.01 1',
      'amplifier.01 27',
      'imu.01 2',
    ]);
  });

  it('all begin at the start, when asked to', async () => {
    const { replay } = await playing([recording(), other(startNs + ms(90_000_000))], { align: 'start' });
    expect(replay.files.map(({ startMs }) => startMs)).toEqual([0, 0]);
    expect(replay.durationMs).toBe(3_960);
  });

  it('that have one device at the same time give the later one another id', async () => {
    const { clock, replay, frames } = await playing([
      other(startNs + ms(1_000), eeg),
      recording(),
      other(startNs + ms(10_000), eeg),
    ]);
    expect(replay.streams.map(({ streamId }) => streamId)).toEqual([
      'amplifier.02:eeg',
      'amplifier.01:eeg',
      'amplifier.01:eeg',
    ]);
    replay.play();
    await clock.advance(1_050);
    const renamed = frames.filter(({ stream }) => stream.streamId === 'amplifier.02:eeg');
    expect(seqs(renamed)).toEqual([0, 1]);
    const [{ view, stream }] = renamed as [(typeof renamed)[0]];
    expect(view.streamId).toBe('amplifier.02:eeg');
    expect(stream.recorded.streamId).toBe('amplifier.01:eeg');
    expect(view.data.values).toEqual(Float32Array.from({ length: 20 }, (_, at) => at % 10));
  });
});

describe('a file under a replay', () => {
  it('that becomes shorter makes it fail with the reason', async () => {
    const folder = await temporaryFolder();
    const path = await recordingFile(join(folder, 'x.mcap'), plan());
    const failed = vi.fn();
    const replay = await openReplay([path], { onFrame() {}, onFailed: failed }, { speed: 'max' });
    onTestFinished(() => replay.close());
    await truncate(path, 4_000);
    replay.play();
    await vi.waitFor(() => expect(replay.status().state).toBe('failed'), { timeout: 10_000 });
    expect(failed).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ code: 'RECORDING_CHANGED' }));
    expect(() => replay.play()).toThrow(expect.objectContaining({ code: 'REPLAY_CLOSED' }));
  });

  it('that is no recording is told of, and the others are closed', async () => {
    await expect(openReplay([recording(), '/nowhere.mcap'], { onFrame() {} })).rejects.toMatchObject({
      code: 'RECORDING_NOT_FOUND',
    });
  });
});

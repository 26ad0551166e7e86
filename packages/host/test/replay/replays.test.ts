import { copyFile, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { openRecording, type ReplayEventMap, startRecordingSession } from '../../src/index.js';
import { countingFrame, describeStream, source, startNs } from '../recording/recording-fixtures.js';
import { openTestHost, temporaryFolder } from '../support/test-host.js';

const eeg = describeStream({ channelNames: ['a', 'b'], chunkSize: 10 });
const frameCount = 50;

/** Two seconds of EEG, a frame each 40 ms, with a marker after the first second. */
async function record(folder: string, name = 'rec'): Promise<string> {
  const session = await startRecordingSession({ path: join(folder, `${name}.mcap`), chunkSizeBytes: 1_000 });
  session.addStream(eeg, source);
  for (let index = 0; index < frameCount; index++) {
    session.write(eeg.streamId, countingFrame(eeg, index), startNs + BigInt(index) * 40_000_000n);
    // Events are recorded at the time of the clock, which is after that of the frames here.
    if (index === frameCount - 1) session.addEvent({ type: 'marker', label: 'last', timestampNs: startNs });
  }
  await session.finish();
  return session.path;
}

describe('host.replays', () => {
  it('plays a recording onto a bus of its own, with the stored bytes', { timeout: 60_000 }, async () => {
    const { host, home } = await openTestHost([]);
    const path = await record(home);
    await using replay = await host.replays.open(path, { speed: 'max' });
    expect(host.replays.list()).toEqual([replay]);
    expect(host.replays.get(replay.replayId)).toBe(replay);
    expect(replay.bus.streams().map(({ streamId }) => streamId)).toEqual([eeg.streamId]);
    expect(replay.bus.stream(eeg.streamId).descriptor).toEqual(eeg);
    expect(host.bus.streams()).toEqual([]);
    const recorded: ReplayEventMap['recorded'][] = [];
    const states: string[] = [];
    replay.events.on('recorded', (event) => recorded.push(event));
    replay.events.on('changed', ({ state }) => states.push(state));
    // A queue that is far too small, and a consumer that takes its time: nothing is lost all the same.
    const frames: Uint8Array[] = [];
    const subscription = replay.bus.subscribe({ streams: '*:eeg', policy: 'error', queueSizeFrames: 4 });
    replay.play();
    for await (const { view } of subscription) {
      await new Promise((resolve) => setTimeout(resolve, 1));
      frames.push(view.bytes);
      if (frames.length === frameCount) break;
    }
    await vi.waitFor(() => expect(replay.status().state).toBe('ended'), { timeout: 10_000 });
    expect(states).toEqual(['playing', 'ended']);
    expect(recorded).toMatchObject([{ path, event: { type: 'marker', label: 'last' } }]);
    await using recording = await openRecording(path);
    const stored: Uint8Array[] = [];
    for await (const { view } of recording.frames()) stored.push(view.bytes);
    expect(frames).toEqual(stored);
    expect(replay.bus.stream(eeg.streamId).statistics.snapshot()).toMatchObject({
      frames: frameCount,
      gaps: 0,
      lateFrames: 0,
    });
  });

  it('keeps time, and seeks and loops without a gap in the statistics', { timeout: 60_000 }, async () => {
    const { host, home } = await openTestHost([]);
    await using replay = await host.replays.open(await record(home), { speed: 16 });
    const positions: number[] = [];
    replay.events.on('position', ({ positionMs }) => positions.push(positionMs));
    const { statistics } = replay.bus.stream(eeg.streamId);
    const seen: (number | undefined)[] = [];
    replay.bus.tap('*', ({ view }) => seen.push(view.seq));
    replay.setLoop({ fromMs: 400, toMs: 800 });
    await replay.seek(400);
    replay.play();
    await vi.waitFor(() => expect(seen.filter((seq) => seq === 10).length).toBeGreaterThan(4), {
      timeout: 20_000,
    });
    replay.pause();
    expect(new Set(seen)).toEqual(new Set(Array.from({ length: 11 }, (_, index) => 10 + index)));
    replay.setLoop(false);
    replay.setSpeed(0.1);
    await replay.seek(1_200);
    await replay.step();
    expect(seen.at(-1)).toBe(30);
    expect(replay.status()).toMatchObject({ state: 'paused', positionMs: 1_200, speed: 0.1, loop: false });
    expect(statistics.snapshot()).toMatchObject({ gaps: 0, lateFrames: 0 });
    expect(statistics.snapshot().measuredRateHz).toBeCloseTo(250, 3);
    replay.play();
    await vi.waitFor(() => expect(positions.some((position) => position > 1_200)).toBe(true), {
      timeout: 20_000,
    });
  });

  it('plays two recordings of one device beside each other', async () => {
    const { host, home } = await openTestHost([]);
    const first = await record(home);
    const second = join(home, 'copy.mcap');
    await copyFile(first, second);
    await using replay = await host.replays.open([first, second], { speed: 'max' });
    expect(replay.bus.streams().map(({ streamId }) => streamId)).toEqual([
      'amplifier.01:eeg',
      'amplifier.02:eeg',
    ]);
    replay.play();
    await vi.waitFor(() => expect(replay.status().state).toBe('ended'), { timeout: 10_000 });
    for (const { statistics } of replay.bus.streams()) expect(statistics.snapshot().frames).toBe(frameCount);
  });

  it('shows a stream whose descriptor changed with the one it had', async () => {
    const { host, home } = await openTestHost([]);
    const session = await startRecordingSession({ path: join(home, 'changed.mcap') });
    const other = describeStream({ channelNames: ['x', 'y'], chunkSize: 10 });
    session.addStream(eeg, source);
    session.write(eeg.streamId, countingFrame(eeg, 0), startNs);
    session.addStream(other, source);
    session.write(other.streamId, countingFrame(other, 1), startNs + 1_000_000n);
    await session.finish();
    await using replay = await host.replays.open(session.path);
    const names: (readonly string[])[] = [];
    replay.bus.tap('*', ({ stream }) => names.push(stream.descriptor.channelNames));
    while (await replay.step());
    expect(names).toEqual([
      ['a', 'b'],
      ['x', 'y'],
    ]);
  });

  it('tells of a file that changes, and of what is asked wrongly', async () => {
    const { host, home } = await openTestHost([]);
    const path = await record(home);
    await expect(host.replays.open([])).rejects.toMatchObject({ code: 'REPLAY_INVALID_OPTIONS' });
    await expect(host.replays.open(join(home, 'none'))).rejects.toMatchObject({
      code: 'RECORDING_NOT_FOUND',
    });
    expect(() => host.replays.get('replay-99')).toThrow(expect.objectContaining({ code: 'UNKNOWN_REPLAY' }));
    const replay = await host.replays.open(path);
    const failed = vi.fn();
    replay.events.on('failed', failed);
    await truncate(path, 2_000);
    await replay.seek(1_500);
    expect(failed).toHaveBeenCalledExactlyOnceWith({
      error: expect.objectContaining({ code: 'RECORDING_CHANGED' }),
    });
    expect(replay.status().state).toBe('failed');
    await replay.close();
    expect(host.replays.list()).toEqual([]);
  });

  it('closes its replays with the host', async () => {
    const home = await temporaryFolder();
    const path = await record(home);
    const { host } = await openTestHost([]);
    const replay = await host.replays.open(path, { loop: true });
    replay.play();
    await host.close();
    expect(replay.status().state).toBe('closed');
    await expect(host.replays.open(path)).rejects.toMatchObject({ code: 'HOST_CLOSED' });
  });
});

import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { ndarray } from '@modlink/sdk';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { Bus } from '../../src/bus/bus.js';
import { createHostClock } from '../../src/index.js';
import { openRecording, type RecordingEvent } from '../../src/recording/index.js';
import { PreRoll } from '../../src/recording/pre-roll.js';
import { openTestHost } from '../support/test-host.js';
import { borrowedFrame, describeStream, temporaryFolder } from './recording-fixtures.js';

const patience = { timeout: 20_000 };

async function readBack(path: string) {
  await using recording = await openRecording(path);
  const frames: { receivedNs: bigint; seq: number | undefined }[] = [];
  for await (const { receivedNs, view } of recording.frames()) frames.push({ receivedNs, seq: view.seq });
  const events: RecordingEvent[] = [];
  for await (const event of recording.events()) events.push(event);
  return { info: recording.info, frames, events };
}

describe('a recording of a host', () => {
  it('with pre-roll begins before it was started, without a gap at its start', async () => {
    const { host, found } = await openTestHost(['steady'], { preRoll: { durationMs: 60_000 } });
    const device = await host.connect(await found('steady', 'first'));
    await device.startStreaming();
    const [stream] = host.bus.streams();
    await vi.waitFor(() => expect(stream?.statistics.snapshot().frames).toBeGreaterThan(20), patience);
    const startedNs = host.clock.nowNs();
    const recording = await host.recordings.start({ subject: 'P-07', notes: 'one\ntwo' });
    const without = await host.recordings.start({ name: 'without', preRollMs: 0 });
    const short = await host.recordings.start({
      name: 'other streams',
      preRollMs: 60_000,
      streams: '*:none',
    });
    await vi.waitFor(() => expect(without.snapshot().frames).toBeGreaterThan(20), patience);
    await Promise.all([recording.finish(), without.finish(), short.finish()]);

    const { info, frames } = await readBack(recording.path);
    expect(info).toMatchObject({ subject: 'P-07', notes: 'one\ntwo' });
    expect(frames.filter(({ receivedNs }) => receivedNs < startedNs).length).toBeGreaterThan(20);
    const [first] = frames;
    expect(frames.map(({ seq }) => seq)).toEqual(frames.map((_, index) => (first?.seq ?? 0) + index));
    expect(info.streams[0]?.statistics?.gaps).toBe(0);
    const later = await readBack(without.path);
    expect(later.frames[0]?.receivedNs).toBeGreaterThan(startedNs);
    expect((await readBack(short.path)).frames).toEqual([]);
  });

  it('ends by itself after the time that was asked for', async () => {
    const { host, event } = await openTestHost([]);
    const recording = await host.recordings.start({ stopAfterMs: 100 });
    expect((await event('recording-finished')).path).toBe(recording.path);
    expect(host.recordings.active()).toEqual([]);
    expect(recording.state).toBe('finished');
    await expect(host.recordings.start({ stopAfterMs: 0 })).rejects.toMatchObject({
      code: 'INVALID_OPTIONS',
    });
  });

  it('holds the commands that devices ran, with what came of them', async () => {
    const { host, found } = await openTestHost(['commanded']);
    const device = await host.connect(await found('commanded', 'valid'));
    const recording = await host.recordings.start();
    await device.startStreaming();
    await vi.waitFor(() => expect(recording.snapshot().frames).toBeGreaterThan(0), patience);
    await device.stopStreaming();
    await host.runCommand('commanded.01', 'set-gain', { gain: 24 });
    await host.runCommand('commanded.01', 'fail').catch(() => undefined);
    await recording.finish();
    const commands = (await readBack(recording.path)).events.filter(({ type }) => type === 'command');
    expect(commands).toMatchObject([
      {
        deviceId: 'commanded.01',
        label: 'set-gain',
        data: { arguments: { gain: 24 }, result: { gain: 24 }, endedNs: expect.stringMatching(/^\d+$/) },
      },
      { label: 'fail', data: { error: { code: 'LAMP_BROKEN' } } },
    ]);
  });

  it('tells how long the space lasts', async () => {
    const { host, found } = await openTestHost(['steady']);
    const device = await host.connect(await found('steady', 'first'));
    await device.startStreaming();
    await vi.waitFor(() => expect(host.bus.streams()[0]?.rates.bytesPerSecond).toBeGreaterThan(0), patience);
    const space = await host.recordings.space({ stopAfterMs: 1000 });
    expect(space).toMatchObject({ isEnough: true });
    expect(space?.lastsMs).toBeGreaterThan(1000);
    const reserveBytes = (space?.freeBytes ?? 0) * 2;
    expect(await host.recordings.space({ space: { reserveBytes } })).toMatchObject({
      isEnough: false,
      lastsMs: 0,
    });
  });

  it.runIf(process.platform === 'linux')('keeps the machine awake while one runs', async () => {
    // A stand-in: the real systemd-inhibit needs a login manager, which a container does not have.
    const folder = await temporaryFolder();
    const told = join(folder, 'told');
    await mkdir(join(folder, 'bin'));
    const program = join(folder, 'bin', 'systemd-inhibit');
    await writeFile(program, `#!/bin/sh\necho "$$ $*" >> "${told}"\ncat\necho ended >> "${told}"\n`);
    await chmod(program, 0o755);
    vi.stubEnv('PATH', `${join(folder, 'bin')}${delimiter}${process.env.PATH}`);
    onTestFinished(() => void vi.unstubAllEnvs());
    const { host } = await openTestHost([], { keepAwake: true });
    const recordings = [await host.recordings.start(), await host.recordings.start()];
    await vi.waitFor(
      async () => expect(await readFile(told, 'utf8')).toMatch(/^\d+ --what=idle:sleep .*cat\n$/),
      patience,
    );
    const pid = Number.parseInt(await readFile(told, 'utf8'), 10);
    await recordings[0]?.finish();
    expect(() => process.kill(pid, 0)).not.toThrow();
    await recordings[1]?.finish();
    await vi.waitFor(() => expect(() => process.kill(pid, 0)).toThrow(), patience);
  });
});

describe('the pre-roll', () => {
  it('keeps what is young enough, in no more memory than it may', () => {
    let nowNs = 0n;
    const bus = new Bus({
      clock: { ...createHostClock(), nowNs: () => nowNs },
      onConsumerFailed: (error) => {
        throw error;
      },
    });
    const descriptor = describeStream({ chunkSize: 1000 });
    const stream = bus.declare(descriptor);
    const preRoll = new PreRoll(bus, { durationMs: 1000, maxBytes: 100_000 });
    const publish = (seq: number) =>
      bus.publish(
        stream,
        borrowedFrame(descriptor, ndarray(new Float32Array(1000).fill(seq), [1, 1000]), { seq }).bytes,
        0,
      );
    const kept = (fromNs: bigint) => [...preRoll.since(fromNs)].map(({ view }) => view.seq);
    for (let seq = 0; seq < 5000; seq++) {
      publish(seq);
      expect(preRoll.bytes).toBeLessThanOrEqual(100_000);
      nowNs += 10_000_000n;
    }
    // 4 kB each: memory is the bound, not the 100 frames of a second.
    const frames = kept(0n);
    expect(frames.length).toBeGreaterThan(20);
    expect(frames.length).toBeLessThan(25);
    expect(frames).toEqual(frames.map((_, index) => 5000 - frames.length + index));
    expect(kept(nowNs - 50_000_000n)).toEqual([4995, 4996, 4997, 4998, 4999]);
    for (const { view } of preRoll.since(0n)) expect(view.data.values[999]).toBe(view.seq);
    nowNs += 10_000_000_000n;
    publish(5000);
    expect(kept(0n)).toEqual([5000]);
    preRoll.close();
    publish(5001);
    expect(kept(0n)).toEqual([]);
    expect(preRoll.bytes).toBe(0);
  });
});

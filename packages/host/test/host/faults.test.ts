/** What drivers do wrong, and what becomes of it: a typed error or event, and nothing else disturbed. */

import type { Isolation } from '@modlink/sdk/manifest';
import { describe, expect, it } from 'vitest';
import type { HostOptions } from '../../src/index.js';
import { openTestHost } from '../support/test-host.js';

const quick: HostOptions = {
  timeouts: { connectMs: 300, loadMs: 5_000, abortGraceMs: 300, shutdownMs: 500 },
  restart: { initialDelayMs: 20, maxDelayMs: 40 },
};

async function openMisbehaving(way: string, options: HostOptions = {}) {
  const test = await openTestHost(['misbehaving', 'steady'], { ...quick, ...options });
  return { ...test, way: await test.found('misbehaving', way) };
}

describe.each<Isolation>(['process', 'worker', 'inline'])('factories, in isolation "%s"', (isolation) => {
  it.each([
    ['throws', 'DRIVER_FACTORY_FAILED', /"throws" threw: no licence file/],
    ['gives-a-number', 'DRIVER_FACTORY_INVALID', /gave 42; an instance of a class that extends Driver/],
    ['gives-an-object', 'DRIVER_FACTORY_INVALID', /gave an object of class Object/],
    ['no-factory', 'DRIVER_FACTORY_INVALID', /its export "missing" is a function\. It has: .*throwing/],
    ['syntax-error', 'DRIVER_LOAD_FAILED', /could not be loaded/],
    ['incomplete', 'METHOD_NOT_IMPLEMENTED', /class Incomplete does not implement search\(\)/],
    ['needs-hid', 'TRANSPORT_NOT_PROVIDED', /needs the transport "hid".*@modlink\/transport-hid/],
  ])('that go wrong are named: %s', async (driverId, code, message) => {
    const { host } = await openTestHost(['factories'], { ...quick, isolation });
    const { devices, failures } = await host.search({ driverId });
    expect(devices).toEqual([]);
    expect(failures).toMatchObject([{ driverId, error: { code, message: expect.stringMatching(message) } }]);
  });

  it('that hang are given up after their time', async () => {
    const { host } = await openTestHost(['factories'], {
      ...quick,
      isolation,
      timeouts: { loadMs: 300, abortGraceMs: 100 },
    });
    const { failures } = await host.search({ driverId: 'hangs' });
    expect(failures).toMatchObject([{ error: { code: 'CONTROL_TIMEOUT' } }]);
  });

  it('that give a promise are waited for', async () => {
    const { host } = await openTestHost(['factories'], { ...quick, isolation });
    expect((await host.search({ driverId: 'async-factory' })).devices).toMatchObject([{ title: 'it works' }]);
  });

  it('that fail do not keep other drivers from searching', async () => {
    const { host } = await openTestHost(['factories', 'steady'], {
      ...quick,
      isolation,
      timeouts: { loadMs: 5_000 },
    });
    const { devices, failures } = await host.search();
    expect(devices.map(({ title }) => title).sort()).toEqual(['first', 'it works', 'second']);
    expect(failures.length).toBe(8);
  });
});

describe.each<Isolation>(['process', 'worker', 'inline'])('connecting, in isolation "%s"', (isolation) => {
  it('a device that refuses: the error of the driver comes through with its code', async () => {
    const { host, way } = await openMisbehaving('connect-throws', { isolation });
    await expect(host.connect(way)).rejects.toMatchObject({ code: 'EDEVICE', message: 'the device said no' });
    expect(host.devices.list()).toEqual([]);
  });

  it('a driver that hangs is given up and ended, and can be tried again', async () => {
    const { host, way, event } = await openMisbehaving('connect-hangs', { isolation });
    await expect(host.connect(way)).rejects.toMatchObject({ code: 'CONTROL_TIMEOUT' });
    expect(await event('isolate-failed')).toMatchObject({ cause: 'hung', driverId: 'misbehaving' });
    await expect(host.connect(way)).rejects.toMatchObject({ code: 'CONTROL_TIMEOUT' });
  });

  it('a driver that heeds its abort signal stays alive', async () => {
    const { host, way, seen } = await openMisbehaving('connect-blocks-abort', { isolation });
    const controller = new AbortController();
    const connecting = host.connect(way, { signal: controller.signal });
    setTimeout(() => controller.abort(), 50);
    await expect(connecting).rejects.toMatchObject({ code: 'CONTROL_ABORTED' });
    expect(seen.filter(({ type }) => type === 'isolate-failed')).toEqual([]);
  });

  it('the device that was found may have other streams than the driver first said', async () => {
    const { host, way } = await openMisbehaving('connect-finds-other-streams', { isolation });
    const device = await host.connect(way);
    expect(device.streams.map(({ descriptor }) => descriptor.channelNames)).toEqual([['x', 'y', 'z']]);
  });

  it('nonsense instead of descriptors is refused with what was expected', async () => {
    const { host, way } = await openMisbehaving('connect-gives-nonsense', { isolation });
    await expect(host.connect(way)).rejects.toMatchObject({
      code: 'DRIVER_RESULT_INVALID',
      message: expect.stringMatching(/Misbehaving.*array of stream descriptors/),
    });
  });

  it.each([
    ['wrong-rank', 'WRONG_RANK'],
    ['too-long', 'CHUNK_TOO_LARGE'],
    ['no-samples', 'CHUNK_EMPTY'],
    ['unknown-stream', 'UNKNOWN_STREAM'],
    ['wrong-channels', 'CHANNEL_COUNT_WRONG'],
    ['dtype-changes', 'DTYPE_CHANGED'],
    ['seq-stands-still', 'SEQ_NOT_INCREASING'],
    ['no-frame-at-all', 'INVALID_FRAME'],
  ])('a frame that does not fit is refused and told: %s', async (title, refusal) => {
    const { host, way, event } = await openMisbehaving(title, { isolation });
    const frames: unknown[] = [];
    host.bus.tap('*', ({ view }) => frames.push(view.data.shape));
    const device = await host.connect(way);
    await host.startStreaming(device.deviceId);
    expect(await event('frames-refused')).toMatchObject({ deviceId: 'misbehaving.01', refusal, count: 1 });
    const { message } = await event('log', ({ message }) => message.startsWith('answers'));
    const answers = JSON.parse(message.slice('answers '.length)) as boolean[];
    expect(answers.at(-1) ?? false).toBe(false);
    expect(frames).toHaveLength(answers.filter(Boolean).length);
  });

  it('a lost connection ends streaming and connection, with the detail of the driver', async () => {
    const { host, way, event } = await openMisbehaving('loses', { isolation, reconnect: { mode: 'off' } });
    const device = await host.connect(way);
    await host.startStreaming(device.deviceId);
    expect(await event('connection-lost')).toMatchObject({
      deviceId: device.deviceId,
      detail: { code: 'UNPLUGGED', pins: [1, 2] },
    });
    expect(device.state).toBe('disconnected');
    await expect(host.startStreaming(device.deviceId)).rejects.toMatchObject({ code: 'NOT_CONNECTED' });
    await expect(host.connect(way)).resolves.toMatchObject({ state: 'connected' });
  });

  it('what a driver emits after it was let go changes nothing', async () => {
    const { host, way, seen } = await openMisbehaving('emits-after-close', { isolation });
    const device = await host.connect(way);
    await host.startStreaming(device.deviceId);
    let frames = 0;
    host.bus.tap('*', () => frames++);
    await expect.poll(() => frames).toBeGreaterThan(3);
    await host.disconnect(device.deviceId).catch(() => {});
    const before = frames;
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(frames).toBe(before);
    expect(seen.at(-1)?.type).toBe('device-disconnected');
  });
});

describe('a process', () => {
  it('that ends while connecting: its last words are in the error', async () => {
    const { host, way, event } = await openMisbehaving('connect-crashes');
    await expect(host.connect(way)).rejects.toMatchObject({
      code: 'ISOLATE_EXITED',
      message: expect.stringMatching(/exit code 7.*about to fall over/s),
    });
    expect(await event('isolate-failed')).toMatchObject({
      exitCode: 7,
      stderr: expect.stringContaining('fall over'),
    });
  });

  it.each([
    ['crashes', { cause: 'crashed', stderr: expect.stringContaining('the driver fell over') }],
    ['aborts', { cause: 'crashed', signal: 'SIGABRT' }],
  ])(
    'that %s again and again is restarted with growing waits, then given up, and harms no other',
    async (title, failure) => {
      const { host, way, event, seen, found } = await openMisbehaving(title);
      const other = await host.connect(await found('steady', 'first'));
      await host.startStreaming(other.deviceId);
      const device = await host.connect(way);
      await host.startStreaming(device.deviceId);
      expect(await event('isolate-failed')).toMatchObject(failure);
      expect(await event('gave-up')).toMatchObject({
        deviceId: device.deviceId,
        error: { code: 'ISOLATE_GAVE_UP' },
      });
      expect(device.state).toBe('failed');
      const delays = seen.flatMap((each) => (each.type === 'restart-scheduled' ? [each.delayMs] : []));
      expect(delays).toEqual([20, 40, 40, 40]);
      const statistics = host.bus.stream('steady.01:count').statistics.snapshot();
      expect(statistics).toMatchObject({ lostFrames: 0, gaps: 0 });
      expect(other.state).toBe('streaming');
    },
  );

  it('that is killed is started again and streams on, its numbering too, and the recording holds the gap', async () => {
    const { host, found, event, seen } = await openTestHost(['steady'], quick);
    const device = await host.connect(await found('steady', 'first'));
    const recording = await host.recordings.start({ name: 'killed' });
    await host.startStreaming(device.deviceId);
    const { statistics } = host.bus.stream('steady.01:count');
    await expect.poll(() => statistics.snapshot().frames).toBeGreaterThan(10);
    process.kill(device.info().pid!, 'SIGKILL');
    const restarted = await event('restarted');
    expect(restarted.gapToNs).toBeGreaterThan(restarted.gapFromNs);
    const before = statistics.snapshot().frames;
    await expect.poll(() => statistics.snapshot().frames).toBeGreaterThan(before + 10);
    expect(statistics.snapshot()).toMatchObject({ lateFrames: 0 });
    const summary = await recording.finish();
    expect(summary).toMatchObject({ state: 'finished' });
    expect(summary.streams).toHaveLength(1);
    expect(seen.filter(({ type }) => type === 'isolate-failed')).toMatchObject([{ signal: 'SIGKILL' }]);
    const { openRecording } = await import('../../src/index.js');
    const file = await openRecording(recording.path);
    const types: string[] = [];
    for await (const { type } of file.events()) types.push(type);
    expect(types).toContain('connection-lost');
    expect(types).toContain('restart');
    await file.close();
  });

  it('that floods loses frames by count, not the host', async () => {
    const { host, way, event } = await openMisbehaving('floods', { maxPendingBytes: 1024 * 1024 });
    const device = await host.connect(way);
    let frames = 0;
    host.bus.tap('*', () => frames++);
    await host.startStreaming(device.deviceId);
    await event('streaming-started');
    const stream = host.bus.stream('misbehaving.01:count');
    await expect.poll(() => stream.statistics.snapshot().frames).toBeGreaterThan(1_000);
    const taken = stream.statistics.snapshot().frames;
    expect(taken).toBe(frames);
    expect(taken).toBeLessThan(200_000);
  });

  it('does not outlive its host', async () => {
    const { host, found } = await openTestHost(['steady'], quick);
    const device = await host.connect(await found('steady', 'first'));
    const { pid } = device.info();
    await host.close();
    expect(() => process.kill(pid!, 0)).toThrow(/ESRCH/);
  });
});

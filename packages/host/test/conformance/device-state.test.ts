import { describe, expect, it } from 'vitest';
import type { HostOptions } from '../../src/index.js';
import { openTestHost } from '../support/test-host.js';
import { everyIsolation, openContract } from './contract-driver.js';

const once: HostOptions = { reconnect: { mode: 'off' } };

describe.each(everyIsolation)('the state of a device, in isolation "%s"', (isolation) => {
  it('goes from connected to streaming and back, frames come in order, and its streams go with it', async () => {
    const { host, found, seen } = await openTestHost(['steady'], { isolation });
    const device = await host.connect(await found('steady', 'first'));
    expect(device.info()).toMatchObject({
      deviceId: 'steady.01',
      state: 'connected',
      streamIds: ['steady.01:count'],
    });
    expect(typeof device.info().pid).toBe(isolation === 'process' ? 'number' : 'undefined');
    const frames = host.bus.subscribe({ streams: '*', policy: 'error', queueSizeFrames: 10_000 });
    await host.startStreaming('steady.01');
    expect(device.state).toBe('streaming');
    const values: number[] = [];
    for await (const { view } of frames) {
      values.push(...(view.data.values.subarray(0, 5) as Float32Array));
      if (values.length >= 100) break;
    }
    expect(values).toEqual(Array.from({ length: values.length }, (_, index) => index));
    await host.stopStreaming('steady.01');
    expect(device.state).toBe('connected');
    await host.disconnect('steady.01');
    expect(device.state).toBe('disconnected');
    expect(host.bus.streams()).toEqual([]);
    expect(seen.map(({ type }) => type).filter((type) => /device|streaming/.test(type))).toEqual([
      'device-connected',
      'streaming-started',
      'streaming-stopped',
      'device-disconnected',
    ]);
  });

  it('connecting a connected device is an error that names it', async () => {
    const { host, found } = await openTestHost(['steady'], { isolation });
    const first = await found('steady', 'first');
    await host.connect(first);
    await expect(host.connect(first)).rejects.toMatchObject({
      code: 'ALREADY_CONNECTED',
      subject: { deviceId: 'steady.01' },
    });
  });

  it('streaming a disconnected device is an error that says what was expected', async () => {
    const { host, connect } = await openContract(isolation);
    const device = await connect('plain');
    await device.disconnect();
    await expect(host.startStreaming(device.deviceId)).rejects.toMatchObject({
      code: 'NOT_CONNECTED',
      message: expect.stringMatching(/it is disconnected\. Connect it first/),
    });
  });

  it('connection lost ends both, with any JSON-friendly detail; frames after it are not taken', async () => {
    const { host, connect, event, told } = await openContract(isolation, once);
    const device = await connect('lost while connected');
    await device.startStreaming().catch(() => {});
    expect(await event('connection-lost')).toMatchObject({
      deviceId: device.deviceId,
      detail: { code: 'UNPLUGGED', pins: [1, 2] },
    });
    expect(await told('after')).toBe(false);
    expect(device.state).toBe('disconnected');
    await expect(device.startStreaming()).rejects.toMatchObject({ code: 'NOT_CONNECTED' });
    await expect.poll(() => host.bus.streams()).toEqual([]);
    await expect(connect('lost while connected')).resolves.toMatchObject({ state: 'connected' });
  });

  it('streaming that ends by itself leaves the device connected, after every frame, and can be started again', async () => {
    const { host, connect, event, seen } = await openContract(isolation);
    let frames = 0;
    host.bus.tap('*', () => frames++);
    const device = await connect('three frames');
    await device.startStreaming();
    await event('streaming-stopped');
    expect(device.state).toBe('connected');
    expect(frames).toBe(3);
    await device.startStreaming();
    await expect.poll(() => device.state).toBe('connected');
    expect(frames).toBe(6);
    expect(seen.map(({ type }) => type).filter((type) => /streaming|lost/.test(type))).toEqual([
      'streaming-started',
      'streaming-stopped',
      'streaming-started',
      'streaming-stopped',
    ]);
  });

  it('a loop that throws ends with connection lost and LOOP_FAILED, after every frame before it', async () => {
    const { host, found, event } = await openTestHost(['contract'], { isolation, ...once });
    let frames = 0;
    host.bus.tap('*', () => frames++);
    const device = await host.connect(await found('looping', 'five'));
    await device.startStreaming();
    const { detail } = await event('connection-lost');
    expect(detail).toBe('LOOP_FAILED: RangeError: nothing left to read');
    expect(frames).toBe(5);
  });

  it('after the host let go of a driver, a late frame or connection-lost changes nothing', async () => {
    const { host, connect, seen } = await openContract(isolation, once);
    const device = await connect('late');
    await device.startStreaming();
    let frames = 0;
    host.bus.tap('*', () => frames++);
    await expect.poll(() => frames).toBeGreaterThan(3);
    await device.disconnect();
    const before = frames;
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(frames).toBe(before);
    expect(seen.at(-1)?.type).toBe('device-disconnected');
    expect(seen.map(({ type }) => type)).not.toContain('connection-lost');
  });

  it('ends with the host, which completes its recordings; closing again waits for the same end', async () => {
    const { host, found, home } = await openTestHost(['steady'], { isolation });
    const device = await host.connect(await found('steady', 'first'));
    const { pid } = device.info();
    await device.startStreaming();
    const recording = await host.recordings.start();
    await Promise.all([host.close(), host.close()]);
    expect(recording.state).toBe('finished');
    expect(recording.path.startsWith(home)).toBe(true);
    expect(device.state).toBe('disconnected');
    if (pid !== undefined) expect(() => process.kill(pid, 0)).toThrow(/ESRCH/);
    expect(() => host.search()).toThrow(/closed/);
  });
});

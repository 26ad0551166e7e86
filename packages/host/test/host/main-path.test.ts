import type { Isolation } from '@modlink/sdk/manifest';
import { describe, expect, it } from 'vitest';
import { openTestHost, temporaryFolder } from '../support/test-host.js';

describe.each<Isolation>(['process', 'worker', 'inline'])('in isolation "%s"', (isolation) => {
  it('a device is found, connected, streams in order, stops, and goes', async () => {
    const { host, found, seen } = await openTestHost(['steady'], { isolation });
    const device = await host.connect(await found('steady', 'first'));
    expect(device.info()).toMatchObject({
      deviceId: 'steady.01',
      state: 'connected',
      streamIds: ['steady.01:count'],
    });
    expect(typeof device.info().pid).toBe(isolation === 'process' ? 'number' : 'undefined');

    const subscription = host.bus.subscribe({
      streams: 'steady.01:count',
      policy: 'error',
      queueSizeFrames: 10_000,
    });
    await host.startStreaming('steady.01');
    const values: number[] = [];
    let seq = -1;
    for await (const { view } of subscription) {
      expect(view.seq).toBe(++seq);
      expect(view.data.shape).toEqual([2, 5]);
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

  it('two devices of one driver run side by side, each with its own id and settings', async () => {
    const { host, found, event } = await openTestHost(['steady'], { isolation });
    await host.drivers.setSettings('steady', { gain: 2.5 });
    const first = await host.connect(await found('steady', 'first'));
    const second = await host.connect(await found('steady', 'second'));
    expect([first.deviceId, second.deviceId]).toEqual(['steady.01', 'steady.02']);
    if (isolation === 'process') expect(first.info().pid).not.toBe(second.info().pid);
    await Promise.all([host.startStreaming('steady.01'), host.startStreaming('steady.02')]);
    const frames = host.bus.subscribe({ streams: 'steady.02' });
    for await (const { view } of frames) {
      expect(view.streamId).toBe('steady.02:count');
      expect((view.data.values[1]! as number) - (view.data.values[0] as number)).toBe(2.5);
      break;
    }
    const { message } = await event('report', ({ deviceId }) => deviceId === 'steady.02');
    expect(message).toBe('connected {"name":"second","list":[1,null,"x"]} as steady.02 with gain 2.5');
  });

  it('closes while everything runs, and again', async () => {
    const { host, found, home } = await openTestHost(['steady'], { isolation });
    const device = await host.connect(await found('steady', 'first'));
    const { pid } = device.info();
    await host.startStreaming(device.deviceId);
    const recording = await host.recordings.start();
    await Promise.all([host.close(), host.close()]);
    expect(recording.state).toBe('finished');
    expect(recording.path.startsWith(home)).toBe(true);
    expect(device.state).toBe('disconnected');
    if (pid !== undefined) expect(() => process.kill(pid, 0)).toThrow(/ESRCH/);
    expect(() => host.search()).toThrow(/closed/);
  });
});

describe('a host', () => {
  it('gives a physical device the same id next time, whichever is connected first', async () => {
    const home = await temporaryFolder();
    const once = await openTestHost(['steady'], { home, isolation: 'inline' });
    await once.host.connect(await once.found('steady', 'first'));
    await once.host.connect(await once.found('steady', 'second'));
    await once.host.close();
    const again = await openTestHost(['steady'], { home, isolation: 'inline' });
    const second = await again.host.connect(await again.found('steady', 'second'));
    expect(second.deviceId).toBe('steady.02');
  });

  it('refuses to connect a connected device, naming it', async () => {
    const { host, found } = await openTestHost(['steady'], { isolation: 'inline' });
    const first = await found('steady', 'first');
    await host.connect(first);
    await expect(host.connect(first)).rejects.toMatchObject({
      code: 'ALREADY_CONNECTED',
      subject: { deviceId: 'steady.01' },
    });
  });

  it('lets a device come back after it was disconnected, its numbering going on', async () => {
    const { host, found } = await openTestHost(['steady'], { isolation: 'inline' });
    for (let round = 0; round < 3; round++) {
      const device = await host.connect(await found('steady', 'first'));
      await host.startStreaming(device.deviceId);
      for await (const { view } of host.bus.subscribe({ streams: '*' })) {
        expect(view.data.values[0]).toBe(0);
        break;
      }
      await host.disconnect(device.deviceId);
    }
    expect(host.devices.list()).toMatchObject([{ deviceId: 'steady.01', state: 'disconnected' }]);
  });

  it('lives twice in one process without a trace of the other', async () => {
    const a = await openTestHost(['steady'], { isolation: 'inline' });
    const b = await openTestHost(['steady'], { isolation: 'inline' });
    await a.host.connect(await a.found('steady', 'first'));
    expect(b.host.devices.list()).toEqual([]);
    await b.host.connect(await b.found('steady', 'first'));
    await a.host.close();
    await b.host.startStreaming('steady.01');
    for await (const { view } of b.host.bus.subscribe({ streams: '*' })) {
      expect(view.streamId).toBe('steady.01:count');
      break;
    }
  });

  it('names what is wrong with its options', async () => {
    const { createHost } = await import('../../src/index.js');
    await expect(createHost({ isolation: 'thread' as never, maxPendingBytes: -1 })).rejects.toThrow(
      /isolation.*maxPendingBytes/s,
    );
    await expect(createHost({ transports: { serial: 'no-such-package' } })).rejects.toMatchObject({
      code: 'TRANSPORT_NOT_PROVIDED',
    });
  });

  it.each([
    ['an unknown driver', { driverId: 'nobody' }, 'UNKNOWN_DRIVER'],
    ['an unknown provider', { driverId: 'steady', provider: 'usb' }, 'UNKNOWN_PROVIDER'],
  ])('refuses to search with %s', async (_, search, code) => {
    const { host } = await openTestHost(['steady'], { isolation: 'inline' });
    await expect(host.search(search)).rejects.toMatchObject({ code });
  });

  it('does not start a driver that was disabled, until it is enabled', async () => {
    const { host } = await openTestHost(['steady'], { isolation: 'inline' });
    await host.drivers.disable('steady');
    expect(host.drivers.list()).toMatchObject([{ driverId: 'steady', enabled: false }]);
    await expect(host.search({ driverId: 'steady' })).rejects.toMatchObject({ code: 'DRIVER_DISABLED' });
    expect((await host.search()).devices).toEqual([]);
    await host.drivers.enable('steady');
    expect((await host.search()).devices).toHaveLength(2);
  });

  it('refuses settings that do not fit, and keeps those before', async () => {
    const { host } = await openTestHost(['steady'], { isolation: 'inline' });
    await expect(host.drivers.setSettings('steady', { gain: 0 })).rejects.toMatchObject({
      code: 'SETTINGS_INVALID',
    });
    expect(await host.drivers.settings('steady')).toEqual({ gain: 1 });
  });
});

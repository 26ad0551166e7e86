import { describe, expect, it } from 'vitest';
import type { SharedClock } from '../../src/clock/host-clock.js';
import { openTestHost } from '../support/test-host.js';
import { everyIsolation, openContract } from './contract-driver.js';

describe.each(everyIsolation)('what a driver has beyond the two sinks, in isolation "%s"', (isolation) => {
  it('settings reach it before connectDevice, as they are then', async () => {
    const { host, connect, told } = await openContract(isolation);
    await host.search({ driverId: 'contract' });
    await host.drivers.setSettings('contract', { gain: 24 });
    await connect('plain');
    expect(await told('settings')).toEqual({ gain: 24 });
  });

  it('transports that its manifest does not name are not available', async () => {
    const { connect, told } = await openContract(isolation);
    await (await connect('transports')).startStreaming();
    expect(await told('serial')).toBe('TRANSPORT_NOT_AVAILABLE');
  });

  it("the clock is the host's: one anchor for all", async () => {
    const { host, connect, told } = await openContract(isolation);
    const device = await connect('times');
    const beforeNs = host.clock.nowNs();
    await device.startStreaming();
    const driverNs = BigInt((await told('now')) as string);
    expect(driverNs).toBeGreaterThanOrEqual(beforeNs);
    expect(driverNs).toBeLessThanOrEqual(host.clock.nowNs());
  });

  it("the clock follows when the host's is moved forward, and never steps back", async () => {
    const { host, connect } = await openContract(isolation);
    const device = await connect('clock');
    await device.startStreaming();
    const timesNs: bigint[] = [];
    const { anchor } = host.clock;
    const hourNs = 3_600_000_000_000n;
    const startNs = host.clock.nowNs();
    for await (const { view } of host.bus.subscribe({ streams: '*:wave' })) {
      timesNs.push(view.timestampNs);
      if (timesNs.length === 5) (host.clock as SharedClock).moveTo(anchor.offsetNs + hourNs);
      if (view.timestampNs > startNs + hourNs) break;
    }
    expect(timesNs).toEqual([...timesNs].sort((a, b) => (a < b ? -1 : 1)));
    expect(timesNs.length).toBeGreaterThan(5);
    (host.clock as SharedClock).moveTo(anchor.offsetNs);
    expect(host.clock.nowNs()).toBeGreaterThan(startNs + hourNs);
  });

  it("a frame keeps its own timestamp and the device's time; markers are stamped by the caller or the host", async () => {
    const { host, connect, event } = await openContract(isolation);
    const device = await connect('times');
    const frames = host.bus.subscribe({ streams: '*:wave' });
    const beforeNs = host.clock.nowNs();
    await device.startStreaming();
    const { value } = await frames.next();
    expect(value.view).toMatchObject({ timestampNs: 1_700_000_000_123_456_789n, deviceTimeNs: 42n });
    expect(await event('marker', ({ label }) => label === 'by the driver')).toMatchObject({
      deviceId: device.deviceId,
      markerNs: 1_700_000_000_000_000_001n,
      data: { pin: 3 },
    });
    const { markerNs } = await event('marker', ({ label }) => label === 'by the host');
    expect(markerNs).toBeGreaterThanOrEqual(beforeNs);
    expect(markerNs).toBeLessThanOrEqual(host.clock.nowNs());
  });

  it('what it reports, logs and prints is told, with its level', async () => {
    const { connect, event } = await openContract(isolation);
    const device = await connect('words');
    await device.startStreaming();
    const from = { deviceId: device.deviceId, driverId: 'contract' };
    expect(await event('report')).toMatchObject({ ...from, level: 'warning', message: 'battery at 8 %' });
    for (const level of ['debug', 'info', 'warn', 'error']) {
      expect(await event('log', ({ message }) => message === `as ${level}`)).toMatchObject({
        ...from,
        level,
      });
    }
    // Inline, what is printed is printed by the host's own process.
    if (isolation === 'inline') return;
    expect(await event('log', ({ message }) => message === 'printed')).toMatchObject({
      ...from,
      level: 'info',
    });
    expect(await event('log', ({ message }) => message === 'complained')).toMatchObject({
      ...from,
      level: 'warn',
    });
  });

  it('connectDevice may return the streams of the device really found, which hold until it is disconnected', async () => {
    const { host, found } = await openTestHost(['misbehaving'], { isolation });
    const device = await host.connect(await found('misbehaving', 'connect-finds-other-streams'));
    expect(device.streams.map(({ descriptor }) => descriptor.channelNames)).toEqual([['x', 'y', 'z']]);
  });

  it('several devices of one kind run one instance each, with ordinals and settings of their own', async () => {
    const { host, found, event } = await openTestHost(['steady'], { isolation });
    await host.drivers.setSettings('steady', { gain: 2.5 });
    const first = await host.connect(await found('steady', 'first'));
    const second = await host.connect(await found('steady', 'second'));
    expect([first.deviceId, second.deviceId]).toEqual(['steady.01', 'steady.02']);
    if (isolation === 'process') expect(first.info().pid).not.toBe(second.info().pid);
    await Promise.all([first.startStreaming(), second.startStreaming()]);
    for await (const { view } of host.bus.subscribe({ streams: 'steady.02' })) {
      expect(view.streamId).toBe('steady.02:count');
      expect((view.data.values[1]! as number) - (view.data.values[0] as number)).toBe(2.5);
      break;
    }
    const { message } = await event('report', ({ deviceId }) => deviceId === 'steady.02');
    expect(message).toBe('connected {"name":"second","list":[1,null,"x"]} as steady.02 with gain 2.5');
  });

  it.each(['connect-blocks-abort', 'connect-answers-late'])(
    'an abort signal ends a control method, and its late result is dropped: %s',
    async (title) => {
      const { host, found, seen } = await openTestHost(['misbehaving'], { isolation });
      const way = await found('misbehaving', title);
      const controller = new AbortController();
      const connecting = host.connect(way, { signal: controller.signal });
      setTimeout(() => controller.abort(), 50);
      await expect(connecting).rejects.toMatchObject({ code: 'CONTROL_ABORTED' });
      await host.close();
      expect(host.devices.list()).toEqual([]);
      expect(seen.map(({ type }) => type)).not.toContain('isolate-failed');
      expect(seen.map(({ type }) => type)).not.toContain('device-connected');
    },
  );

  it('every control method has a time-out: a driver that also ignores its signal is ended, and can be tried again', async () => {
    const timeouts = { connectMs: 300, abortGraceMs: 300, shutdownMs: 500 };
    const { host, found, event } = await openTestHost(['misbehaving'], { isolation, timeouts });
    const way = await found('misbehaving', 'connect-hangs');
    await expect(host.connect(way)).rejects.toMatchObject({ code: 'CONTROL_TIMEOUT' });
    expect(await event('isolate-failed')).toMatchObject({ cause: 'hung', driverId: 'misbehaving' });
    await expect(host.connect(way)).rejects.toMatchObject({ code: 'CONTROL_TIMEOUT' });
  });
});

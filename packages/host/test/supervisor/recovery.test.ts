/** How a device comes back whose driver ended, or that went away. */
import { describe, expect, it } from 'vitest';
import type { HostOptions } from '../../src/index.js';
import { everyIsolation } from '../conformance/contract-driver.js';
import { eventsOf, openPresentDevice } from './present-device.js';

const quick: HostOptions = {
  restart: { initialDelayMs: 20, maxDelayMs: 40 },
  reconnect: { initialDelayMs: 30, maxDelayMs: 60 },
};

describe.each(everyIsolation)('a device that goes away, in isolation "%s"', (isolation) => {
  it('is found again by its identity and streams on, its numbering too; the recording holds the gap', async () => {
    const { host, device, event, goes, is, frames } = await openPresentDevice({ ...quick, isolation });
    const recording = await host.recordings.start({ name: 'away' });
    await expect.poll(frames).toBeGreaterThan(5);
    await goes();
    expect(await event('connection-lost')).toMatchObject({ detail: { code: 'UNPLUGGED' } });
    expect(device.state).toBe('reconnecting');
    expect(await event('reconnecting', ({ attempt }) => attempt === 3)).toMatchObject({
      deviceId: device.deviceId,
      delayMs: 60,
      reason: expect.stringMatching(/"sensor" is not among the devices that the driver "present" finds/),
    });
    const before = frames();
    await is('there');
    const { gapFromNs, gapToNs } = await event('reconnected');
    expect(gapToNs).toBeGreaterThan(gapFromNs);
    await expect.poll(frames).toBeGreaterThan(before + 10);
    expect(device.state).toBe('streaming');
    expect(host.bus.stream('present.01:count').statistics.snapshot()).toMatchObject({ lateFrames: 0 });
    const events = await eventsOf(recording);
    expect(events.map(({ type }) => type)).toEqual(
      expect.arrayContaining(['connection-lost', 'reconnected']),
    );
    expect(events.find(({ type }) => type === 'reconnected')).toMatchObject({
      deviceId: device.deviceId,
      data: { gapFromNs: String(gapFromNs), gapToNs: String(gapToNs) },
    });
    expect(recording.snapshot().streams).toHaveLength(2);
  });
});

describe('reconnecting', () => {
  const inline: HostOptions = { ...quick, isolation: 'inline' };

  it('is given up after its attempts, and says what to do', async () => {
    const { host, device, event, seen, goes } = await openPresentDevice({
      ...inline,
      reconnect: { initialDelayMs: 10, maxAttempts: 3 },
    });
    await goes();
    const { error } = await event('reconnect-gave-up');
    expect(error).toMatchObject({
      code: 'RECONNECT_GAVE_UP',
      message: expect.stringMatching(/present\.01.*is not among.*Check that it is on/s),
    });
    expect(device.state).toBe('failed');
    expect(host.bus.streams()).toEqual([]);
    const attempts = seen.flatMap((each) =>
      each.type === 'reconnecting' ? [[each.attempt, each.delayMs]] : [],
    );
    expect(attempts).toEqual([
      [1, 10],
      [2, 20],
      [3, 40],
    ]);
  });

  it('does not end while the device is recorded', async () => {
    const { host, device, event, goes } = await openPresentDevice({
      ...inline,
      reconnect: { initialDelayMs: 10, maxDelayMs: 10, maxAttempts: 1 },
    });
    const recording = await host.recordings.start({ name: 'unattended' });
    await expect.poll(() => recording.snapshot().frames).toBeGreaterThan(0);
    await goes();
    await event('reconnecting', ({ attempt }) => attempt === 4);
    expect(device.state).toBe('reconnecting');
    await recording.finish();
    await event('reconnect-gave-up');
  });

  it('ends when the device is disconnected', async () => {
    const { device, event, seen, goes } = await openPresentDevice(inline);
    await goes();
    await event('reconnecting', ({ attempt }) => attempt === 2);
    await device.disconnect();
    expect(device.state).toBe('disconnected');
    expect(seen.at(-1)).toMatchObject({ type: 'device-disconnected', deviceId: device.deviceId });
  });

  it('gives way to whoever connects the device by hand', async () => {
    const { host, device, event, found, goes, is } = await openPresentDevice({
      ...inline,
      reconnect: { initialDelayMs: 60_000 },
    });
    await goes();
    await event('reconnecting');
    await expect(device.startStreaming()).rejects.toMatchObject({
      code: 'NOT_CONNECTED',
      message: expect.stringMatching(/it is reconnecting\. Wait until it is back/),
    });
    await is('there');
    const again = await host.connect(await found('present', 'sensor'));
    expect(again).toMatchObject({ deviceId: device.deviceId, state: 'connected' });
    expect(device.state).toBe('disconnected');
  });

  it('does not start streaming that was stopped meanwhile', async () => {
    const { device, event, goes, is } = await openPresentDevice(inline);
    await goes();
    await event('reconnecting');
    await device.stopStreaming();
    await is('there');
    await event('reconnected');
    expect(device.state).toBe('connected');
  });
});

describe('a driver in a process', () => {
  it('that falls over after its device was lost is not started again: the device is looked for, once', async () => {
    const { device, event, seen, is } = await openPresentDevice(quick);
    await is('lost, then crash');
    await event('connection-lost');
    await event('reconnected');
    expect(device.state).toBe('streaming');
    expect(seen.map(({ type }) => type)).not.toContain('restart-scheduled');
  });

  it('that is killed is started again and streams on, its numbering too, and the recording holds the gap', async () => {
    const { host, device, event, seen, frames } = await openPresentDevice(quick);
    const recording = await host.recordings.start({ name: 'killed' });
    await expect.poll(frames).toBeGreaterThan(5);
    process.kill(device.info().pid!, 'SIGKILL');
    const { gapFromNs, gapToNs } = await event('restarted');
    expect(gapToNs).toBeGreaterThan(gapFromNs);
    const before = frames();
    await expect.poll(frames).toBeGreaterThan(before + 10);
    expect(host.bus.stream('present.01:count').statistics.snapshot()).toMatchObject({ lateFrames: 0 });
    expect(seen.filter(({ type }) => type === 'isolate-failed')).toMatchObject([{ signal: 'SIGKILL' }]);
    const events = await eventsOf(recording);
    expect(events.find(({ type }) => type === 'connection-lost')?.label).toBe(
      'The driver was ended by SIGKILL',
    );
    expect(events.find(({ type }) => type === 'restart')?.data).toEqual({
      gapFromNs: String(gapFromNs),
      gapToNs: String(gapToNs),
    });
  });

  it('that falls over because its device went is not given up: the device is looked for', async () => {
    const { device, event, seen, is, frames } = await openPresentDevice(quick);
    await is('crash');
    expect(await event('isolate-failed')).toMatchObject({ cause: 'crashed' });
    expect(await event('reconnecting')).toMatchObject({ reason: 'sensor is not there' });
    const before = frames();
    await is('there');
    await event('reconnected');
    await expect.poll(frames).toBeGreaterThan(before);
    expect(device.state).toBe('streaming');
    expect(seen.map(({ type }) => type)).not.toContain('gave-up');
  });
});

/** A streaming device that falls silent, on real devices of a driver; when exactly, in `silence-watchdog.test.ts`. */
import { describe, expect, it } from 'vitest';
import type { HostOptions } from '../../src/index.js';
import { eventsOf, openPresentDevice } from './present-device.js';

/** 300 ms: many times the 5 ms between frames, also where the processor is busy elsewhere. */
const quick = { minSilenceMs: 300, firstFrameMs: 300 };
const withAction = (action: 'report' | 'restart-stream' | 'reconnect'): HostOptions => ({
  silence: { ...quick, action },
  reconnect: { initialDelayMs: 20 },
});

describe('a streaming device that falls silent', () => {
  it('has its stream started again; the recording holds the gap', async () => {
    const { host, device, event, is, frames } = await openPresentDevice(withAction('restart-stream'));
    const recording = await host.recordings.start({ name: 'silent' });
    await expect.poll(frames).toBeGreaterThan(5);
    await is('stuck');
    const { silentMs, ...silent } = await event('data-silent');
    expect(silent).toMatchObject({
      deviceId: device.deviceId,
      streamIds: ['present.01:count', 'present.01:other'],
      action: 'restart-stream',
    });
    expect(silentMs).toBeGreaterThanOrEqual(300);
    const { streamId, gapFromNs, gapToNs } = await event('data-resumed');
    expect(gapToNs - (gapFromNs ?? 0n)).toBeGreaterThan(250_000_000n);
    expect(device.state).toBe('streaming');
    expect((await eventsOf(recording)).find(({ type }) => type === 'gap')).toMatchObject({
      streamId,
      label: 'No data came',
      data: { gapFromNs: String(gapFromNs), gapToNs: String(gapToNs) },
    });
  });

  it('has its stream started again and again, until data comes', async () => {
    const { event, seen, is, frames } = await openPresentDevice(withAction('restart-stream'));
    await expect.poll(frames).toBeGreaterThan(0);
    await is('silent');
    await expect
      .poll(() => seen.filter(({ type }) => type === 'data-silent').length, { timeout: 10_000 })
      .toBe(3);
    await is('there');
    await event('data-resumed');
  });

  it('is only told, when it shall only be told', async () => {
    const { device, event, seen, is, frames } = await openPresentDevice(withAction('report'));
    await expect.poll(frames).toBeGreaterThan(0);
    await is('silent');
    expect(await event('data-silent')).toMatchObject({ action: 'report' });
    await is('there');
    await event('data-resumed');
    expect(seen.filter(({ type }) => type === 'data-silent')).toHaveLength(1);
    expect(device.state).toBe('streaming');
  });

  it('is connected anew, when that is wanted', async () => {
    const { device, event, is, frames } = await openPresentDevice(withAction('reconnect'));
    await expect.poll(frames).toBeGreaterThan(0);
    await is('stuck');
    expect(await event('data-silent')).toMatchObject({ action: 'reconnect' });
    expect(await event('connection-lost')).toMatchObject({ detail: { code: 'DATA_SILENT' } });
    await event('reconnected');
    expect(device.state).toBe('streaming');
  });

  it('with some of its streams only is told of, and goes on undisturbed', async () => {
    const { host, event, is, frames } = await openPresentDevice(withAction('restart-stream'));
    await expect.poll(frames).toBeGreaterThan(0);
    await is('half');
    expect(await event('data-silent')).toMatchObject({ streamIds: ['present.01:other'], action: 'report' });
    await is('there');
    expect(await event('data-resumed')).toMatchObject({ streamId: 'present.01:other' });
    expect(host.bus.stream('present.01:count').statistics.snapshot()).toMatchObject({ gaps: 0 });
  });
});

import { describe, expect, it } from 'vitest';
import { openTestHost, temporaryFolder } from '../support/test-host.js';

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
    await expect(
      createHost({
        heartbeatTimeoutMs: -1,
        memoryLimitMb: 0,
        reconnect: { mode: 'maybe' as never },
        silence: { action: 'shout' as never, minSilenceMs: Number.NaN },
      }),
    ).rejects.toThrow(/reconnect\.mode.*silence\.action.*silence\.minSilenceMs.*heartbeat.*memoryLimitMb/s);
    await expect(createHost({ transports: { serial: 'no-such-package' } })).rejects.toMatchObject({
      code: 'TRANSPORT_NOT_PROVIDED',
    });
  });

  it('refuses to search with an unknown driver', async () => {
    const { host } = await openTestHost(['steady'], { isolation: 'inline' });
    await expect(host.search({ driverId: 'nobody' })).rejects.toMatchObject({ code: 'UNKNOWN_DRIVER' });
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

describe('searching', () => {
  it('with other settings than before starts the driver with those', async () => {
    const { host, event, found } = await openTestHost(['steady']);
    await host.search({ driverId: 'steady' });
    await host.drivers.setSettings('steady', { gain: 7 });
    await host.connect(await found('steady', 'first'));
    expect((await event('report')).message).toContain('gain 7');
  });

  it('can be given up while a driver loads', async () => {
    // Were it waited for, this test would not end.
    const { host } = await openTestHost(['factories'], { timeouts: { loadMs: 600_000, abortGraceMs: 100 } });
    const controller = new AbortController();
    const searching = host.search({ driverId: 'hangs', signal: controller.signal });
    controller.abort();
    expect((await searching).failures).toMatchObject([{ error: { code: 'CONTROL_ABORTED' } }]);
    await host.close();
  });
});

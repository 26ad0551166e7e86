import { describe, expect, it } from 'vitest';
import { openTestHost } from '../support/test-host.js';

describe('a setup', () => {
  it('keeps the devices that are connected, also for the next host', async () => {
    const first = await openTestHost(['misbehaving']);
    const found = await first.found('misbehaving', 'nothing');
    const device = await first.host.connect(found);
    await first.host.startStreaming(device.deviceId);
    const saved = await first.host.setups.save(' lab 1 ', { view: { layout: [1, 2] } });
    expect(saved).toEqual({
      name: 'lab 1',
      devices: [{ driverId: 'misbehaving', identity: found.identity, title: 'nothing', isStreaming: true }],
      view: { layout: [1, 2] },
    });
    await first.host.close();

    const { host } = await openTestHost(['misbehaving'], { home: first.home });
    expect(await host.setups.list()).toEqual([saved]);
    const [restored] = await host.setups.restore('lab 1');
    expect(restored).toMatchObject({ error: undefined });
    expect(host.devices.list()).toMatchObject([{ deviceId: restored?.deviceId, state: 'streaming' }]);
    await host.setups.delete('lab 1');
    expect(await host.setups.list()).toEqual([]);
  });

  it('brings back what it can, and says why the rest is not there', async () => {
    const { host, found } = await openTestHost(['misbehaving']);
    await host.connect(await found('misbehaving', 'nothing'));
    await host.setups.save('lab');
    const { devices } = await host.setups.get('lab');
    for (const { deviceId } of host.devices.connected()) await host.disconnect(deviceId);
    const [device] = devices;
    if (device === undefined) throw new Error('the setup has no device');
    const file = [{ ...device, identity: 'gone', title: 'Gone' }, device];
    await host.setups.save('lab', { devices: file });

    const restored = await host.setups.restore('lab');
    expect(restored).toMatchObject([
      { device: { title: 'Gone' }, deviceId: undefined, error: { code: 'DEVICE_NOT_FOUND_AGAIN' } },
      { device: { title: 'nothing' }, error: undefined },
    ]);
    expect(host.devices.connected()).toMatchObject([{ title: 'nothing', state: 'connected' }]);
  });

  it.each(['', '  ', 'two\nlines'])('is not saved under the name %j', async (name) => {
    const { host } = await openTestHost([]);
    await expect(host.setups.save(name)).rejects.toMatchObject({ code: 'INVALID_OPTIONS' });
  });

  it('that is not there is named, beside those that are', async () => {
    const { host } = await openTestHost([]);
    await host.setups.save('one');
    await expect(host.setups.restore('two')).rejects.toThrow(
      'There is no setup "two". The setups are: "one".',
    );
    await expect(host.setups.delete('two')).rejects.toMatchObject({ code: 'UNKNOWN_SETUP' });
  });
});

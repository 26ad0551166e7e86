import { threadId } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import { openTestHost } from '../support/test-host.js';
import { everyIsolation, openContract } from './contract-driver.js';

describe.each(everyIsolation)('control methods, in isolation "%s"', (isolation) => {
  it('the host attaches the runtime context once, before anything else, and then starts the runtime', async () => {
    const { connect, allTold } = await openContract(isolation);
    await connect('plain');
    const names = allTold().map(([what]) => what);
    expect(names.slice(0, 3)).toEqual(['bind', 'onRuntimeStarted', 'search here']);
    expect(names.filter((name) => name === 'bind' || name === 'onRuntimeStarted')).toHaveLength(2);
  });

  it("run on the driver's own thread, never on the host's", async () => {
    const { connect, told } = await openContract(isolation);
    await connect('plain');
    const driver = await told('onRuntimeStarted');
    const host = { pid: process.pid, threadId };
    // Inline is the exception, which is why it is for tests and trusted drivers.
    if (isolation === 'inline') expect(driver).toEqual(host);
    else expect(driver).not.toEqual(host);
    if (isolation === 'worker') expect(driver).toMatchObject({ pid: host.pid });
  });

  it('run one at a time and in order, whether they return a value or a promise', async () => {
    const { host, connect, allTold } = await openContract(isolation);
    const device = await connect('plain');
    await Promise.all([
      device.startStreaming(),
      device.stopStreaming(),
      device.startStreaming(),
      device.stopStreaming(),
      device.disconnect(),
    ]);
    const calls = allTold().filter(([what]) => /^(search|connect|disconnect|start|stop)/.test(what));
    expect(calls.map(([what]) => what)).toEqual([
      'search here',
      'search there',
      'connectDevice',
      'startStreaming',
      'stopStreaming',
      'startStreaming',
      'stopStreaming',
      'disconnectDevice',
    ]);
    const atOnce = calls.map(([what, running]) => [what, running]);
    for (const [what, running] of atOnce)
      expect([what, running]).toEqual([what, what === 'stopStreaming' ? 0 : 1]);
    expect(host.devices.list()).toMatchObject([{ state: 'disconnected' }]);
  });

  it('search() gives results of any supported provider; what is left out of a result has its default', async () => {
    const { host } = await openContract(isolation);
    const { devices } = await host.search({ driverId: 'contract', provider: 'there' });
    expect(devices).toMatchObject([{ title: 'bare', subtitle: '', result: { extra: {} } }]);
  });

  it('searching an unknown provider is an error that names the providers', async () => {
    const { host } = await openContract(isolation);
    await expect(host.search({ driverId: 'contract', provider: 'usb' })).rejects.toMatchObject({
      code: 'UNKNOWN_PROVIDER',
      message: expect.stringMatching(/here, there/),
    });
  });

  it('connectDevice gets the search result, its extra unchanged', async () => {
    const { connect, told } = await openContract(isolation);
    await connect('plain');
    expect(await told('result')).toEqual({
      title: 'plain',
      subtitle: 'a device',
      deviceId: 'contract.01',
      identity: 'plain',
      extra: { title: 'plain', list: [1, null, 'ü'], nested: { deep: { yes: true } } },
    });
  });

  it('onShutdown runs before the thread exits', async () => {
    const { connect, allTold } = await openContract(isolation);
    const device = await connect('plain');
    await device.disconnect();
    expect(allTold().at(-1)).toEqual(['onShutdown', null]);
  });

  it('an abstract method that a driver left out fails with an error that names class and method', async () => {
    const { host } = await openTestHost(['factories'], { isolation });
    const { failures } = await host.search({ driverId: 'incomplete' });
    expect(failures).toMatchObject([
      { error: { code: 'METHOD_NOT_IMPLEMENTED', message: expect.stringMatching(/Incomplete.*search\(\)/) } },
    ]);
  });

  it('descriptors() are readable before a device is connected, and ids are normalized', async () => {
    const { host } = await openContract(isolation);
    const { devices } = await host.search({ driverId: 'contract', provider: 'here' });
    const device = await host.connect(devices[2]!);
    expect(device.deviceId).toBe('contract.03');
    expect(device.streams.map(({ streamId }) => streamId)).toContain('contract.03:as_float64');
  });
});

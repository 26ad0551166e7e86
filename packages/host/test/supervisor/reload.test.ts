/** A driver that is written while it runs. */
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { Device } from '../../src/index.js';
import { openTestHost, type TestHost, temporaryFolder } from '../support/test-host.js';
import { eventsOf } from './present-device.js';

const sdk = fileURLToPath(new URL('../../node_modules/@modlink/sdk', import.meta.url));
const steady = fileURLToPath(new URL('../fixtures/drivers/steady', import.meta.url));
const manifest = {
  name: 'changing',
  version: '1.0.0',
  type: 'module',
  peerDependencies: { '@modlink/sdk': '>=0.1.0' },
  modlink: {
    apiVersion: 1,
    drivers: { changing: { entry: './driver.js', displayName: 'Changing', providers: ['changing'] } },
  },
};

/** Emits its version, two hundred times a second. */
const source = (version: number, connect = ''): string => `
import { LoopDriver, StreamDescriptor } from '@modlink/sdk';

export default class Changing extends LoopDriver {
  deviceId = 'changing.01';
  supportedProviders = ['changing'];
  loopIntervalMs = 5;
  descriptors() {
    const stream = { streamKey: 'version', payloadType: 'signal', nominalSampleRateHz: 200, chunkSize: 1 };
    return [new StreamDescriptor({ deviceId: this.deviceId, ...stream })];
  }
  search() {
    return [{ title: 'one', identity: 'one' }];
  }
  connectDevice() { ${connect} }
  disconnectDevice() {}
  loop() {
    this.emit('version', [${version}]);
  }
}
`;

interface Changing extends TestHost {
  readonly device: Device;
  /** The value of the latest frame. */
  version(): number;
  frames(): number;
  becomes(text: string): Promise<void>;
}

async function openChanging(isolation: 'process' | 'worker'): Promise<Changing> {
  const folder = await temporaryFolder();
  const becomes = (text: string) => writeFile(join(folder, 'driver.js'), text);
  await mkdir(join(folder, 'node_modules', '@modlink'), { recursive: true });
  await symlink(sdk, join(folder, 'node_modules', '@modlink', 'sdk'), 'junction');
  await writeFile(join(folder, 'package.json'), JSON.stringify(manifest));
  await becomes(source(1));
  const test = await openTestHost([], {
    isolation,
    reconnect: { initialDelayMs: 60_000, maxDelayMs: 60_000 },
    roots: [folder, steady].map((path) => ({ kind: 'package', path, label: path })),
  });
  const device = await test.host.connect(await test.found('changing', 'one'));
  let latest = 0;
  let frames = 0;
  test.host.bus.tap('changing.01:version', ({ view }) => {
    latest = Number(view.data.values[0]);
    frames += 1;
  });
  await device.startStreaming();
  await expect.poll(() => latest).toBe(1);
  return { ...test, device, becomes, version: () => latest, frames: () => frames };
}

describe.each(['process', 'worker'] as const)('a driver that is reloaded, in isolation "%s"', (isolation) => {
  it('streams on as its package is now; a recording holds the gap, and other drivers are not touched', async () => {
    const { host, device, event, found, becomes, version, frames } = await openChanging(isolation);
    const other = await host.connect(await found('steady', 'first'));
    await other.startStreaming();
    const recording = await host.recordings.start({ name: 'reloaded' });
    const { pid } = other.info();
    await becomes(source(2));
    await host.reloadDriver('changing');
    expect(device.state).toBe('streaming');
    await expect.poll(version).toBe(2);
    const { gapFromNs, gapToNs } = await event('restarted');
    expect(gapToNs).toBeGreaterThan(gapFromNs);
    expect(host.bus.stream('changing.01:version').statistics.snapshot()).toMatchObject({ lateFrames: 0 });
    expect(other.info()).toMatchObject({ pid, state: 'streaming' });
    const before = frames();
    await expect.poll(frames).toBeGreaterThan(before + 5);
    const events = await eventsOf(recording);
    expect(events.filter(({ type }) => type === 'restart')).toEqual([
      expect.objectContaining({ deviceId: device.deviceId }),
    ]);
    expect(events.map(({ type }) => type)).not.toContain('isolate-failed');
  });

  it('goes on as before where the new version does not load', async () => {
    const { host, device, seen, becomes, version, frames } = await openChanging(isolation);
    await becomes('this is no driver');
    await expect(host.reloadDriver('changing')).rejects.toMatchObject({ code: 'DRIVER_LOAD_FAILED' });
    expect(device.state).toBe('streaming');
    const before = frames();
    await expect.poll(frames).toBeGreaterThan(before + 5);
    expect(version()).toBe(1);
    expect(seen.map(({ type }) => type)).not.toContain('connection-lost');
  });

  it('is looked for where the new version does not connect, and is back with the next one', async () => {
    const { host, device, becomes, version } = await openChanging(isolation);
    await becomes(source(2, "throw new Error('no such gain');"));
    await expect(host.reloadDriver('changing')).rejects.toThrow('no such gain');
    expect(device.state).toBe('reconnecting');
    await becomes(source(3));
    await host.reloadDriver('changing');
    await expect.poll(version).toBe(3);
    expect(device.state).toBe('streaming');
  });

  it('does not stream where it did not, and leaves alone what was disconnected', async () => {
    const { host, device, becomes, event, seen } = await openChanging(isolation);
    await device.stopStreaming();
    await becomes(source(2));
    await host.reloadDriver('changing');
    expect(device.state).toBe('connected');
    await event('restarted');
    await device.disconnect();
    const told = seen.length;
    await host.reloadDriver('changing');
    expect(device.state).toBe('disconnected');
    expect(seen).toHaveLength(told);
  });
});

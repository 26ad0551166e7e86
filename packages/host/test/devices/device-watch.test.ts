/** No pseudo-terminal is a port that a platform lists, so the transport is a stand-in; the rest is real. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { DeviceWatch } from '../../src/devices/device-watch.js';
import { HostEvents } from '../../src/events/host-events.js';
import type { Isolate } from '../../src/supervisor/isolate.js';
import { openTestHost, type TestHost, temporaryFolder } from '../support/test-host.js';

const transport = fileURLToPath(new URL('../fixtures/drivers/plugged/listed-ports.js', import.meta.url));

async function machine(isolation: 'process' | 'inline' = 'process') {
  const portsFile = join(await temporaryFolder(), 'ports');
  await writeFile(portsFile, '/dev/ttyONE\n');
  vi.stubEnv('TEST_PORTS_FILE', portsFile);
  const test = await openTestHost(['plugged'], { isolation, transports: { serial: transport } });
  return { ...test, plug: (...paths: string[]) => writeFile(portsFile, paths.join('\n')) };
}

const changes = ({ seen }: Pick<TestHost, 'seen'>) => seen.filter(({ type }) => type === 'devices-changed');
const patience = { timeout: 20_000, interval: 20 };

afterEach(() => {
  vi.unstubAllEnvs();
});

describe.each(['process', 'inline'] as const)('watching devices, in isolation "%s"', (isolation) => {
  it('tells the drivers concerned when something came or went, until nobody watches', async () => {
    const test = await machine(isolation);
    const { host, plug, event } = test;
    const [stopOne, stopTwo] = [host.watchDevices(), host.watchDevices()];
    // Until it has looked once, it does not know what was there before.
    await expect
      .poll(async () => {
        await plug('/dev/ttyONE', `/dev/tty${Math.random()}`);
        return changes(test).length;
      }, patience)
      .toBeGreaterThan(0);
    expect(await event('devices-changed')).toMatchObject({ transport: 'serial', driverIds: ['plugged'] });
    stopOne();
    stopOne();
    const before = changes(test).length;
    await plug('/dev/ttyTWO');
    await expect.poll(() => changes(test).length, patience).toBeGreaterThan(before);
    const { devices } = await host.search({ driverId: 'plugged' });
    expect(devices.map(({ title }) => title)).toEqual(['/dev/ttyTWO']);
    stopTwo();
  });
});

it('a host that is closed while somebody watches leaves nothing behind', async () => {
  const { host } = await machine();
  host.watchDevices();
  await host.close();
  expect(() => host.watchDevices()).toThrow(/closed/);
});

describe('the watch', () => {
  const driver = (driverId: string, ...transports: string[]) => ({ driverId, transports }) as never;

  function watchWith(startWatcher: () => Promise<Isolate>, drivers: never[]) {
    const events = new HostEvents(() => 0n);
    const told: unknown[] = [];
    events.on('devices-changed', ({ transport, driverIds }) => told.push([transport, ...driverIds]));
    const watch = new DeviceWatch({
      events,
      startWatcher,
      startable: () => drivers,
      searchAgainMs: 15_000,
      restartDelayMs: 5_000,
    });
    return { watch, told };
  }

  afterEach(() => {
    vi.useRealTimers();
  });

  it('says of Bluetooth drivers every now and then that they are worth a search, without a watcher', async () => {
    vi.useFakeTimers();
    const { watch, told } = watchWith(
      () => expect.fail('no transport can be watched'),
      [driver('muse', 'ble')],
    );
    const stop = watch.watch();
    await vi.advanceTimersByTimeAsync(31_000);
    expect(told).toEqual([
      ['ble', 'muse'],
      ['ble', 'muse'],
    ]);
    stop();
    expect(vi.getTimerCount()).toBe(0);
  });

  it('starts another watcher when one fails, and tells that anything may have changed meanwhile', async () => {
    vi.useFakeTimers();
    let starts = 0;
    const { watch, told } = watchWith(() => {
      starts += 1;
      return Promise.reject(new Error('no native module'));
    }, [driver('cyton', 'serial')]);
    const stop = watch.watch();
    await vi.advanceTimersByTimeAsync(5_500);
    expect(starts).toBe(2);
    expect(told).toEqual([['serial', 'cyton']]);
    stop();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(starts).toBe(2);
  });
});

/**
 * The policy of the page on compatibility: a driver made with the oldest supported SDK runs on today's host, whichever way it
 * is isolated; one that asks for a newer version of the driver API is refused, with words.
 */
import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  createHost,
  type FoundDevice,
  type Host,
  type HostEvent,
  type HostOptions,
  openRecording,
} from '@modlink/host';
import { currentApiVersion } from '@modlink/sdk/manifest';
import { startLinesProcess } from '@modlink/simulators';
import { part } from '@modlink/test-parts';
import { describe, expect, it, onTestFinished } from 'vitest';
import { temporaryFolder } from './support/folders.js';

const fixture = fileURLToPath(new URL('./fixtures/oldest-sdk/', import.meta.url));
const pty = await part('pty');

/** The driver as it is installed: beside the SDK that it was made with. */
async function installed(): Promise<{ readonly home: string; readonly driver: string }> {
  const home = await temporaryFolder();
  const modules = join(home, 'drivers', 'oldest', 'node_modules');
  const driver = join(modules, 'modlink-driver-oldest');
  await cp(join(fixture, 'driver'), driver, { recursive: true });
  await cp(join(fixture, 'sdk'), join(modules, '@modlink', 'sdk'), { recursive: true });
  await writeFile(
    join(home, 'drivers', 'oldest', 'package.json'),
    JSON.stringify({ name: 'prefix', private: true, dependencies: { 'modlink-driver-oldest': '1.0.0' } }),
  );
  return { home, driver };
}

async function openHost(home: string, options: HostOptions = {}): Promise<Host> {
  const host = await createHost({ home, appRoot: home, recordingsFolder: home, ...options });
  onTestFinished(() => host.close());
  return host;
}

describe.each(['process', 'worker', 'inline'] as const)('a driver on the oldest SDK, %s', (isolation) => {
  it('is found, streams, marks, reports, runs commands and is recorded', { timeout: 60_000 }, async () => {
    const { home } = await installed();
    const events: HostEvent[] = [];
    const host = await openHost(home, {
      isolation,
      driverSettings: { 'oldest-counter': { step: 2 } },
      onEvent: (event) => events.push(event),
    });
    expect(host.drivers.diagnostics().filter(({ severity }) => severity === 'error')).toEqual([]);
    const { devices } = await host.search({ driverId: 'oldest-counter' });
    const device = await host.connect(devices[0] as FoundDevice);
    expect(await host.runCommand(device.deviceId, 'set-count', {})).toEqual({ count: 100 });
    const count = host.bus.streams().find(({ streamId }) => streamId === 'oldest.01:count');
    expect(count?.descriptor.channelNames).toEqual(['n', 'negative']);

    const recording = await host.recordings.start();
    const values: number[] = [];
    const frames = host.bus.subscribe({ streams: 'oldest.01:count' });
    await device.startStreaming();
    for await (const { view } of frames) {
      values.push(...Array.from(view.data.values, Number));
      expect(view.deviceTimeNs).toBe(BigInt(Number(view.data.values[0])) * 10_000_000n);
      if (values.length >= 10) break;
    }
    expect(values.slice(0, 6)).toEqual([100, -100, 102, -102, 104, -104]);
    await device.disconnect();
    const { path } = await recording.finish();
    await using written = await openRecording(path);
    expect(written.info.complete).toBe(true);
    expect(written.info.streams.map(({ streamId }) => streamId)).toEqual(
      expect.arrayContaining(['oldest.01:count', 'oldest.01:map']),
    );
    expect(events.map(({ type }) => type)).toEqual(expect.arrayContaining(['marker', 'report']));
  });
});

pty.describe('a driver on the oldest SDK, with a transport of today', () => {
  it('reads a serial port', { timeout: 60_000 }, async () => {
    const printed = Array.from({ length: 50 }, (_, index) => `${index}\n`);
    const port = await startLinesProcess({ lines: printed, startCommand: 'go\n', stopCommand: 'halt\n' });
    onTestFinished(() => port.close());
    const { home } = await installed();
    const host = await openHost(home, {
      transports: { serial: import.meta.resolve('@modlink/transport-serial') },
      // A pseudo-terminal is in no list of ports.
      driverSettings: { 'oldest-serial': { port: port.path } },
    });
    const { devices } = await host.search({ driverId: 'oldest-serial' });
    const device = await host.connect(devices.find(({ title }) => title === port.path) as FoundDevice);
    const values: number[] = [];
    const frames = host.bus.subscribe({ streams: '*:value' });
    await device.startStreaming();
    for await (const { view } of frames) {
      values.push(Number(view.data.values[0]));
      if (values.length === 50) break;
    }
    expect(values).toEqual(printed.map(Number));
  });
});

it('a driver for a newer version of the driver API is refused, and both versions are named', async () => {
  const { home, driver } = await installed();
  const path = join(driver, 'package.json');
  const newer = JSON.parse(await readFile(path, 'utf8')) as { modlink: { apiVersion: number } };
  newer.modlink.apiVersion = currentApiVersion + 1;
  await writeFile(path, JSON.stringify(newer));
  const host = await openHost(home);
  const [problem] = host.drivers.diagnostics().filter(({ severity }) => severity === 'error');
  expect(problem?.code).toBe('API_VERSION_UNSUPPORTED');
  expect(problem?.message).toContain(`asks for version ${currentApiVersion + 1} of the driver API`);
  expect(problem?.message).toMatch(new RegExp(`this host supports version.* ${currentApiVersion}\\.`));
  await expect(host.search({ driverId: 'oldest-counter' })).rejects.toMatchObject({
    code: expect.stringMatching(/^(UNKNOWN_DRIVER|DRIVER_BLOCKED)$/),
  });
});

it('a driver for another SDK is refused, and both ranges are named', async () => {
  const { home, driver } = await installed();
  const path = join(driver, 'package.json');
  const newer = JSON.parse(await readFile(path, 'utf8')) as { peerDependencies: Record<string, string> };
  newer.peerDependencies['@modlink/sdk'] = '^99.0.0';
  await writeFile(path, JSON.stringify(newer));
  const host = await openHost(home);
  const [problem] = host.drivers.diagnostics().filter(({ severity }) => severity === 'error');
  expect(problem?.code).toBe('SDK_RANGE_UNSATISFIED');
  expect(problem?.message).toMatch(/works with @modlink\/sdk \^99\.0\.0; this host has \d+\.\d+\.\d+/);
});

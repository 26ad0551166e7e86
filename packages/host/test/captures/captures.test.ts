/** Raw bytes, captured and played by a host. The port is a stand-in, whose bytes the tests know; the rest is real. */
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { checkCapture, readCapture } from '@modlink/transport-capture';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { HostOptions } from '../../src/index.js';
import { openTestHost, temporaryFolder } from '../support/test-host.js';

const serial = fileURLToPath(new URL('../fixtures/drivers/counted/counting-port.js', import.meta.url));
const patience = { timeout: 20_000, interval: 20 };
const counts = Array.from({ length: 30 }, (_, index) => index + 1);

/** Connects the counting device, and streams until it has counted to the end. */
async function count(options: HostOptions) {
  const test = await openTestHost(['counted'], options);
  const { host, found } = test;
  const device = await host.connect(await found('counted', '/dev/ttyCOUNT'));
  const values: number[] = [];
  const times: bigint[] = [];
  host.bus.tap('*', ({ view }) => {
    values.push(Number(view.data.values[0]));
    times.push(view.timestampNs);
  });
  await device.startStreaming();
  await expect.poll(() => values.length, patience).toBe(30);
  return { ...test, device, values, times };
}

afterEach(() => {
  vi.unstubAllEnvs();
});

describe.each(['process', 'inline'] as const)('captures, in isolation "%s"', (isolation) => {
  it('are made of each connection, and stand in for the device', async () => {
    const folder = join(await temporaryFolder(), 'captures');
    const live = await count({ isolation, transports: { serial }, capture: { folder } });
    expect(live.values).toEqual(counts);
    const { path } = await live.event('capture-started');
    expect((await live.event('capture-started')).deviceId).toBe('counted.01');
    await live.host.close();
    expect(await readdir(folder)).toEqual([path.slice(folder.length + 1)]);
    expect(path).toMatch(/counted-dev_ttyCOUNT-\d{8}T\d{9}Z\.capture\.jsonl$/);
    const capture = readCapture(path);
    expect(checkCapture(capture)).toMatchObject({ dataBytes: 30, isCutOff: false });
    expect(capture.header.device).toEqual({ path: '/dev/ttyCOUNT', identity: 'counting' });
    expect(capture.header.software).toMatchObject({
      'fixture-driver-counted': '1.2.3',
      '@modlink/host': expect.any(String),
      node: process.version,
    });

    const played = await count({ isolation, playback: [path] });
    expect(played.values).toEqual(counts);
    expect(await played.event('playback-ended')).toMatchObject({ deviceId: 'counted.01', path });
    const steps = (times: readonly bigint[]) =>
      times.slice(1).map((time, index) => time - (times[index] ?? 0n));
    expect(steps(played.times)).toEqual(steps(live.times));
    await played.device.stopStreaming();
    await played.host.disconnect(played.device.deviceId);
  });
});

it('a captured loss is one again, and the device does not come back', async () => {
  vi.stubEnv('TEST_PORT_ENDS', '1');
  const folder = await temporaryFolder();
  const live = await count({ transports: { serial }, capture: { folder }, reconnect: { mode: 'off' } });
  const { path } = await live.event('capture-started');
  const lost = await live.event('connection-lost');
  expect(lost.detail).toEqual({ code: 'IO_FAILED' });
  await live.host.close();
  const played = await count({ playback: [path] });
  expect((await played.event('connection-lost')).detail).toEqual(lost.detail);
  await expect.poll(() => played.device.state, patience).toBe('disconnected');
});

it('a capture that cannot be written is told, and keeps nobody from measuring', async () => {
  const place = join(await temporaryFolder(), 'no-folder');
  await writeFile(place, 'a file stands where the folder would be');
  const { event } = await count({ transports: { serial }, capture: { folder: place } });
  const { level, message } = await event('report');
  expect([level, message]).toEqual(['warning', expect.stringContaining('Raw bytes are not captured')]);
  expect(await readFile(place, 'utf8')).toContain('a file stands');
});

it('a capture that is damaged or missing is refused when the host starts', async () => {
  const folder = await temporaryFolder();
  const path = join(folder, 'damaged.capture.jsonl');
  await writeFile(path, '{}\n');
  const refused = openTestHost([], { playback: [path] });
  await expect(refused).rejects.toMatchObject({ code: 'CAPTURE_INVALID', subject: { path } });
  const missing = openTestHost([], { playback: [join(folder, 'missing')] });
  await expect(missing).rejects.toMatchObject({ code: 'CAPTURE_NOT_READABLE' });
  await expect(openTestHost([], { capture: { folder: '' } })).rejects.toMatchObject({
    code: 'INVALID_OPTIONS',
  });
});

it('other devices than the captured are not there', async () => {
  const { host } = await openTestHost(['counted'], { playback: [] });
  expect(await host.search()).toEqual({ devices: [], failures: [] });
});

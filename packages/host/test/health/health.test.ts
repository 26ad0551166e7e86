import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { HostEvents } from '../../src/events/host-events.js';
import { Health } from '../../src/health/health.js';
import { openSettings } from '../../src/settings/index.js';

async function open(folder?: string) {
  const place = folder ?? (await mkdtemp(join(tmpdir(), 'modlink-health-')));
  if (folder === undefined) onTestFinished(() => rm(place, { recursive: true, force: true }));
  const { health: file } = await openSettings({ folder: place });
  let nowNs = 0n;
  const events = new HostEvents(() => ++nowNs);
  const health = new Health({ events, file, saved: await file.read(), driverOf: (id) => id.split('.')[0] });
  return { folder: place, events, health, file };
}

describe('health histories', () => {
  it('have what happens again and again once, with its number and its times', async () => {
    const { events, health } = await open();
    const error = { name: 'Error', code: 'DEVICE_BUSY', message: 'the port is busy' };
    for (let each = 0; each < 5; each++)
      events.emit('search-failed', { driverId: 'a', provider: 'x', error });
    events.emit('connection-lost', {
      deviceId: 'a.01',
      detail: { code: 'CONNECTION_LOST', message: 'gone' },
    });
    events.emit('search-failed', { driverId: 'a', provider: 'x', error });
    expect(health.ofDriver('a')).toMatchObject([
      { kind: 'search-failed', count: 1 },
      { kind: 'connection-lost', deviceId: 'a.01', code: 'CONNECTION_LOST', remedy: expect.any(String) },
      { kind: 'search-failed', code: 'DEVICE_BUSY', message: 'the port is busy', count: 5 },
    ]);
    const [, , first] = health.ofDriver('a');
    expect(BigInt(first?.lastNs ?? 0)).toBeGreaterThan(BigInt(first?.firstNs ?? 0));
    expect(health.ofDevice('a.01')).toHaveLength(1);
    await health.close();
  });

  it('are bounded: in entries of a driver, in drivers, and in the length of words', async () => {
    const { events, health, file } = await open();
    for (let each = 0; each < 500; each++)
      events.emit('connection-lost', { deviceId: 'a.01', detail: `${each} ${'x'.repeat(10_000)}` });
    for (let driver = 0; driver < 150; driver++)
      events.emit('search-failed', {
        driverId: `driver-${driver}`,
        provider: 'x',
        error: { name: 'Error', code: 'X', message: 'x' },
      });
    expect(Object.keys(health.all())).toHaveLength(100);
    for (let each = 0; each < 500; each++)
      events.emit('connection-lost', { deviceId: 'b.01', detail: `${each}` });
    expect(health.ofDriver('b')).toHaveLength(200);
    expect(health.ofDriver('b')[0]?.message).toContain('499');
    await health.close();
    expect(Object.keys(await file.read())).toHaveLength(100);
  });

  it('of several hosts are in one file', async () => {
    const first = await open();
    const second = await open(first.folder);
    first.events.emit('connection-lost', { deviceId: 'a.01', detail: 'one' });
    second.events.emit('connection-lost', { deviceId: 'a.02', detail: 'two' });
    await Promise.all([first.health.close(), second.health.close()]);
    const next = await open(first.folder);
    expect(
      next.health
        .ofDriver('a')
        .map(({ deviceId }) => deviceId)
        .sort(),
    ).toEqual(['a.01', 'a.02']);
    await next.health.close();
  });
});

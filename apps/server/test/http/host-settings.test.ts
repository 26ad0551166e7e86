import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openTestServer, recordSynthetic, startSynthetic, temporaryFolder } from '../support/test-server.js';

describe('the settings of a host', () => {
  it('have defaults, are changed one by one, and are there for the next host', async () => {
    const home = await temporaryFolder();
    const { ask, host } = await openTestServer({}, { home });
    const first = (await ask('GET', '/host/settings')).body;
    expect(first).toMatchObject({
      values: { preRollMs: 0, compression: 'none', durableWithinMs: 1_000, isolation: 'by-driver' },
      set: [],
      overridden: ['recordingsFolder'],
      takesEffect: { preRollMs: 'at-once', compression: 'next-recording', safeMode: 'next-start' },
      schema: { type: 'object' },
    });
    expect(Object.keys(first.schema.properties)).toEqual(Object.keys(first.takesEffect));
    expect(Object.keys(first.values).sort()).toEqual(Object.keys(first.takesEffect).sort());

    await ask('PATCH', '/host/settings', { compression: 'zstd', fsync: true, reconnect: { maxAttempts: 3 } });
    const { body: changed } = await ask('PATCH', '/host/settings', { fsync: null, durableWithinMs: 250 });
    expect(changed.values).toMatchObject({
      compression: 'zstd',
      fsync: false,
      durableWithinMs: 250,
      reconnect: { mode: 'on', maxAttempts: 3 },
    });
    expect(changed.set.sort()).toEqual(['compression', 'durableWithinMs', 'reconnect']);
    await host.close();

    const next = await openTestServer({}, { home });
    expect((await next.ask('GET', '/host/settings')).body).toEqual(changed);
  });

  it('hold for recordings that do not say otherwise', async () => {
    const server = await openTestServer();
    await server.ask('PATCH', '/host/settings', { compression: 'zstd' });
    const id = await recordSynthetic(server);
    const { path } = (await server.ask('GET', `/recordings/${id}`)).body;
    expect((await readFile(path)).includes('zstd')).toBe(true);
  });

  it('move the recordings to another folder, at once', async () => {
    const folder = join(await temporaryFolder(), 'elsewhere');
    const server = await openTestServer({}, { recordingsFolder: undefined });
    const { ask } = server;
    await ask('PATCH', '/host/settings', { recordingsFolder: folder });
    expect((await ask('GET', '/host')).body.recordingsFolder).toBe(folder);
    const id = await recordSynthetic(server);
    expect((await ask('GET', `/recordings/${id}`)).body.path.startsWith(folder)).toBe(true);
  });

  it.each([
    [{ preRollMs: -1 }, 400],
    [{ durableWithinMs: 'soon' }, 400],
    [{ compression: 'zip' }, 400],
    [{ other: 1 }, 400],
    [{ reconnect: { mode: 'sometimes' } }, 400],
    [{ recordingsFolder: 'not/absolute' }, 400],
  ])('refuse %j, and stay as they were', async (body, status) => {
    const { ask } = await openTestServer();
    const before = (await ask('GET', '/host/settings')).body;
    expect((await ask('PATCH', '/host/settings', body)).status).toBe(status);
    expect((await ask('GET', '/host/settings')).body).toEqual(before);
  });

  it('refuse a folder that no recording could be written to', async () => {
    const { ask, home } = await openTestServer();
    await writeFile(join(home, 'file'), '');
    const refused = await ask('PATCH', '/host/settings', { recordingsFolder: join(home, 'file', 'folder') });
    expect(refused).toMatchObject({ status: 422, body: { code: 'RECORDING_NOT_WRITABLE' } });
  });

  it('are less than what the command line says', async () => {
    const { ask, host } = await openTestServer({}, { preRoll: { durationMs: 5_000 }, safeMode: true });
    const { body } = await ask('PATCH', '/host/settings', { preRollMs: 1_000, safeMode: false });
    expect(body.overridden.sort()).toEqual(['preRollMs', 'recordingsFolder', 'safeMode']);
    expect(body.values).toMatchObject({ preRollMs: 5_000, safeMode: true });
    expect(host.settings.saved).toMatchObject({ preRollMs: 1_000 });
  });

  it('start the next host in safe mode', async () => {
    const home = await temporaryFolder();
    const { ask, host } = await openTestServer({}, { home });
    await ask('PATCH', '/host/settings', { safeMode: true });
    expect((await ask('GET', '/host')).body.safeMode).toBe(false);
    await host.close();
    const next = await openTestServer({}, { home });
    expect((await next.ask('GET', '/host')).body.safeMode).toBe(true);
  });

  it('that are not usable are kept aside, and defaults hold', async () => {
    const home = await temporaryFolder();
    await mkdir(join(home, 'settings'));
    await writeFile(join(home, 'settings', 'host.json'), '{"values":{"preRollMs":"much"}}');
    const { ask } = await openTestServer({}, { home });
    expect((await ask('GET', '/host/settings')).body.values.preRollMs).toBe(0);
  });
});

describe('what is done about a device that goes away or falls silent', () => {
  it('is set for all, for a driver and for a device, each on top of the other, and holds at once', async () => {
    const home = await temporaryFolder();
    const server = await openTestServer({}, { home });
    const { ask, host } = server;
    const deviceId = await startSynthetic(server, 'eeg');
    await ask('PATCH', '/host/settings', { reconnect: { maxAttempts: 7, maxDelayMs: 5_000 } });
    const { body: ofDriver } = await ask('PATCH', '/drivers/synthetic/policy', {
      reconnect: { maxAttempts: 9 },
      silence: { action: 'report' },
    });
    expect(ofDriver).toMatchObject({
      policy: { reconnect: { mode: 'on', maxAttempts: 9, maxDelayMs: 5_000 }, silence: { action: 'report' } },
      own: { reconnect: { maxAttempts: 9 }, silence: { action: 'report' } },
    });
    const { body: ofDevice } = await ask('PATCH', `/devices/${deviceId}/policy`, {
      reconnect: { mode: 'off' },
    });
    expect(ofDevice).toMatchObject({
      policy: { reconnect: { mode: 'off', maxAttempts: 9 } },
      own: { reconnect: { mode: 'off' } },
    });
    expect((await ask('GET', `/devices/${deviceId}`)).body.policy).toEqual(ofDevice.policy);
    expect((await ask('GET', '/drivers/synthetic')).body.policy).toEqual(ofDriver.policy);
    await ask('PATCH', '/drivers/synthetic/policy', { reconnect: null });
    expect((await ask('GET', `/devices/${deviceId}/policy`)).body.policy.reconnect.maxAttempts).toBe(7);
    expect((await ask('PATCH', '/drivers/synthetic/policy', { reconnect: { maxAttempts: -1 } })).status).toBe(
      400,
    );
    expect((await ask('PATCH', '/drivers/none/policy', {})).status).toBe(404);
    await host.close();
    const next = await openTestServer({}, { home });
    await startSynthetic(next, 'eeg');
    expect((await next.ask('GET', `/devices/${deviceId}/policy`)).body.own).toEqual({
      reconnect: { mode: 'off' },
    });
  });
});

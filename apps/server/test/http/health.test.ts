import { describe, expect, it, vi } from 'vitest';
import { listen } from '../support/event-listener.js';
import { openTestServer, secretiveFolder, startSynthetic, temporaryFolder } from '../support/test-server.js';

describe('the health of a driver and its devices', () => {
  it('is what befell them, the newest first, also before this host', async () => {
    const home = await temporaryFolder();
    const server = await openTestServer({}, { home, restart: { initialDelayMs: 10 } });
    const { ask, host } = server;
    const listener = await listen(server);
    expect((await ask('GET', '/drivers/synthetic/health')).body).toEqual({ entries: [] });
    const deviceId = await startSynthetic(server, 'eeg');
    process.kill(host.devices.get(deviceId).info().pid ?? Number.NaN, 'SIGKILL');
    await vi.waitFor(
      async () => {
        const { entries } = (await ask('GET', `/devices/${deviceId}/health`)).body;
        expect(entries).toMatchObject([
          { kind: 'restarted', code: 'RESTARTED', deviceId, driverId: 'synthetic', count: 1 },
          {
            kind: 'crashed',
            code: 'ISOLATE_EXITED',
            message: expect.stringContaining('SIGKILL'),
            remedy: expect.stringContaining('started again'),
          },
        ]);
      },
      { timeout: 15_000 },
    );
    expect(listener.events.map(({ data }) => data)).toContainEqual({
      type: 'health-changed',
      driverId: 'synthetic',
      deviceId,
    });
    const { entries } = (await ask('GET', '/drivers/synthetic/health')).body;
    await host.close();

    const next = await openTestServer({}, { home });
    expect((await next.ask('GET', '/drivers/synthetic/health')).body.entries).toEqual(entries);
    expect((await next.ask('GET', `/devices/${deviceId}/health`)).body.entries).toEqual(entries);
  });

  it('has searches that failed, and those that failed alike once with their number', async () => {
    const { ask } = await openTestServer({}, { roots: [secretiveFolder] });
    for (let search = 0; search < 4; search++) await ask('POST', '/search', { driverId: 'secretive' });
    await vi.waitFor(async () =>
      expect((await ask('GET', '/drivers/secretive/health')).body.entries).toMatchObject([
        { kind: 'search-failed', code: 'DRIVER_METHOD_FAILED', count: 3 },
      ]),
    );
  });

  it('is unknown of drivers and devices that are', async () => {
    const { ask } = await openTestServer();
    expect((await ask('GET', '/drivers/none/health')).body.code).toBe('UNKNOWN_DRIVER');
    expect((await ask('GET', '/devices/none.01/health')).body.code).toBe('UNKNOWN_DEVICE');
  });
});

import { describe, expect, it, vi } from 'vitest';
import { listen, typesOf as types } from '../support/event-listener.js';
import { openTestServer, startSynthetic } from '../support/test-server.js';

describe('events over HTTP', () => {
  it('tell of devices, recordings, markers and the log, as the contract says', async () => {
    const server = await openTestServer();
    const listener = await listen(server);
    const deviceId = await startSynthetic(server, 'eeg');
    await vi.waitFor(() =>
      expect(listener.events).toContainEqual(
        expect.objectContaining({
          type: 'device',
          data: expect.objectContaining({
            device: expect.objectContaining({ deviceId, state: 'streaming' }),
          }),
        }),
      ),
    );
    const { body } = await server.ask('POST', '/recordings', { name: 'x' });
    await server.ask('POST', '/markers', { label: 'here' });
    await server.ask('POST', `/recordings/${body.recordingId}/stop`);
    await vi.waitFor(() => {
      for (const type of ['streams-changed', 'recording', 'recordings-changed', 'log'])
        expect(types(listener)).toContain(type);
    });
  });

  it('tell a client that comes back what it missed', async () => {
    const server = await openTestServer();
    const first = await listen(server);
    await server.ask('PUT', '/drivers/synthetic/enabled', { enabled: false });
    await vi.waitFor(() => expect(types(first)).toContain('drivers-changed'));
    first.close();
    await server.ask('PUT', '/drivers/synthetic/enabled', { enabled: true });
    const again = await listen(server, first.events.at(-1)?.id);
    await vi.waitFor(() => expect(types(again)).toContain('drivers-changed'));
    const stranger = await listen(server, 'of-another-server');
    await vi.waitFor(() => expect(types(stranger)[0]).toBe('resync-required'));
  });

  it('tell what went wrong with a device, and keep it with the device', async () => {
    const server = await openTestServer();
    const listener = await listen(server);
    const deviceId = await startSynthetic(server, 'eeg');
    const { pid } = server.host.devices.get(deviceId).info();
    if (pid === undefined) throw new Error('the driver has no process');
    process.kill(pid, 'SIGKILL');
    await vi.waitFor(() => expect(types(listener)).toContain('problem'));
    await vi.waitFor(
      async () => {
        const { state, lastError } = (await server.ask('GET', `/devices/${deviceId}`)).body;
        expect(lastError.code).toBe('ISOLATE_EXITED');
        expect(state).toBe('streaming');
      },
      { timeout: 15_000 },
    );
    const { entries } = (await server.ask('GET', '/logs?level=warn')).body;
    expect(entries.length).toBeGreaterThan(0);
    expect(entries.every(({ level }: { level: string }) => level === 'warn' || level === 'error')).toBe(true);
  });
});

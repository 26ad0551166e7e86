import { readdir } from 'node:fs/promises';
import { describe, expect, it, vi } from 'vitest';
import { listen } from '../support/event-listener.js';
import { openTestServer, startSynthetic } from '../support/test-server.js';

describe('a recording', () => {
  it('takes every option, tells how it is, and is found under its stored id', async () => {
    const server = await openTestServer();
    const { ask } = server;
    const eeg = await startSynthetic(server, 'eeg');
    await startSynthetic(server, 'imu');
    const { body: started } = await ask('POST', '/recordings', {
      name: 'all',
      session: 's',
      experiment: 'e',
      subject: 'P-07',
      notes: 'first\nsecond',
      metadata: { room: 7 },
      streams: [`${eeg}:*`],
      compression: 'lz4',
      rollSizeBytes: 100 * 1024 * 1024,
      rollEveryMs: 1_000,
      durableWithinMs: 100,
      fsync: true,
      stopAfterMs: 600_000,
      preRollMs: 0,
    });
    expect(started).toMatchObject({
      subject: 'P-07',
      notes: 'first\nsecond',
      space: { freeBytes: expect.any(Number) },
      endsNs: expect.any(String),
    });
    expect(Number(BigInt(started.endsNs) - BigInt(started.startedNs)) / 1e6).toBeCloseTo(600_000, -4);
    await vi.waitFor(
      async () => {
        const [running] = (await ask('GET', '/recordings/running')).body.recordings;
        expect(running.paths.length).toBeGreaterThan(1);
        expect(BigInt(running.durableUpToNs)).toBeGreaterThan(BigInt(running.startedNs));
        expect(running.elapsedMs).toBeGreaterThan(1_000);
        expect(running.space.bytesPerSecond).toBeGreaterThan(0);
      },
      { timeout: 20_000 },
    );
    const { body: stopped } = await ask('POST', `/recordings/${started.recordingId}/stop`);
    expect(stopped).toMatchObject({ state: 'finished', storedId: started.storedId });
    const { body: stored } = await ask('GET', `/recordings/${stopped.storedId}`);
    expect(stored).toMatchObject({
      name: 'all',
      subject: 'P-07',
      notes: 'first\nsecond',
      metadata: { room: 7 },
      missingParts: [],
      streamIds: [`${eeg}:eeg`],
      complete: true,
    });
    expect(stored.parts).toHaveLength(stopped.paths.length);
    expect((await ask('GET', '/recordings')).body.total).toBe(1);
    const second = await ask('GET', `/recordings/${stopped.storedId}/file?part=2`);
    expect(second.headers.get('content-disposition')).toContain(stored.parts[1].fileName);
    expect((await ask('GET', `/recordings/${stopped.storedId}/file?part=99`)).status).toBe(404);
    await ask('DELETE', `/recordings/${stopped.storedId}`);
    expect(await readdir(server.recordingsFolder)).toEqual([]);
  });

  it('ends by itself at a time', async () => {
    const server = await openTestServer();
    const { ask, host } = server;
    await startSynthetic(server, 'eeg');
    const stopAtNs = host.clock.nowNs() + 700_000_000n;
    const { body: started } = await ask('POST', '/recordings', { stopAtNs: String(stopAtNs) });
    expect(Number(BigInt(started.endsNs) - stopAtNs)).toBeLessThan(1e6);
    await vi.waitFor(
      async () => expect((await ask('GET', '/recordings/running')).body.recordings).toEqual([]),
      { timeout: 10_000 },
    );
    expect((await ask('GET', `/recordings/${started.storedId}`)).body.complete).toBe(true);
  });

  it('cannot end in the past, or at two times', async () => {
    const { ask, host } = await openTestServer();
    for (const body of [
      { stopAtNs: '1' },
      { stopAtNs: String(host.clock.nowNs() + 10_000_000_000n), stopAfterMs: 5 },
      { stopAfterMs: 0 },
      { rollSizeBytes: 10 },
      { compression: 'zip' },
      { durableWithinMs: -1 },
    ])
      expect((await ask('POST', '/recordings', body)).status, JSON.stringify(body)).toBe(400);
    expect((await ask('GET', '/recordings/running')).body.recordings).toEqual([]);
  });

  it('begins before it was started, as far as the settings keep', async () => {
    const server = await openTestServer();
    const { ask } = server;
    const deviceId = await startSynthetic(server, 'eeg');
    await ask('PATCH', '/host/settings', { preRollMs: 60_000 });
    const before = (await ask('GET', `/streams/${deviceId}:eeg`)).body.statistics.samples;
    await vi.waitFor(
      async () =>
        expect((await ask('GET', `/streams/${deviceId}:eeg`)).body.statistics.samples).toBeGreaterThan(
          before + 250,
        ),
      { timeout: 10_000 },
    );
    const startedNs = server.host.clock.nowNs();
    const { body: started } = await ask('POST', '/recordings', {});
    expect(started.samples).toBeGreaterThan(150);
    const { body: stopped } = await ask('POST', `/recordings/${started.recordingId}/stop`);
    const { firstNs } = (await ask('GET', `/recordings/${stopped.storedId}`)).body;
    expect(BigInt(firstNs)).toBeLessThan(startedNs);
    const { body: without } = await ask('POST', '/recordings', { preRollMs: 0 });
    expect(without.samples).toBeLessThan(started.samples);
  });

  it('that fails tells which it was, and why', async () => {
    const server = await openTestServer();
    const listener = await listen(server);
    await startSynthetic(server, 'eeg');
    // As with a disk that does not keep up.
    const { recordingId } = await server.host.recordings.start({ maxPendingBytes: 1 });
    await vi.waitFor(
      () =>
        expect(listener.events.map(({ data }) => data)).toContainEqual({
          type: 'problem',
          recordingId,
          storedId: expect.any(String),
          error: { code: 'RECORDING_OVERFLOW', message: expect.stringContaining('does not keep up') },
        }),
      { timeout: 10_000 },
    );
  });

  it('does not begin where there is not as much room as is to be left', async () => {
    const { ask } = await openTestServer();
    await ask('PATCH', '/host/settings', { reserveBytes: 2 ** 50 });
    expect(await ask('POST', '/recordings', {})).toMatchObject({
      status: 422,
      body: { code: 'RECORDING_DISK_FULL' },
    });
  });
});

import { describe, expect, it, vi } from 'vitest';
import { openTestServer, startSynthetic } from '../support/test-server.js';

describe('the main path over HTTP', () => {
  it('searches, connects, streams, records with markers, lists, exports, downloads, deletes', async () => {
    const server = await openTestServer();
    const { ask } = server;
    expect((await ask('GET', '/health')).body).toMatchObject({ status: 'ok', protocolVersion: 1 });
    expect((await ask('GET', '/drivers')).body.drivers).toMatchObject([
      { driverId: 'synthetic', enabled: true },
    ]);

    const deviceId = await startSynthetic(server, 'eeg');
    expect((await ask('GET', `/devices/${deviceId}`)).body).toMatchObject({ state: 'streaming' });
    await vi.waitFor(async () => {
      const { streams } = (await ask('GET', '/streams')).body;
      expect(streams[0]).toMatchObject({ streamId: `${deviceId}:eeg`, statistics: { gaps: 0 } });
      expect(streams[0].rates.samplesPerSecond).toBeGreaterThan(0);
    });

    const { body: recording } = await ask('POST', '/recordings', {
      name: 'first 100% #1?',
      session: 's1',
      metadata: { subject: '7' },
    });
    expect(recording).toMatchObject({ name: 'first 100% #1?', state: 'recording' });
    expect((await ask('POST', '/segments', { label: 'rest' })).status).toBe(200);
    const { body: marked } = await ask('POST', '/markers', {
      label: 'flash',
      source: 'PsychoPy',
      data: { trial: 3 },
    });
    expect(marked.recordings).toEqual([recording.recordingId]);
    expect(marked.timestampNs).toBe(marked.receivedNs);
    expect((await ask('GET', '/recordings/running')).body.recordings[0].openSegments).toEqual(['rest']);
    await ask('POST', '/segments/end', { label: 'rest' });
    await vi.waitFor(
      async () => {
        expect((await ask('GET', '/recordings/running')).body.recordings[0].samples).toBeGreaterThan(100);
      },
      { timeout: 10_000 },
    );
    const stopped = await ask('POST', `/recordings/${recording.recordingId}/stop`);
    expect(stopped.body).toMatchObject({ state: 'finished' });
    expect((await ask('POST', `/devices/${deviceId}/stop`)).body.state).toBe('connected');

    const { recordings, total } = (await ask('GET', '/recordings?text=FIR')).body;
    expect(total).toBe(1);
    expect(recordings[0].problem).toBeUndefined();
    expect(recordings[0]).toMatchObject({
      name: 'first 100% #1?',
      session: 's1',
      complete: true,
      streamIds: [`${deviceId}:eeg`],
    });
    expect((await ask('GET', '/recordings?text=other')).body.total).toBe(0);
    const details = (await ask('GET', `/recordings/${recordings[0].recordingId}`)).body;
    expect(details.metadata).toEqual({ subject: '7' });
    expect(details.streams[0].statistics.samples).toBe(stopped.body.samples);
    const labels = details.events.filter(({ deviceId: of }: { deviceId?: string }) => of === undefined);
    expect(labels).toMatchObject([
      { type: 'segment-start', label: 'rest' },
      {
        type: 'marker',
        label: 'flash',
        timestampNs: marked.timestampNs,
        data: { source: 'PsychoPy', data: { trial: 3 } },
      },
      { type: 'segment-end', label: 'rest' },
    ]);

    const { body: job } = await ask('POST', '/exports', {
      recordingId: recordings[0].recordingId,
      format: 'csv',
    });
    await vi.waitFor(async () =>
      expect((await ask('GET', `/exports/${job.exportId}`)).body.state).toBe('finished'),
    );
    const { files } = (await ask('GET', `/exports/${job.exportId}`)).body;
    const eeg = files.findIndex(({ streamId }: { streamId?: string }) => streamId === `${deviceId}:eeg`);
    const csv = await ask('GET', `/exports/${job.exportId}/files/${eeg}`);
    expect(csv.headers.get('content-disposition')).toContain('attachment');
    expect(csv.body.trim().split('\n')).toHaveLength(stopped.body.samples + 1);

    const file = await fetch(`${server.server.url}/api/v1/recordings/${recordings[0].recordingId}/file`);
    expect((await file.arrayBuffer()).byteLength).toBe(recordings[0].sizeBytes);
    expect((await ask('DELETE', `/recordings/${recordings[0].recordingId}`)).status).toBe(204);
    expect((await ask('GET', '/recordings')).body.total).toBe(0);
    expect((await ask('POST', `/devices/${deviceId}/disconnect`)).body.state).toBe('disconnected');
  });

  it('replays what was recorded: plays, pauses, seeks, changes speed, loops', async () => {
    const server = await openTestServer();
    const { ask } = server;
    const deviceId = await startSynthetic(server, 'eeg');
    const { body: recording } = await ask('POST', '/recordings', {});
    await vi.waitFor(
      async () => {
        expect((await ask('GET', '/recordings/running')).body.recordings[0].samples).toBeGreaterThan(250);
      },
      { timeout: 10_000 },
    );
    await ask('POST', `/recordings/${recording.recordingId}/stop`);
    await ask('POST', `/devices/${deviceId}/disconnect`);
    const [{ recordingId }] = (await ask('GET', '/recordings')).body.recordings;

    const { body: replay } = await ask('POST', '/replays', { recordingIds: [recordingId] });
    expect(replay).toMatchObject({ state: 'paused', positionMs: 0, speed: 1, loop: false });
    expect(replay.streams).toMatchObject([{ streamId: `${deviceId}:eeg` }]);
    const change = (body: object) => ask('PATCH', `/replays/${replay.replayId}`, body);
    expect((await change({ positionMs: 500, speed: 16 })).body).toMatchObject({ positionMs: 500, speed: 16 });
    expect((await change({ state: 'playing', loop: true })).body).toMatchObject({
      state: 'playing',
      loop: true,
    });
    expect((await change({ state: 'paused', loop: false, speed: 'max' })).body.state).toBe('paused');
    await change({ state: 'playing' });
    await vi.waitFor(async () =>
      expect((await ask('GET', `/replays/${replay.replayId}`)).body.state).toBe('ended'),
    );
    expect((await ask('DELETE', `/replays/${replay.replayId}`)).status).toBe(204);
    expect((await ask('GET', `/replays/${replay.replayId}`)).body).toMatchObject({
      code: 'UNKNOWN_REPLAY',
      status: 404,
    });
  });

  it('runs the commands of a device', async () => {
    const server = await openTestServer();
    const deviceId = await startSynthetic(server, 'eeg');
    const { commands } = (await server.ask('GET', `/devices/${deviceId}`)).body;
    expect(commands.length).toBeGreaterThan(0);
    const unknown = await server.ask('POST', `/devices/${deviceId}/commands/fly`, {});
    expect(unknown.body).toMatchObject({ code: 'UNKNOWN_COMMAND', status: 404 });
  });

  it('saves devices under a name, and brings them back', async () => {
    const server = await openTestServer();
    const { ask } = server;
    const deviceId = await startSynthetic(server, 'eeg');
    const saved = await ask('PUT', '/setups/lab%201', { view: { window: 5 } });
    expect(saved.body).toMatchObject({
      name: 'lab 1',
      devices: [{ driverId: 'synthetic', isStreaming: true }],
      view: { window: 5 },
    });
    await ask('POST', `/devices/${deviceId}/disconnect`);
    expect((await ask('GET', '/setups')).body.setups).toEqual([saved.body]);
    const restored = await ask('POST', '/setups/lab%201/restore');
    expect(restored.body.devices).toMatchObject([{ deviceId }]);
    expect((await ask('GET', `/devices/${deviceId}`)).body.state).toBe('streaming');
    // What is there already stays as it is.
    expect((await ask('POST', '/setups/lab%201/restore')).body.devices).toMatchObject([{ deviceId }]);
    expect((await ask('DELETE', '/setups/lab%201')).status).toBe(204);
    expect(await ask('POST', '/setups/lab%201/restore')).toMatchObject({
      status: 404,
      body: { code: 'UNKNOWN_SETUP' },
    });
  });

  it('saves the settings of a driver, and refuses what does not fit', async () => {
    const { ask } = await openTestServer();
    const { schema, values } = (await ask('GET', '/drivers/synthetic/settings')).body;
    expect(schema.properties).toHaveProperty('seed');
    const saved = await ask('PUT', '/drivers/synthetic/settings', { values: { ...values, seed: 42 } });
    expect(saved.body.values.seed).toBe(42);
    const refused = await ask('PUT', '/drivers/synthetic/settings', { values: { seed: 'x' } });
    expect(refused).toMatchObject({ status: 400, body: { code: 'SETTINGS_INVALID' } });
    expect((await ask('GET', '/drivers/synthetic/settings')).body.values.seed).toBe(42);
  });

  it('switches a driver off and on', async () => {
    const { ask } = await openTestServer();
    expect((await ask('PUT', '/drivers/synthetic/enabled', { enabled: false })).body.enabled).toBe(false);
    const search = await ask('POST', '/search', { driverId: 'synthetic' });
    expect(search).toMatchObject({
      status: 409,
      body: { code: 'DRIVER_DISABLED', subject: { driverId: 'synthetic' } },
    });
    expect((await ask('PUT', '/drivers/synthetic/enabled', { enabled: true })).body.enabled).toBe(true);
  });
});

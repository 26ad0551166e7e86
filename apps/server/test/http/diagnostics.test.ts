import { homedir } from 'node:os';
import { strFromU8, unzipSync } from 'fflate';
import { describe, expect, it, vi } from 'vitest';
import { openTestServer, secretiveFolder } from '../support/test-server.js';

const token = 'a-long-and-secret-token';
const password = 'correct "horse" battery';
const account = 'lab-account-4711';

describe('a diagnostic bundle', () => {
  it('has what helps with a problem, and no secret wherever it was said', async () => {
    const server = await openTestServer({ token }, { roots: [secretiveFolder], driverSettings: {} });
    const headers = { authorization: `Bearer ${token}` };
    const ask = (method: string, path: string, body?: unknown) => server.ask(method, path, body, headers);
    await ask('PUT', '/drivers/secretive/settings', {
      values: { wifiPassword: password, account, address: 'rtsp://me:pa55word@10.0.0.2/x', seed: 7 },
    });
    const { devices } = (await ask('POST', '/search', { driverId: 'secretive' })).body;
    const { body: device } = await ask('POST', '/devices', { foundId: devices[0].foundId });
    await ask('POST', `/devices/${device.deviceId}/start`);
    for (let search = 0; search < 2; search++) await ask('POST', '/search', { driverId: 'secretive' });
    // It has told its password to the log and to its health history.
    await vi.waitFor(async () =>
      expect(JSON.stringify((await ask('GET', '/logs?level=debug')).body)).toContain('horse'),
    );
    const { body: recording } = await ask('POST', '/recordings', {
      name: 'for a report',
      subject: 'Jane Doe',
      notes: 'she was tired',
    });
    await ask('POST', `/recordings/${recording.recordingId}/stop`);

    const response = await fetch(`${server.server.url}/api/v1/host/diagnostics`, { headers });
    expect(response.headers.get('content-type')).toBe('application/zip');
    expect(response.headers.get('content-disposition')).toContain('modlink-diagnostics-');
    const files = unzipSync(new Uint8Array(await response.arrayBuffer()));
    const texts = Object.fromEntries(Object.entries(files).map(([name, bytes]) => [name, strFromU8(bytes)]));
    expect(Object.keys(texts).sort()).toEqual([
      'about.json',
      'devices.json',
      'drivers.json',
      'health.json',
      'log.jsonl',
      'recordings.json',
      'server.json',
      'settings.json',
      'streams.json',
    ]);
    const all = Object.values(texts).join('\n');
    for (const secret of [token, password, 'horse', account, 'pa55word', 'Jane Doe', 'tired', homedir()])
      expect(all, secret).not.toContain(secret);

    const parts = Object.fromEntries(
      Object.entries(texts)
        .filter(([name]) => name.endsWith('.json'))
        .map(([name, text]) => [name, JSON.parse(text)]),
    );
    expect(parts['about.json']).toMatchObject({
      format: 'modlink-diagnostics',
      node: { node: process.versions.node },
      system: { platform: process.platform },
    });
    expect(parts['settings.json'].drivers.secretive).toEqual({
      wifiPassword: '***',
      account: '***',
      address: 'rtsp://***@10.0.0.2/x',
      seed: 7,
    });
    expect(parts['drivers.json'].drivers).toMatchObject([{ driverId: 'secretive', packageVersion: '1.0.0' }]);
    expect(parts['devices.json']).toMatchObject([{ deviceId: device.deviceId, state: 'streaming' }]);
    expect(parts['streams.json']).toMatchObject([{ descriptor: { streamKey: 'zero' } }]);
    expect(parts['recordings.json'].latest.recordings).toMatchObject([{ name: 'for a report' }]);
    expect(parts['health.json'].secretive).toMatchObject([{ kind: 'search-failed' }]);
    const lines = texts['log.jsonl']
      ?.trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines).toContainEqual(
      expect.objectContaining({ message: expect.stringContaining('logged in with ***') }),
    );
  });
});

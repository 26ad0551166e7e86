/** What a recording tells of the drivers that its streams come from. */
import { readFile } from 'node:fs/promises';
import { expect, it, vi } from 'vitest';
import { openTestServer, secretiveFolder } from '../support/test-server.js';

it('tells the driver of each device as it was, without its secrets, which are not in the file either', async () => {
  const { ask } = await openTestServer({}, { roots: [secretiveFolder], driverSettings: {} });
  await ask('PUT', '/drivers/secretive/settings', {
    values: {
      wifiPassword: 'horse battery',
      account: 'lab-4711',
      address: 'rtsp://me:pa55@10.0.0.2/x',
      seed: 7,
    },
  });
  const { devices } = (await ask('POST', '/search', { driverId: 'secretive' })).body;
  const { body: device } = await ask('POST', '/devices', { foundId: devices[0].foundId });
  await ask('POST', `/devices/${device.deviceId}/start`);
  const { body: started } = await ask('POST', '/recordings', { compression: 'none' });
  await vi.waitFor(
    async () =>
      expect((await ask('GET', '/recordings/running')).body.recordings[0].frames).toBeGreaterThan(0),
    { timeout: 20_000 },
  );
  const { body: stopped } = await ask('POST', `/recordings/${started.recordingId}/stop`);
  const { body: recording } = await ask('GET', `/recordings/${stopped.storedId}`);
  expect(recording.provenance).toEqual([
    {
      deviceId: device.deviceId,
      driverId: 'secretive',
      displayName: 'Secretive',
      package: 'fixture-driver-secretive',
      version: '1.0.0',
      source: 'explicit',
      settings: { wifiPassword: '***', account: '***', address: 'rtsp://***@10.0.0.2/x', seed: 7 },
    },
  ]);
  const file = await readFile(recording.path, 'latin1');
  for (const secret of ['horse', 'lab-4711', 'pa55']) expect(file).not.toContain(secret);
});

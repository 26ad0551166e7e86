/** A server with a synthetic EEG, bundled into one file: what stays outside of the bundle is listed in the README. */
import { ModlinkClient } from '@modlink/client';
import { createHost } from '@modlink/host';
import { startServer } from '@modlink/server';

const host = await createHost({ appRoot: process.cwd() });
const server = await startServer(host, { port: Number(process.argv[2] ?? 7788) });
const client = new ModlinkClient({ url: server.url });
const { devices } = await client.call('search', { body: { driverId: 'synthetic' } });
const eeg = devices.find(({ title }) => title.includes('EEG'));
if (eeg === undefined) throw new Error('No EEG device was found.');
const { deviceId } = await client.call('connectDevice', { body: { foundId: eeg.foundId } });
await client.call('startStreaming', { params: { deviceId } });
const { streams } = await client.call('listStreams', {});
console.log(`serving ${streams.length} streams at ${server.url}`);
process.once('SIGTERM', async () => {
  await server.close();
  await host.close();
});

import { createHost } from '@modlink/host';
import { type ModlinkServer, type ServerOptions, startServer } from '@modlink/server';
import { onTestFinished } from 'vitest';
import { syntheticRoot, temporaryFolder } from './folders.js';

/** A server on which the synthetic EEG streams. It ends with the test. */
export async function serverWithEeg(options: ServerOptions = {}): Promise<ModlinkServer> {
  const home = await temporaryFolder();
  const host = await createHost({ home, appRoot: home, roots: [syntheticRoot], recordingsFolder: home });
  onTestFinished(() => host.close());
  const { devices } = await host.search({ driverId: 'synthetic' });
  const eeg = devices.find(({ title }) => title.includes('EEG'));
  if (eeg === undefined) throw new Error('the synthetic driver has no EEG');
  const device = await host.connect(eeg);
  await device.startStreaming();
  const server = await startServer(host, { port: 0, ...options });
  onTestFinished(() => server.close());
  return server;
}

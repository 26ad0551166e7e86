/** A server with the synthetic devices, bundled into one file: what stays outside of the bundle is listed in the README. */
import { createHost } from '@modlink/host';
import { startServer } from '@modlink/server';

const host = await createHost({ appRoot: process.cwd() });
const server = await startServer(host, { port: Number(process.argv[2] ?? 7788) });
const { devices } = await host.search({ driverId: 'synthetic' });
for (const found of devices) {
  const device = await host.connect(found);
  await device.startStreaming();
}
console.log(`serving ${host.bus.streams().length} streams at ${server.url}`);
process.once('SIGTERM', async () => {
  await server.close();
  await host.close();
});

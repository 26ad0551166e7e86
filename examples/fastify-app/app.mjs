/** A web application with a host inside: its own routes, its own rules, frames as server-sent events. */
import { createHost } from '@modlink/host';
import Fastify from 'fastify';

const host = await createHost({ appRoot: import.meta.dirname });
const app = Fastify({ forceCloseConnections: true });
app.addHook('onClose', () => host.close());

/** Devices that were found, by what the client calls them back with. */
const found = new Map();

app.get('/devices', async () => {
  const { devices, failures } = await host.search();
  for (const device of devices) found.set(`${device.driverId}/${device.title}`, device);
  return { devices: devices.map(({ driverId, title }) => ({ id: `${driverId}/${title}`, title })), failures };
});

app.post('/devices/start', async (request, reply) => {
  const device = found.get(/** @type {{ id?: string }} */ (request.body)?.id);
  if (device === undefined)
    return reply.code(404).send({ error: 'No such device was found: GET /devices first.' });
  const { deviceId } = await host.connect(device);
  await host.startStreaming(deviceId);
  return { deviceId, streams: host.bus.streams().map(({ streamId }) => streamId) };
});

/** The mean of each channel, for each frame: a page takes it with `new EventSource('/means/<streamId>')`. */
app.get('/means/:streamId', async (request, reply) => {
  const { streamId } = /** @type {{ streamId: string }} */ (request.params);
  reply.hijack();
  reply.raw.writeHead(200, { 'content-type': 'text/event-stream' });
  // A slow page loses the oldest frames; it slows neither the device nor another page.
  const frames = host.bus.subscribe({ streams: streamId, queueSizeFrames: 64 });
  reply.raw.on('close', () => frames.close());
  for await (const { view } of frames) {
    const { shape, values } = view.data;
    const [channels = 0, samples = 0] = shape;
    const means = Array.from({ length: channels }, (_, channel) => {
      let sum = 0;
      for (let sample = 0; sample < samples; sample++) sum += Number(values[channel * samples + sample]);
      return sum / samples;
    });
    reply.raw.write(`data: ${JSON.stringify({ timestampNs: String(view.timestampNs), means })}\n\n`);
  }
});

const address = await app.listen({ port: Number(process.argv[2] ?? 3000) });
console.log(`listening at ${address}`);
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => app.close());

import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createHost } from '@modlink/host';
import type { ServerEvent } from '@modlink/protocol';
import { type ModlinkServer, startServer } from '@modlink/server';
import { describe, expect, expectTypeOf, it, onTestFinished, vi } from 'vitest';
import { ModlinkClient, type ReceivedFrame } from '../src/index.js';

const synthetic = dirname(createRequire(import.meta.url).resolve('@modlink/driver-synthetic/package.json'));
const token = 'a-long-and-secret-token';

async function openServer(options: { token?: string } = {}) {
  const home = await mkdtemp(join(tmpdir(), 'modlink-client-'));
  onTestFinished(() => rm(home, { recursive: true, force: true }));
  const host = await createHost({
    home,
    appRoot: home,
    roots: [{ kind: 'package', path: synthetic, label: 'synthetic' }],
    recordingsFolder: join(home, 'recordings'),
  });
  onTestFinished(() => host.close());
  const server = await startServer(host, { port: 0, ...options });
  onTestFinished(() => server.close());
  const client = new ModlinkClient({ url: server.url, token: options.token });
  onTestFinished(() => client.close());
  return { host, server, client };
}

async function startEeg(client: ModlinkClient): Promise<string> {
  const { devices } = await client.call('search', { body: { driverId: 'synthetic' } });
  const found = devices.find(({ title }) => title.includes('EEG'));
  const { deviceId } = await client.call('connectDevice', { body: { foundId: found?.foundId ?? '' } });
  await client.call('startStreaming', { params: { deviceId } });
  return deviceId;
}

/** Another server at the same address, as after a restart. */
async function restart(server: ModlinkServer, host: Parameters<typeof startServer>[0]): Promise<void> {
  await server.close();
  const again = await startServer(host, { port: server.port });
  onTestFinished(() => again.close());
}

describe('a client', () => {
  it('searches, connects, streams, and gives frames as typed arrays', async () => {
    const { client } = await openServer();
    const deviceId = await startEeg(client);
    const seqs: (number | undefined)[] = [];
    for await (const { streamId, view, dropped } of client.frames({ streams: [deviceId] })) {
      expect(streamId).toBe(`${deviceId}:eeg`);
      expect(view.data.values).toBeInstanceOf(Float32Array);
      expect(view.data.shape).toEqual([8, 10]);
      expect(dropped).toBe(0);
      if (seqs.push(view.seq) === 10) break;
    }
    expect(seqs.every((seq, n) => n === 0 || seq === Number(seqs[n - 1]) + 1)).toBe(true);
  });

  it('records with a marker, and downloads the file', async () => {
    const { client } = await openServer();
    await startEeg(client);
    const { recordingId } = await client.call('startRecording', { body: { name: 'by client' } });
    expect((await client.call('mark', { body: { label: 'here' } })).recordings).toEqual([recordingId]);
    await client.call('stopRecording', { params: { recordingId } });
    const [stored] = (await client.call('listRecordings')).recordings;
    const file = await client.download('downloadRecording', {
      params: { recordingId: stored?.recordingId ?? '' },
    });
    expect((await file.arrayBuffer()).byteLength).toBe(stored?.sizeBytes);
    await client.call('deleteRecording', { params: { recordingId: stored?.recordingId ?? '' } });
    expect((await client.call('listRecordings', { query: { text: 'client' } })).total).toBe(0);
  });

  it('gives frames and events again after the server was started anew', async () => {
    const { host, server, client } = await openServer();
    await startEeg(client);
    const frames: ReceivedFrame[] = [];
    const states: string[] = [];
    const events: ServerEvent[] = [];
    onTestFinished(
      client.subscribe(
        { streams: ['*'] },
        { onFrame: (frame) => frames.push(frame), onState: (state) => states.push(state) },
      ),
    );
    onTestFinished(client.listen({ onEvent: (event) => events.push(event) }));
    await vi.waitFor(() => expect(frames.length).toBeGreaterThan(3));
    await client.call('setDriverEnabled', { params: { driverId: 'synthetic' }, body: { enabled: true } });
    await vi.waitFor(() => expect(events.length).toBeGreaterThan(0));
    await restart(server, host);
    await vi.waitFor(() => expect(states).toEqual(['connected', 'reconnecting', 'connected']), {
      timeout: 15_000,
    });
    const { length } = frames;
    await vi.waitFor(() => expect(frames.length).toBeGreaterThan(length + 3));
    // What the new server's events do not tell of, it says.
    await vi.waitFor(() => expect(events.some(({ type }) => type === 'resync-required')).toBe(true), {
      timeout: 15_000,
    });
  });

  it('shows its token, and says when it is refused', async () => {
    const { server, client } = await openServer({ token });
    await startEeg(client);
    for await (const { view } of client.frames({ streams: ['*'] })) {
      expect(view.rank).toBe(2);
      break;
    }
    using stranger = new ModlinkClient({ url: server.url, token: 'not-the-right-token' });
    await expect(stranger.call('host')).rejects.toMatchObject({ code: 'UNAUTHORIZED', status: 401 });
    await expect(stranger.frames({ streams: ['*'] }).next()).rejects.toMatchObject({ code: 'UNAUTHORIZED' });
  });

  it('fails with the code and words of the server', async () => {
    const { client } = await openServer();
    await expect(client.call('getDevice', { params: { deviceId: 'nobody.01' } })).rejects.toMatchObject({
      name: 'ClientError',
      code: 'UNKNOWN_DEVICE',
      status: 404,
      subject: { deviceId: 'nobody.01' },
      message: expect.stringContaining('nobody.01'),
    });
    await expect(client.frames({ streams: ['*'], replayId: 'none' }).next()).rejects.toMatchObject({
      code: 'UNKNOWN_REPLAY',
    });
    const signal = AbortSignal.abort(new Error('given up'));
    await expect(client.call('health', {}, { signal })).rejects.toThrow('given up');
  });

  it('says that nothing, or something else, answers at an address', async () => {
    const other = createServer((_request, response) => response.end('hello')).listen(0);
    onTestFinished(() => void other.close());
    const { port } = other.address() as AddressInfo;
    using stranger = new ModlinkClient({ url: `http://127.0.0.1:${port}/` });
    await expect(stranger.call('health')).rejects.toMatchObject({ code: 'ANSWER_NOT_UNDERSTOOD' });
    using nobody = new ModlinkClient({ url: 'http://127.0.0.1:1' });
    await expect(nobody.call('health')).rejects.toMatchObject({ code: 'SERVER_NOT_REACHED' });
  });

  it('knows the types of what it asks and gets', () => {
    using client = new ModlinkClient({ url: 'http://127.0.0.1:1' });
    expectTypeOf(client.call<'listStreams'>).returns.resolves.toHaveProperty('streams');
    // @ts-expect-error a marker has a label
    const wrong = () => client.call('mark', { body: { data: 1 } });
    expect(wrong).toBeTypeOf('function');
  });
});

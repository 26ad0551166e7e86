import type { ServerMessage } from '@modlink/protocol';
import { decodeFrameMessage } from '@modlink/protocol';
import { decodeFrame } from '@modlink/sdk/encoding';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { WebSocket } from 'ws';
import { openTestServer, startSynthetic, type TestServer } from '../support/test-server.js';

interface Client {
  readonly messages: ServerMessage[];
  readonly frames: { subscription: number; dropped: number; bytes: Uint8Array }[];
  readonly socket: WebSocket;
  say(message: object | string): void;
}

async function connect({ server }: TestServer, query = ''): Promise<Client> {
  const socket = new WebSocket(`ws://127.0.0.1:${server.port}/api/v1/frames${query}`);
  onTestFinished(() => socket.terminate());
  const client: Client = {
    messages: [],
    frames: [],
    socket,
    say: (message) => socket.send(typeof message === 'string' ? message : JSON.stringify(message)),
  };
  socket.on('message', (data: Buffer, isBinary) => {
    if (!isBinary) {
      client.messages.push(JSON.parse(String(data)));
      return;
    }
    const message = decodeFrameMessage(data);
    if (message !== undefined)
      client.frames.push({
        subscription: message.subscription,
        dropped: message.dropped,
        bytes: message.frame,
      });
  });
  await vi.waitFor(() => expect(client.messages).toContainEqual({ type: 'ready', protocolVersion: 1 }));
  return client;
}

describe('frames over a WebSocket', () => {
  it('are those of the bus, byte for byte and in order', async () => {
    const server = await openTestServer();
    const deviceId = await startSynthetic(server, 'eeg');
    const bus: Uint8Array[] = [];
    const client = await connect(server);
    client.say({ type: 'subscribe', subscription: 7, streams: ['*:eeg'] });
    await vi.waitFor(() =>
      expect(client.messages.at(-1)).toMatchObject({
        type: 'streams',
        subscription: 7,
        streams: [{ streamId: `${deviceId}:eeg` }],
      }),
    );
    server.host.bus.tap('*:eeg', ({ view }) => bus.push(view.bytes.slice()));
    await vi.waitFor(() => expect(client.frames.length).toBeGreaterThan(20));
    const first = client.frames.findIndex(({ bytes }) => Buffer.compare(bytes, bus[0] as Uint8Array) === 0);
    expect(first).toBeGreaterThanOrEqual(0);
    const got = client.frames.slice(first);
    const compared = Math.min(got.length, bus.length);
    for (let n = 0; n < compared; n++)
      expect(Buffer.compare(got[n]?.bytes as Uint8Array, bus[n] as Uint8Array)).toBe(0);
    expect(client.frames.every(({ subscription, dropped }) => subscription === 7 && dropped === 0)).toBe(
      true,
    );
  });

  it('begin and end while connected, also of devices that come later', async () => {
    const server = await openTestServer();
    const client = await connect(server);
    client.say({ type: 'subscribe', subscription: 1, streams: ['*'] });
    await vi.waitFor(() => expect(client.messages.at(-1)).toMatchObject({ type: 'streams', streams: [] }));
    await startSynthetic(server, 'eeg');
    await vi.waitFor(() => expect(client.frames.length).toBeGreaterThan(3));
    client.say({ type: 'unsubscribe', subscription: 1 });
    client.say({ type: 'subscribe', subscription: 2, streams: ['nothing.01'] });
    await vi.waitFor(() => expect(client.messages.at(-1)).toMatchObject({ subscription: 2 }));
    const { length } = client.frames;
    const { frames } = server.host.bus.streams()[0]?.statistics.snapshot() ?? { frames: 0 };
    await vi.waitFor(() =>
      expect(server.host.bus.streams()[0]?.statistics.snapshot().frames).toBeGreaterThan(frames + 5),
    );
    expect(client.frames.length).toBe(length);
  });

  it('come as an envelope, at most so many a second, and as JSON, where a client asks', async () => {
    const server = await openTestServer();
    await startSynthetic(server, 'eeg');
    const [binary, json] = [await connect(server), await connect(server, '?format=json')];
    binary.say({ type: 'subscribe', subscription: 1, streams: ['*:eeg'], envelope: { pointsPerSecond: 25 } });
    binary.say({ type: 'subscribe', subscription: 2, streams: ['*:eeg'], maxFramesPerSecond: 5 });
    binary.say({ type: 'subscribe', subscription: 3, streams: ['*:eeg'] });
    json.say({ type: 'subscribe', subscription: 4, streams: ['*:eeg'] });
    const of = (number: number) => binary.frames.filter(({ subscription }) => subscription === number);
    await vi.waitFor(() => expect(of(3).length).toBeGreaterThan(30), { timeout: 10_000 });
    expect(binary.messages).toContainEqual(
      expect.objectContaining({
        subscription: 1,
        streams: [expect.objectContaining({ envelope: { samplesPerPoint: 10 } })],
      }),
    );
    const samples = of(3).reduce((total, { bytes }) => total + decodeFrame(bytes).axisLength(1), 0);
    const points = of(1).reduce((total, { bytes }) => total + decodeFrame(bytes).axisLength(1), 0);
    // Two of ten.
    expect(points).toBeGreaterThan(samples * 0.15);
    expect(points).toBeLessThan(samples * 0.25);
    expect(of(2).length).toBeLessThan(of(3).length / 2);
    await vi.waitFor(() =>
      expect(json.messages.filter(({ type }) => type === 'frame').length).toBeGreaterThan(3),
    );
    const frame = json.messages.find((message) => message.type === 'frame');
    if (frame?.type !== 'frame') throw new Error('there is no frame');
    const values = new Float32Array(new Uint8Array(Buffer.from(frame.data, 'base64')).buffer);
    expect(values.length).toBe(frame.shape.reduce((product, length) => product * length, 1));
  });

  it('that a client does not take are dropped and counted, and cost nobody else a frame', {
    timeout: 60_000,
  }, async () => {
    const server = await openTestServer(
      { clientQueueBytes: 200_000 },
      { driverSettings: { synthetic: { eegChannels: 64, eegRateHz: 4_000 } } },
    );
    await startSynthetic(server, 'eeg');
    const [asleep, awake] = [await connect(server), await connect(server)];
    asleep.say({ type: 'subscribe', subscription: 1, streams: ['*:eeg'], queueSizeFrames: 50 });
    awake.say({ type: 'subscribe', subscription: 1, streams: ['*:eeg'], queueSizeFrames: 10_000 });
    await vi.waitFor(() => expect(asleep.frames.length).toBeGreaterThan(0));
    asleep.socket.pause();
    const { frames: before } = server.host.bus.streams()[0]?.statistics.snapshot() ?? { frames: 0 };
    // More than the buffers of the operating system hold.
    await vi.waitFor(
      () =>
        expect(server.host.bus.streams()[0]?.statistics.snapshot().frames).toBeGreaterThan(before + 4_000),
      { timeout: 45_000, interval: 200 },
    );
    asleep.socket.resume();
    await vi.waitFor(() => expect(asleep.frames.some(({ dropped }) => dropped > 0)).toBe(true), {
      timeout: 10_000,
    });
    expect(awake.frames.every(({ dropped }) => dropped === 0)).toBe(true);
    const seqs = awake.frames.map(({ bytes }) => decodeFrame(bytes).seq as number);
    expect(seqs.every((seq, n) => n === 0 || seq === (seqs[n - 1] as number) + 1)).toBe(true);
  });

  it.each([
    '{',
    '[]',
    '{"type":"subscribe"}',
    '{"type":"subscribe","subscription":1,"streams":["*"],"replayId":"none"}',
    '{"type":"dance"}',
  ])('are asked for in words that are understood: %s is answered with an error', async (words) => {
    const server = await openTestServer();
    const client = await connect(server);
    client.say(words);
    await vi.waitFor(() =>
      expect(client.messages.at(-1)).toMatchObject({ type: 'error', code: expect.any(String) }),
    );
    client.say({ type: 'subscribe', subscription: 1, streams: ['*'] });
    await vi.waitFor(() => expect(client.messages.at(-1)).toMatchObject({ type: 'streams' }));
  });

  it('end with a message that is far too long', async () => {
    const server = await openTestServer();
    const client = await connect(server);
    const closed = new Promise((resolve) => client.socket.on('close', resolve));
    client.say('x'.repeat(1024 * 1024));
    expect(await closed).toBe(1009);
    expect((await server.ask('GET', '/health')).status).toBe(200);
  });
});

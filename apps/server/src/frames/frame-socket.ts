import type { Bus, BusStream, FrameMessage } from '@modlink/host';
import {
  type ClientMessage,
  clientMessage,
  encodeFrameMessage,
  type JsonFrame,
  protocolVersion,
  type ServerMessage,
  type SubscribeMessage,
} from '@modlink/protocol';
import { isModlinkError } from '@modlink/sdk';
import { decodeFrame } from '@modlink/sdk/encoding';
import type { WebSocket } from 'ws';
import { ServerError } from '../server-error.js';
import { wireDescriptor, wireError } from '../wire.js';
import { Envelope, samplesPerPoint } from './envelope.js';
import { type DropCounter, FrameQueue } from './frame-queue.js';

/** More than any page shows at once. */
const maxSubscriptions = 200;
const defaultQueueSizeFrames = 256;
/** Close codes for applications are 4000 to 4999 (RFC 6455, 7.4.2). */
const closeUnauthorized = 4401;
/** How long a client may take to show its token. */
const authenticationTimeoutMs = 10_000;

export interface FrameSocketOptions {
  readonly socket: WebSocket;
  /** The bus of the connected devices, or that of a replay. @throws {ServerError} `UNKNOWN_REPLAY` */
  readonly busOf: (replayId: string | undefined) => Bus;
  /** Frames as JSON, for clients that cannot read the binary form. */
  readonly asJson: boolean;
  readonly queueBytes: number;
  /** Whether the request that opened the socket showed the token already. */
  readonly isAuthorized: boolean;
  readonly isToken: (token: string) => boolean;
}

interface ActiveSubscription extends DropCounter {
  readonly end: () => void;
}

/** One client of `/frames`. */
export class FrameSocket {
  readonly #options: FrameSocketOptions;
  readonly #queue: FrameQueue;
  readonly #subscriptions = new Map<number, ActiveSubscription>();
  #isAuthorized: boolean;
  #authenticationTimer: NodeJS.Timeout | undefined;

  constructor(options: FrameSocketOptions) {
    const { socket, queueBytes, isAuthorized } = options;
    this.#options = options;
    this.#isAuthorized = isAuthorized;
    this.#queue = new FrameQueue(
      {
        get bufferedBytes() {
          return socket.bufferedAmount;
        },
        send: (message, onSent) => socket.send(message, onSent),
      },
      queueBytes,
    );
    socket.on('message', (data, isBinary) => this.#receive(isBinary ? undefined : String(data)));
    socket.on('close', () => this.#end());
    // What is wrong with a connection ends it; the close event follows.
    socket.on('error', () => socket.terminate());
    if (isAuthorized) this.#tell({ type: 'ready', protocolVersion });
    else this.#authenticationTimer = setTimeout(() => this.#refuse(), authenticationTimeoutMs).unref();
  }

  #receive(text: string | undefined): void {
    try {
      this.#obey(parseMessage(text));
    } catch (error) {
      this.#tell({ type: 'error', ...wireError(error) });
    }
  }

  #obey(message: ClientMessage): void {
    if (message.type === 'authenticate') {
      this.#authenticate(message.token);
    } else if (!this.#isAuthorized) {
      this.#refuse();
    } else if (message.type === 'unsubscribe') {
      this.#unsubscribe(message.subscription);
    } else {
      this.#unsubscribe(message.subscription);
      this.#subscribeOrTell(message);
    }
  }

  #authenticate(token: string): void {
    if (!this.#options.isToken(token)) {
      this.#refuse();
      return;
    }
    clearTimeout(this.#authenticationTimer);
    this.#isAuthorized = true;
    this.#tell({ type: 'ready', protocolVersion });
  }

  #subscribeOrTell(message: SubscribeMessage): void {
    try {
      this.#subscribe(message);
    } catch (error) {
      if (!isModlinkError(error)) throw error;
      this.#tell({ type: 'error', subscription: message.subscription, ...wireError(error) });
    }
  }

  #subscribe(message: SubscribeMessage): void {
    const { subscription, streams, replayId, queueSizeFrames = defaultQueueSizeFrames } = message;
    if (this.#subscriptions.size >= maxSubscriptions) {
      throw new ServerError(
        'INVALID_REQUEST',
        `A client has ${maxSubscriptions} subscriptions at most: end one first.`,
      );
    }
    const bus = this.#options.busOf(replayId);
    const routes = new Map<BusStream, StreamRoute>();
    const counter: DropCounter = { dropped: 0 };
    const encode = (bytes: Uint8Array): Uint8Array | string => {
      const dropped = counter.dropped;
      counter.dropped = 0;
      return this.#options.asJson
        ? JSON.stringify(jsonFrame(subscription, dropped, bytes))
        : encodeFrameMessage(subscription, dropped, bytes);
    };
    const tellStreams = () =>
      this.#tell({
        type: 'streams',
        subscription,
        streams: [...routes.values()].map(({ stream, envelope }) => ({
          streamId: stream.streamId,
          descriptor: wireDescriptor(stream.descriptor),
          ...(envelope !== undefined && { envelope: { samplesPerPoint: envelope.samplesPerPoint } }),
        })),
      });

    let isBeginning = true;
    const endWatch = bus.watch([...streams], (stream) => {
      // One of the same id takes the place of the one before.
      for (const known of routes.keys()) if (known.streamId === stream.streamId) routes.delete(known);
      routes.set(stream, createRoute(stream, message));
      if (!isBeginning) tellStreams();
    });
    isBeginning = false;
    const endTap = bus.tap(
      [...streams],
      (frame) => {
        const bytes = routes.get(frame.stream)?.take(frame);
        if (bytes !== undefined) this.#queue.add({ owner: counter, bytes, encode }, queueSizeFrames);
      },
      { name: `frames ${subscription}` },
    );
    this.#subscriptions.set(
      subscription,
      Object.assign(counter, {
        end: () => {
          endTap();
          endWatch();
          this.#queue.forget(counter);
        },
      }),
    );
    tellStreams();
  }

  #unsubscribe(subscription: number): void {
    this.#subscriptions.get(subscription)?.end();
    this.#subscriptions.delete(subscription);
  }

  #refuse(): void {
    this.#options.socket.close(closeUnauthorized, 'The token is missing or wrong.');
  }

  #tell(message: ServerMessage): void {
    this.#options.socket.send(JSON.stringify(message));
  }

  #end(): void {
    clearTimeout(this.#authenticationTimer);
    for (const { end } of this.#subscriptions.values()) end();
    this.#subscriptions.clear();
  }
}

/** How the frames of one stream go to one subscription. */
interface StreamRoute {
  readonly stream: BusStream;
  readonly envelope: { readonly samplesPerPoint: number } | undefined;
  /** @returns the bytes to send, which stay as they are; nothing for a frame that is left out. */
  take(frame: FrameMessage): Uint8Array | undefined;
}

function createRoute(stream: BusStream, { envelope, maxFramesPerSecond }: SubscribeMessage): StreamRoute {
  const samples =
    envelope === undefined ? undefined : samplesPerPoint(stream.descriptor, envelope.pointsPerSecond);
  if (samples !== undefined) {
    const points = new Envelope(samples, stream.descriptor.nominalSampleRateHz as number);
    // The encoder's buffer is used again for the next frame, while this one may wait.
    return { stream, envelope: { samplesPerPoint: samples }, take: ({ view }) => points.add(view)?.slice() };
  }
  const intervalNs = maxFramesPerSecond === undefined ? 0n : BigInt(Math.round(1e9 / maxFramesPerSecond));
  let nextNs = 0n;
  return {
    stream,
    envelope: undefined,
    take({ view, arrivalNs }) {
      if (arrivalNs < nextNs) return undefined;
      // From the moment it was due, so that the rate is kept; from now on after a pause.
      nextNs = nextNs + intervalNs > arrivalNs ? nextNs + intervalNs : arrivalNs + intervalNs;
      return view.bytes;
    },
  };
}

/** @throws {ServerError} `INVALID_REQUEST` */
function parseMessage(text: string | undefined): ClientMessage {
  const parsed = clientMessage.safeParse(text === undefined ? undefined : parseJson(text));
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(
    ({ path, message }) => `${path.join('.') || 'message'}: ${message}`,
  );
  throw new ServerError(
    'INVALID_REQUEST',
    `The message is not understood: ${problems.join('; ')}. Messages are JSON texts, such as {"type":"subscribe","subscription":1,"streams":["*"]}.`,
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function jsonFrame(subscription: number, dropped: number, bytes: Uint8Array): JsonFrame {
  const view = decodeFrame(bytes);
  const { dtype, shape, values } = view.data;
  const { deviceTimeNs, seq } = view;
  return {
    type: 'frame',
    subscription,
    dropped,
    streamId: view.streamId,
    timestampNs: String(view.timestampNs),
    ...(deviceTimeNs !== undefined && { deviceTimeNs: String(deviceTimeNs) }),
    ...(seq !== undefined && { seq }),
    lost: view.lost,
    dtype,
    shape: [...shape],
    data: Buffer.from(values.buffer, values.byteOffset, values.byteLength).toString('base64'),
  };
}

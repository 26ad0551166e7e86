/** One WebSocket for all frame subscriptions of a client. It comes back by itself, and subscribes again. */
import {
  basePath,
  type ClientMessage,
  decodeFrameMessage,
  framesPath,
  type ServerMessage,
  type SubscribedStream,
  type SubscribeMessage,
  serverMessage,
} from '@modlink/protocol';
import type { Unsubscribe } from '@modlink/sdk';
import { decodeFrame, type FrameView } from '@modlink/sdk/encoding';
import ReconnectingWebSocket from 'partysocket/ws';
import { WebSocketClass } from '#web-socket';
import { ClientError } from '../client-error.js';
import type { Connection } from '../request.js';

/** A frame as it came. */
export interface ReceivedFrame {
  readonly streamId: string;
  /** Its values, times and shape: a view of the bytes that came, valid as long as it is referenced. */
  readonly view: FrameView;
  /** Frames of this subscription that the server dropped since the one before, because they were not taken in time. */
  readonly dropped: number;
}

export interface FrameListeners {
  readonly onFrame: (frame: ReceivedFrame) => void;
  /** The streams that the subscription holds: at its beginning, and whenever they change. */
  readonly onStreams?: ((streams: readonly SubscribedStream[]) => void) | undefined;
  /** The server refused the subscription. */
  readonly onError?: ((error: ClientError) => void) | undefined;
  readonly onState?: ((state: 'connected' | 'reconnecting') => void) | undefined;
}

export type FrameSelection = Omit<SubscribeMessage, 'type' | 'subscription'>;

interface Subscriber {
  readonly message: SubscribeMessage;
  readonly listeners: FrameListeners;
}

const closeUnauthorized = 4401;

export class FrameConnection {
  readonly #connection: Connection;
  readonly #subscribers = new Map<number, Subscriber>();
  #socket: ReconnectingWebSocket | undefined;
  #isReady = false;
  #nextNumber = 1;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** Subscribes, now and after each time the connection was lost. @returns what ends it. */
  subscribe(selection: FrameSelection, listeners: FrameListeners): Unsubscribe {
    const message: SubscribeMessage = { ...selection, type: 'subscribe', subscription: this.#nextNumber++ };
    this.#subscribers.set(message.subscription, { message, listeners });
    this.#socket ??= this.#open();
    if (this.#isReady) this.#say(message);
    return () => this.#unsubscribe(message.subscription);
  }

  close(): void {
    this.#subscribers.clear();
    this.#closeSocket();
  }

  #unsubscribe(subscription: number): void {
    if (!this.#subscribers.delete(subscription)) return;
    if (this.#subscribers.size === 0) this.#closeSocket();
    else if (this.#isReady) this.#say({ type: 'unsubscribe', subscription });
  }

  #open(): ReconnectingWebSocket {
    const url = `${this.#connection.url.replace(/^http/, 'ws')}${basePath}${framesPath}`;
    const socket = new ReconnectingWebSocket(url, [], {
      WebSocket: WebSocketClass,
      // Subscriptions are said when the server is ready; nothing waits in the socket.
      maxEnqueuedMessages: 0,
      minReconnectionDelay: 300,
      maxReconnectionDelay: 5_000,
    });
    socket.binaryType = 'arraybuffer';
    const { token } = this.#connection;
    socket.addEventListener('open', () => {
      if (token !== undefined) this.#say({ type: 'authenticate', token });
    });
    socket.addEventListener('message', ({ data }) => {
      if (typeof data === 'string') this.#hear(data);
      else this.#take(data as ArrayBuffer);
    });
    socket.addEventListener('close', ({ code }) => {
      const wasReady = this.#isReady;
      this.#isReady = false;
      if (code === closeUnauthorized) this.#refused();
      else if (wasReady) this.#tellState('reconnecting');
    });
    return socket;
  }

  #hear(text: string): void {
    const parsed = serverMessage.safeParse(JSON.parse(text));
    if (!parsed.success) return;
    const message: ServerMessage = parsed.data;
    switch (message.type) {
      case 'ready':
        this.#isReady = true;
        this.#tellState('connected');
        for (const { message: subscribe } of this.#subscribers.values()) this.#say(subscribe);
        break;
      case 'streams':
        this.#subscribers.get(message.subscription)?.listeners.onStreams?.(message.streams);
        break;
      case 'error':
        if (message.subscription !== undefined) {
          const error = new ClientError(message.code, message.message);
          this.#subscribers.get(message.subscription)?.listeners.onError?.(error);
        }
        break;
    }
  }

  #take(bytes: ArrayBuffer): void {
    const message = decodeFrameMessage(bytes);
    if (message === undefined) return;
    const subscriber = this.#subscribers.get(message.subscription);
    if (subscriber === undefined) return;
    const view = decodeFrame(message.frame);
    subscriber.listeners.onFrame({ streamId: view.streamId, view, dropped: message.dropped });
  }

  #say(message: ClientMessage): void {
    this.#socket?.send(JSON.stringify(message));
  }

  #tellState(state: 'connected' | 'reconnecting'): void {
    for (const { listeners } of this.#subscribers.values()) listeners.onState?.(state);
  }

  /** Trying again would be refused again. */
  #refused(): void {
    const subscribers = [...this.#subscribers.values()];
    this.close();
    const error = new ClientError(
      'UNAUTHORIZED',
      'The server refused the token. Give the one that it was started with.',
    );
    for (const { listeners } of subscribers) listeners.onError?.(error);
  }

  #closeSocket(): void {
    this.#isReady = false;
    this.#socket?.close();
    this.#socket = undefined;
  }
}

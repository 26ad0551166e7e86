import type { RouteCall, RouteName, RouteResponse } from '@modlink/protocol';
import type { Unsubscribe } from '@modlink/sdk';
import { type EventListeners, listenToEvents } from './events.js';
import { FrameConnection, type FrameListeners, type FrameSelection } from './frames/frame-connection.js';
import { FrameIterator, type FrameIteratorOptions } from './frames/frame-iterator.js';
import {
  type CallArguments,
  type CallOptions,
  type Connection,
  callRoute,
  send,
  type UploadBody,
} from './request.js';

export interface ModlinkClientOptions {
  /** Where the server is: `http://127.0.0.1:7788`. In a browser the page's own origin when absent. */
  readonly url?: string | undefined;
  /** What the server was started with, where it asks for one. */
  readonly token?: string | undefined;
}

/**
 * A client of one ModLink server.
 *
 * ```ts
 * const client = new ModlinkClient({ url: 'http://127.0.0.1:7788' });
 * const { devices } = await client.call('search', { body: {} });
 * const { deviceId } = await client.call('connectDevice', { body: { foundId: devices[0].foundId } });
 * await client.call('startStreaming', { params: { deviceId } });
 * for await (const { streamId, view } of client.frames({ streams: [deviceId] })) console.log(streamId, view.data.values);
 * ```
 */
export class ModlinkClient {
  readonly #connection: Connection;
  readonly #frames: FrameConnection;

  constructor(options: ModlinkClientOptions = {}) {
    const url = (options.url ?? pageOrigin() ?? 'http://127.0.0.1:7788').replace(/\/+$/, '');
    this.#connection = { url, token: options.token };
    this.#frames = new FrameConnection(this.#connection);
  }

  /**
   * Calls a route of the server.
   * @throws {ClientError} with the server's code; `SERVER_NOT_REACHED`, `ANSWER_NOT_UNDERSTOOD`; the signal's reason.
   */
  call<Name extends RouteName>(
    name: Name,
    ...[call, options]: CallArguments<Name>
  ): Promise<RouteResponse<Name>> {
    return callRoute(this.#connection, name, call, options);
  }

  /** The bytes of a recording, of a file that an export made, or of a diagnostic bundle. @throws {ClientError} as {@link ModlinkClient.call} */
  download<Name extends 'downloadRecording' | 'downloadExport' | 'diagnostics'>(
    name: Name,
    call: RouteCall<Name>,
    options: CallOptions = {},
  ): Promise<Response> {
    return send(this.#connection, name, call, options);
  }

  /**
   * Sends a file to be imported. Answers when it is received: the job goes on, and events of the type `import` tell how far it is,
   * also while it is sent. @throws {ClientError} as {@link ModlinkClient.call}
   */
  importFile(
    file: UploadBody,
    query: RouteCall<'startImport'>['query'],
    options: CallOptions = {},
  ): Promise<RouteResponse<'startImport'>> {
    return callRoute(this.#connection, 'startImport', { query, upload: file }, options);
  }

  /** Listens to what happens. Comes back by itself when the connection is lost. @returns what ends it. */
  listen(listeners: EventListeners): Unsubscribe {
    return listenToEvents(this.#connection, listeners);
  }

  /** Calls a listener for each frame, as it comes: for pages that draw. @returns what ends it. */
  subscribe(selection: FrameSelection, listeners: FrameListeners): Unsubscribe {
    return this.#frames.subscribe(selection, listeners);
  }

  /** Frames as an async iterable: for scripts. Leaving the loop ends the subscription. */
  frames(options: FrameIteratorOptions): FrameIterator {
    return new FrameIterator(this.#frames, options);
  }

  /** Ends all frame subscriptions. */
  close(): void {
    this.#frames.close();
  }

  [Symbol.dispose](): void {
    this.close();
  }
}

/** Where the page of a browser comes from. */
const pageOrigin = (): string | undefined =>
  (globalThis as { location?: { origin: string } }).location?.origin;

/**
 * The messages between a host and an isolate. JSON: bigints travel as decimal strings.
 */
import type {
  DeviceCommandInfo,
  JsonObject,
  JsonValue,
  ReportLevel,
  SearchResultInit,
  SerializedError,
  StreamDescriptorInit,
  TransportKind,
} from '@modlink/sdk';
import type { PluggedIn } from '../registry/index.js';

/** What an isolate needs to bring a driver up. */
export interface LoadRequest {
  /** `file:` URL of the driver's module. */
  readonly entryUrl: string;
  /** The export that gives the factory; the default export or `createDriver` when absent. */
  readonly exportName?: string | undefined;
  readonly driverId: string;
  /** `file:` URLs of the transport modules that the manifest names. */
  readonly transports: readonly { readonly kind: TransportKind; readonly url: string }[];
  /** Captures that are played as transports of these kinds, in place of modules. */
  readonly playback?:
    | { readonly kinds: readonly TransportKind[]; readonly paths: readonly string[] }
    | undefined;
  /** Where what goes over the transports is captured, and which software the captures name; nowhere when absent. */
  readonly capture?:
    | { readonly folder: string; readonly software: Readonly<Record<string, string>> }
    | undefined;
  readonly settings: JsonObject;
  readonly clockOffsetNs: string;
}

/** What an isolate without a driver needs to watch what is plugged in. */
export interface WatchRequest {
  /** `file:` URLs of the transport modules. */
  readonly transports: readonly { readonly kind: TransportKind; readonly url: string }[];
  readonly clockOffsetNs: string;
}

/** What an isolate without a driver needs to list what is plugged in. */
export type ListRequest = WatchRequest;

/** What is plugged in, as the transports see it, and which of them could not look. */
export interface ListReply {
  readonly pluggedIn: PluggedIn;
  readonly failures: readonly { readonly kind: string; readonly message: string }[];
}

/** What a driver says of itself once it is up. */
export interface LoadReply {
  readonly deviceId: string;
  readonly displayName: string;
  readonly supportedProviders: readonly string[];
  readonly descriptors: readonly StreamDescriptorInit[];
}

export interface ConnectRequest {
  readonly result: SearchResultInit;
  /** The id that the host gives this device. */
  readonly deviceId: string;
  readonly settings: JsonObject;
  /** Where the numbering of each stream goes on, for a device that comes back. */
  readonly firstSeq: Readonly<Record<string, number>>;
}

/** What the connected device can do beside streaming. */
export interface ConnectReply {
  readonly commands: readonly DeviceCommandInfo[];
}

export interface CommandRequest {
  readonly name: string;
  /** Complete and valid by the command's schema. */
  readonly args: JsonObject;
}

/** The control calls, one at a time: name, request, reply. */
export interface ControlCalls {
  load: { request: LoadRequest; reply: LoadReply };
  /** Instead of `load`: until the isolate is shut down. */
  watch: { request: WatchRequest; reply: null };
  /** Instead of `load`. */
  list: { request: ListRequest; reply: ListReply };
  search: { request: { readonly provider: string }; reply: readonly SearchResultInit[] };
  connect: { request: ConnectRequest; reply: ConnectReply };
  disconnect: { request: null; reply: null };
  startStreaming: { request: null; reply: null };
  stopStreaming: { request: null; reply: null };
  runCommand: { request: CommandRequest; reply: JsonValue };
  shutdown: { request: null; reply: null };
}
export type ControlName = keyof ControlCalls;

export type HostMessage =
  | { readonly type: 'call'; readonly id: number; readonly name: ControlName; readonly request: unknown }
  | { readonly type: 'abort'; readonly id: number }
  | { readonly type: 'lease-granted'; readonly id: number }
  | { readonly type: 'lease-refused'; readonly id: number; readonly message: string }
  /** To be answered at once: only a turning event loop can. */
  | { readonly type: 'ping' }
  /** The host clock was moved forward: after a suspension of the machine. */
  | { readonly type: 'clock'; readonly offsetNs: string };

/** Why a frame was not taken. */
export const frameRefusals = [
  'NOT_CONNECTED',
  'UNKNOWN_STREAM',
  'INVALID_FRAME',
  'WRONG_RANK',
  'CHUNK_EMPTY',
  'CHUNK_TOO_LARGE',
  'DTYPE_CHANGED',
  'CHANNEL_COUNT_WRONG',
  'SEQ_NOT_INCREASING',
] as const;
export type FrameRefusal = (typeof frameRefusals)[number];

export type IsolateMessage =
  | { readonly type: 'reply'; readonly id: number; readonly value: unknown }
  | { readonly type: 'failure'; readonly id: number; readonly error: SerializedError }
  | { readonly type: 'lease'; readonly id: number; readonly resource: string }
  | { readonly type: 'release'; readonly id: number }
  | { readonly type: 'pong'; readonly memoryBytes: number }
  /** The streams from now on; a frame names its stream by `index`. */
  | {
      readonly type: 'streams';
      readonly streams: readonly { readonly index: number; readonly descriptor: StreamDescriptorInit }[];
    }
  /** Devices of a transport came or went. */
  | { readonly type: 'devices-changed'; readonly transport: TransportKind }
  /** Streaming ended by itself, after the frames before this. */
  | { readonly type: 'streaming-ended' }
  | { readonly type: 'connection-lost'; readonly detail: JsonValue; readonly timestampNs: string }
  | {
      readonly type: 'marker';
      readonly label: string;
      readonly timestampNs: string;
      readonly data: JsonValue;
    }
  | { readonly type: 'report'; readonly level: ReportLevel; readonly message: string }
  | { readonly type: 'log'; readonly level: LogLevel; readonly message: string }
  /** A connection is captured into this file. */
  | { readonly type: 'capture-started'; readonly path: string }
  /** Of a capture that is played nothing more comes by itself. */
  | { readonly type: 'playback-ended'; readonly path: string }
  | {
      readonly type: 'frames-refused';
      readonly streamKey: string;
      readonly refusal: FrameRefusal;
      /** Since the last message for this stream and reason. */
      readonly count: number;
      /** What was wrong with the latest of them. */
      readonly message: string;
    };

export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

/** An isolate's way to its host, and a host's way to its isolate. */
export interface IsolateLink {
  send(message: IsolateMessage): void;
  /** @returns false when the frame was dropped; the bytes are copied before it returns. */
  sendFrame(streamIndex: number, bytes: Uint8Array): boolean;
  /** What the isolate takes of the machine's memory, as far as it can tell. */
  memoryBytes(): number;
}

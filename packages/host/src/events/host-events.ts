import {
  type JsonObject,
  type JsonValue,
  type ReportLevel,
  type SerializedError,
  serializeError,
  type TransportKind,
  type Unsubscribe,
} from '@modlink/sdk';
import type { HostError } from '../errors.js';
import type { FrameRefusal, LogLevel } from '../isolate/messages.js';
import type { PackageJobSnapshot } from '../packages/package-job.js';

/**
 * Why an isolate ended. `crashed`: by itself, through an error, an exit or a signal. And ended by the host: `hung`, a
 * control call did not end within its time; `blocked`, its event loop did not turn; `out-of-memory`, it passed its limit
 * (or V8 ended it for that).
 */
export type IsolateExitCause = 'closed' | 'crashed' | 'hung' | 'blocked' | 'out-of-memory';

/** What happens in a host, by name. */
export interface HostEventMap {
  'device-connected': { readonly deviceId: string; readonly driverId: string; readonly title: string };
  /** On request. */
  'device-disconnected': { readonly deviceId: string };
  /**
   * Devices may have come or gone, told while somebody watches (`host.watchDevices()`): these drivers are worth a search.
   * Bluetooth devices are told to be worth one every 15 s, since only a search finds them.
   */
  'devices-changed': { readonly transport: TransportKind; readonly driverIds: readonly string[] };
  /** A search with a driver failed, also one for a device that went away. */
  'search-failed': {
    readonly driverId: string;
    readonly provider: string;
    readonly error: SerializedError;
  };
  /** Something befell a driver or one of its devices: see `host.health`. */
  'health-changed': { readonly driverId: string; readonly deviceId: string | undefined };
  /** The device went away; `detail` is the driver's. */
  'connection-lost': { readonly deviceId: string; readonly detail: JsonValue };
  'streaming-started': { readonly deviceId: string };
  /** On request, or because the device has no more to give. */
  'streaming-stopped': { readonly deviceId: string };
  /** The streams of a device are these now. */
  'streams-changed': { readonly deviceId: string; readonly streamIds: readonly string[] };
  /** What can be done with a device beside streaming is this now, by name. */
  'commands-changed': { readonly deviceId: string; readonly commands: readonly string[] };
  /** A command of a device ran from `beganNs` until now: it gave `result`, or failed with `error`. */
  'command-run': {
    readonly deviceId: string;
    readonly command: string;
    readonly arguments: JsonObject;
    readonly beganNs: bigint;
    readonly result: JsonValue;
    readonly error: SerializedError | undefined;
  };
  /** A driver's isolate ended although nobody asked it to. */
  'isolate-failed': {
    readonly driverId: string;
    readonly deviceId: string | undefined;
    readonly cause: Exclude<IsolateExitCause, 'closed'>;
    readonly exitCode: number | null;
    readonly signal: string | null;
    /** The end of what the driver wrote to its standard error. */
    readonly stderr: string;
  };
  'restart-scheduled': { readonly deviceId: string; readonly attempt: number; readonly delayMs: number };
  /** The device streams again after its isolate ended: between the two times nothing was received. */
  restarted: { readonly deviceId: string; readonly gapFromNs: bigint; readonly gapToNs: bigint };
  /** The device went away and is looked for after a while; `reason` is why it is gone, or was not found the last time. */
  reconnecting: {
    readonly deviceId: string;
    readonly attempt: number;
    readonly delayMs: number;
    readonly reason: string;
  };
  /** The device is back after it went away: between the two times nothing was received. */
  reconnected: { readonly deviceId: string; readonly gapFromNs: bigint; readonly gapToNs: bigint };
  /** The device went away, and is not looked for any more. */
  'reconnect-gave-up': { readonly deviceId: string; readonly error: HostError };
  /** Streams of a streaming device give no data for longer than their rate explains; `action` is what is done about it. */
  'data-silent': {
    readonly deviceId: string;
    readonly streamIds: readonly string[];
    readonly silentMs: number;
    readonly action: 'report' | 'restart-stream' | 'reconnect';
  };
  /** Data comes again, from a stream that was told to be silent: between the two times nothing was received. */
  'data-resumed': {
    readonly deviceId: string;
    readonly streamId: string;
    /** Absent when it had given nothing before. */
    readonly gapFromNs: bigint | undefined;
    readonly gapToNs: bigint;
  };
  /** The machine slept. The host clock, which may stand still meanwhile, was moved forward to `toNs`. */
  'machine-suspended': { readonly fromNs: bigint; readonly toNs: bigint };
  /**
   * The machine's wall clock was set: it would have been at `fromNs`, and is at `toNs` now. The host clock, by which all
   * timestamps are, does not follow.
   */
  'clock-adjusted': { readonly fromNs: bigint; readonly toNs: bigint };
  /** The device is given up after repeated failures. */
  'gave-up': { readonly deviceId: string; readonly error: HostError };
  /** A driver emitted what does not fit its stream; `count` since the last event of this stream and reason. */
  'frames-refused': {
    readonly deviceId: string;
    readonly streamKey: string;
    readonly refusal: FrameRefusal;
    readonly count: number;
    readonly message: string;
  };
  /** A driver emitted faster than the host could take: `count` frames are missing before the latest. */
  'frames-dropped': { readonly deviceId: string; readonly streamId: string; readonly count: number };
  marker: {
    readonly deviceId: string;
    readonly label: string;
    readonly markerNs: bigint;
    readonly data: JsonValue;
  };
  /** Something that a driver tells the user. */
  report: {
    readonly deviceId: string | undefined;
    readonly driverId: string;
    readonly level: ReportLevel;
    readonly message: string;
  };
  log: {
    readonly deviceId: string | undefined;
    readonly driverId: string;
    readonly level: LogLevel;
    readonly message: string;
  };
  /** What goes over a connection that the driver opened is written to this file. */
  'capture-started': {
    readonly deviceId: string | undefined;
    readonly driverId: string;
    readonly path: string;
  };
  /**
   * A capture that is played is over, as far as it goes by itself: what follows in it are calls that the driver does not make
   * before it is told to stop.
   */
  'playback-ended': {
    readonly deviceId: string | undefined;
    readonly driverId: string;
    readonly path: string;
  };
  /** An installation, update, rollback or removal of a driver package began, went on or ended. */
  'package-job': { readonly job: PackageJobSnapshot };
  'recording-started': { readonly recordingId: string; readonly path: string };
  /** The space on the disk of a recording is about to run out, or does not last until its planned end. */
  'recording-low-space': {
    readonly recordingId: string;
    readonly path: string;
    readonly freeBytes: number;
    /** Of late. */
    readonly bytesPerSecond: number;
    /** After this time the recording ends in order. */
    readonly lastsMs: number | undefined;
  };
  'recording-finished': { readonly recordingId: string; readonly path: string };
  'recording-failed': { readonly recordingId: string; readonly path: string; readonly error: HostError };
  /** Something about the saved settings that the user should know: a file that was not usable and is kept aside. */
  'settings-problem': { readonly message: string };
  /** A listener of the bus or of these events threw. */
  'consumer-failed': { readonly error: SerializedError };
}
export type HostEventType = keyof HostEventMap;

/** One event: its type, the host's time, and what belongs to the type. */
export type HostEvent<Type extends HostEventType = HostEventType> = {
  [T in Type]: { readonly type: T; readonly timestampNs: bigint } & HostEventMap[T];
}[Type];

type Listener = (event: HostEvent) => void;

/** Tells what happens in a host. A listener that throws harms no other. */
export class HostEvents {
  readonly #nowNs: () => bigint;
  readonly #listeners = new Set<Listener>();

  constructor(nowNs: () => bigint) {
    this.#nowNs = nowNs;
  }

  /** Calls a listener for each event. */
  onAny(listener: Listener): Unsubscribe {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Calls a listener for each event of one type. */
  on<Type extends HostEventType>(type: Type, listener: (event: HostEvent<Type>) => void): Unsubscribe {
    return this.onAny((event) => {
      if (event.type === type) listener(event as unknown as HostEvent<Type>);
    });
  }

  /** @internal */
  emit<Type extends HostEventType>(type: Type, content: HostEventMap[Type]): void {
    const event = { type, timestampNs: this.#nowNs(), ...content } as unknown as HostEvent;
    for (const listener of this.#listeners) {
      try {
        listener(event);
      } catch (error) {
        if (type !== 'consumer-failed') this.emit('consumer-failed', { error: serializeError(error) });
      }
    }
  }
}

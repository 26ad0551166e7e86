/** What happens in the host, as the events and log lines that clients get. */
import type { Host, HostEvent } from '@modlink/host';
import type { ErrorInfo, LogEntry } from '@modlink/protocol';
import type { Unsubscribe } from '@modlink/sdk';
import { wireRecording } from '../handlers/running-recordings.js';
import { wireDevice, wireError } from '../wire.js';
import type { EventLog } from './event-log.js';
import type { LiveLog } from './live-log.js';

export class HostWatch {
  readonly #host: Host;
  readonly #events: EventLog;
  readonly #log: LiveLog;
  readonly #lastErrors = new Map<string, ErrorInfo>();
  readonly #end: Unsubscribe;

  constructor(host: Host, events: EventLog, log: LiveLog) {
    this.#host = host;
    this.#events = events;
    this.#log = log;
    this.#end = host.events.onAny((event) => this.#tell(event));
  }

  /** The last thing that went wrong with a device, since it was connected. */
  lastErrorOf(deviceId: string): ErrorInfo | undefined {
    return this.#lastErrors.get(deviceId);
  }

  close(): void {
    this.#end();
  }

  #tell(event: HostEvent): void {
    this.#note(event);
    const deviceId = 'deviceId' in event ? event.deviceId : undefined;
    switch (event.type) {
      case 'device-connected':
      case 'device-disconnected':
      case 'connection-lost':
      case 'streaming-started':
      case 'streaming-stopped':
      case 'isolate-failed':
      case 'restart-scheduled':
      case 'restarted':
      case 'reconnecting':
      case 'reconnected':
      case 'reconnect-gave-up':
      case 'gave-up':
        this.#publishDevice(deviceId);
        break;
      case 'streams-changed':
        this.#events.publish({ type: 'streams-changed' });
        this.#publishDevice(deviceId);
        break;
      case 'marker':
        this.#events.publish({
          type: 'recording-event',
          event: {
            type: 'marker',
            timestampNs: String(event.markerNs),
            label: event.label,
            deviceId: event.deviceId,
            data: event.data,
          },
        });
        break;
      case 'recording-started': {
        const recording = this.#host.recordings
          .active()
          .find(({ recordingId }) => recordingId === event.recordingId);
        if (recording !== undefined)
          this.#events.publish({ type: 'recording', recording: wireRecording(recording) });
        break;
      }
      case 'recording-finished':
      case 'recording-failed':
        this.#events.publish({ type: 'recordings-changed' });
        break;
    }
  }

  #publishDevice(deviceId: string | undefined): void {
    const info = this.#host.devices.list().find((each) => each.deviceId === deviceId);
    if (info === undefined) return;
    this.#events.publish({ type: 'device', device: wireDevice(info, this.#lastErrors.get(info.deviceId)) });
  }

  /** Problems and log lines. */
  #note(event: HostEvent): void {
    const deviceId = 'deviceId' in event ? event.deviceId : undefined;
    if (event.type === 'device-connected') this.#lastErrors.delete(event.deviceId);
    const problem = problemOf(event);
    if (problem !== undefined) {
      if (deviceId !== undefined) this.#lastErrors.set(deviceId, problem);
      this.#events.publish({
        type: 'problem',
        ...(deviceId !== undefined && { deviceId }),
        error: problem,
      });
    }
    const entry = logEntryOf(event, problem);
    if (entry === undefined) return;
    this.#log.add(entry);
    if (entry.level !== 'debug') this.#events.publish({ type: 'log', entry });
  }
}

/** What a user has to know about, of what happens. */
function problemOf(event: HostEvent): ErrorInfo | undefined {
  switch (event.type) {
    case 'connection-lost':
      return { code: 'CONNECTION_LOST', message: `The device went away: ${detailWords(event.detail)}` };
    case 'isolate-failed':
      return {
        code: 'ISOLATE_EXITED',
        message: `The driver ended (${event.cause}). ${event.stderr.trim().split('\n').at(-1) ?? ''}`.trim(),
      };
    case 'reconnect-gave-up':
    case 'gave-up':
    case 'recording-failed':
      return wireError(event.error);
    case 'data-silent':
      return {
        code: 'DATA_SILENT',
        message: `No data for ${(event.silentMs / 1_000).toFixed(1)} s from ${event.streamIds.join(', ')}.`,
      };
    case 'settings-problem':
      return { code: 'SETTINGS_PROBLEM', message: event.message };
    default:
      return undefined;
  }
}

function detailWords(detail: unknown): string {
  if (typeof detail === 'object' && detail !== null && 'message' in detail) return String(detail.message);
  return typeof detail === 'string' ? detail : JSON.stringify(detail);
}

function logEntryOf(event: HostEvent, problem: ErrorInfo | undefined): LogEntry | undefined {
  const timestampNs = String(event.timestampNs);
  const about = {
    ...('driverId' in event && { driverId: event.driverId }),
    ...('deviceId' in event && event.deviceId !== undefined && { deviceId: event.deviceId }),
  };
  if (event.type === 'log') {
    return { timestampNs, level: event.level, source: 'driver', ...about, message: event.message };
  }
  if (event.type === 'report') {
    const level = event.level === 'warning' ? 'warn' : event.level;
    return { timestampNs, level, source: 'report', ...about, message: event.message };
  }
  if (problem !== undefined) {
    const level = event.type === 'data-silent' ? 'warn' : 'error';
    return { timestampNs, level, source: 'host', ...about, message: `${problem.message} (${problem.code})` };
  }
  const message = wordsOf(event);
  return message === undefined
    ? undefined
    : { timestampNs, level: 'info', source: 'host', ...about, message };
}

/** What happened in the normal course, in words. */
function wordsOf(event: HostEvent): string | undefined {
  switch (event.type) {
    case 'device-connected':
      return `${event.title} is connected.`;
    case 'device-disconnected':
      return 'The device was disconnected.';
    case 'streaming-started':
      return 'Streaming began.';
    case 'streaming-stopped':
      return 'Streaming ended.';
    case 'restart-scheduled':
      return `The driver is started again in ${event.delayMs} ms (attempt ${event.attempt}).`;
    case 'restarted':
      return 'The driver was started again.';
    case 'reconnecting':
      return `The device is looked for (attempt ${event.attempt}): ${event.reason}`;
    case 'reconnected':
      return 'The device is back.';
    case 'data-resumed':
      return `${event.streamId} gives data again.`;
    case 'frames-refused':
      return `${event.count} frames of ${event.streamKey} were refused: ${event.message}.`;
    case 'frames-dropped':
      return `${event.count} frames of ${event.streamId} were dropped, since the host did not keep up.`;
    case 'machine-suspended':
      return 'The machine slept.';
    case 'recording-started':
      return `Recording to ${event.path}.`;
    case 'recording-finished':
      return `The recording ${event.path} is complete.`;
    default:
      return undefined;
  }
}

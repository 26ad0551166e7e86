/** What happens in the host, as the events and log lines that clients get. */
import { type ActiveRecording, eventWords, type Host, type HostEvent } from '@modlink/host';
import type { ErrorInfo, LogEntry } from '@modlink/protocol';
import type { Unsubscribe } from '@modlink/sdk';
import { wirePackageJob } from '../handlers/package-handlers.js';
import { storedIdIn, wireRecording } from '../handlers/running-recordings.js';
import { wireDevice } from '../wire.js';
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

  /** Tells how a running recording is now. */
  publishRecording(recording: ActiveRecording): void {
    void wireRecording(this.#host, recording).then((wire) =>
      this.#events.publish({ type: 'recording', recording: wire }),
    );
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
      case 'commands-changed':
        this.#publishDevice(deviceId);
        break;
      case 'package-job':
        this.#events.publish({ type: 'package-job', job: wirePackageJob(event.job) });
        // What was installed or removed has been looked for by then.
        if (event.job.packages.some(({ changed }) => changed))
          this.#events.publish({ type: 'drivers-changed' });
        break;
      case 'devices-changed':
        this.#events.publish({ type: 'devices-plugged', driverIds: [...event.driverIds] });
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
      case 'health-changed':
        this.#events.publish({
          type: 'health-changed',
          driverId: event.driverId,
          ...(deviceId !== undefined && { deviceId }),
        });
        break;
      case 'recording-started': {
        const recording = this.#host.recordings
          .active()
          .find(({ recordingId }) => recordingId === event.recordingId);
        if (recording !== undefined) this.publishRecording(recording);
        break;
      }
      case 'recording-finished':
      case 'recording-failed':
        this.#events.publish({ type: 'recordings-changed' });
        break;
    }
  }

  /** Tells how every device is now. */
  publishDevices(): void {
    for (const { deviceId } of this.#host.devices.list()) this.#publishDevice(deviceId);
  }

  #failedRecording({ recordingId, path }: HostEvent<'recording-failed'>): {
    recordingId: string;
    storedId?: string;
  } {
    const storedId = storedIdIn(this.#host, path);
    return { recordingId, ...(storedId !== undefined && { storedId }) };
  }

  #publishDevice(deviceId: string | undefined): void {
    const info = this.#host.devices.list().find((each) => each.deviceId === deviceId);
    if (info === undefined) return;
    this.#events.publish({
      type: 'device',
      device: wireDevice(this.#host, info, this.#lastErrors.get(info.deviceId)),
    });
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
        ...(event.type === 'recording-failed' && this.#failedRecording(event)),
        error: problem,
      });
    }
    const entry = logEntryOf(event);
    if (entry === undefined) return;
    this.#log.add(entry);
    if (entry.level !== 'debug') this.#events.publish({ type: 'log', entry });
  }
}

/** What a user has to know about, of what happens. */
function problemOf(event: HostEvent): ErrorInfo | undefined {
  const words = eventWords(event);
  if (words === undefined) return undefined;
  // It has a code of its own: RECORDING_DISK_FULL, RECORDING_OVERFLOW ...
  if (event.type === 'recording-failed') return { code: event.error.code, message: words.text };
  if (!(event.type in problemCodes)) return undefined;
  return { code: problemCodes[event.type as keyof typeof problemCodes], message: words.text };
}

const problemCodes = {
  'connection-lost': 'CONNECTION_LOST',
  'isolate-failed': 'ISOLATE_EXITED',
  'reconnect-gave-up': 'RECONNECT_GAVE_UP',
  'gave-up': 'ISOLATE_GAVE_UP',
  'data-silent': 'DATA_SILENT',
  'settings-problem': 'SETTINGS_PROBLEM',
} as const satisfies Partial<Record<HostEvent['type'], string>>;

const logLevelOf = { detail: 'info', info: 'info', warning: 'warn', error: 'error' } as const;

function logEntryOf(event: HostEvent): LogEntry | undefined {
  const words = eventWords(event);
  if (words === undefined) return undefined;
  return {
    timestampNs: String(event.timestampNs),
    level: event.type === 'log' ? event.level : logLevelOf[words.level],
    source: event.type === 'log' ? 'driver' : event.type === 'report' ? 'report' : 'host',
    ...('driverId' in event && { driverId: event.driverId }),
    ...('deviceId' in event && event.deviceId !== undefined && { deviceId: event.deviceId }),
    message: words.text,
  };
}

import {
  type ConnectedStreams,
  type DeviceCommands,
  Driver,
  type DriverContext,
  type SearchResult,
  type SearchResultInit,
  type StreamDescriptor,
  serializeError,
} from '@modlink/sdk';
import { amplify, syntheticCommands } from './commands.js';
import {
  createDevice,
  type Device,
  type DeviceKind,
  type DeviceName,
  deviceIdOf,
  deviceKinds,
  deviceTitleOf,
} from './devices.js';
import { SyntheticError } from './errors.js';
import { resolveSettings, type SyntheticSettings } from './settings.js';
import type { EventSource } from './streaming/event-source.js';
import { createFaults, silence } from './streaming/faults.js';
import { MarkerSource } from './streaming/marker-source.js';
import { createSchedule, deviceSpanNs, nsOfSeconds } from './streaming/schedule.js';
import { StreamSource } from './streaming/stream-source.js';
import { Timeline } from './streaming/timeline.js';

const provider = 'synthetic';

/** What a search result carries: which of the devices it is. */
export type SyntheticExtra = {
  readonly kind: DeviceKind;
  /** Which of its kind; the first when absent. */
  readonly number?: number;
};

/** A device that is connected. */
interface Connection {
  readonly device: Device;
  readonly settings: SyntheticSettings;
  /** Host clock when the device's own clock began. */
  readonly poweredOnNs: bigint;
  /** By which the samples of its signals are multiplied. */
  amplitude: number;
}

/**
 * Devices without hardware. `search` finds those of each kind; which one an instance is, it learns in `connectDevice`.
 * Before that `deviceId` and `descriptors()` are those of the EEG; after it those of the device, also once it is
 * disconnected.
 */
export class SyntheticDriver extends Driver<SyntheticExtra, Partial<SyntheticSettings>> {
  override readonly supportedProviders: readonly string[] = [provider];
  #isBound = false;
  #name: DeviceName = { kind: 'eeg', number: 1 };
  #connection: Connection | undefined;
  #timeline: Timeline | undefined;
  /** Host clock of the last sample or marker that was emitted: a later start begins after it. */
  #lastEmittedNs = 0n;

  override get deviceId(): string {
    return deviceIdOf(this.#name);
  }

  override get displayName(): string {
    return deviceTitleOf(this.#name);
  }

  override bind(context: DriverContext<Partial<SyntheticSettings>>): void {
    super.bind(context);
    this.#isBound = true;
  }

  /** @throws {SyntheticError} `INVALID_SETTINGS` */
  override descriptors(): readonly StreamDescriptor[] {
    const device = this.#connection?.device ?? createDevice(this.#name, this.#currentSettings());
    return device.streams.map(({ descriptor }) => descriptor);
  }

  /** @throws {SyntheticError} `UNKNOWN_PROVIDER`, `INVALID_SETTINGS` */
  override search(asked: string): SearchResultInit<SyntheticExtra>[] {
    if (asked !== provider) {
      throw new SyntheticError(
        'UNKNOWN_PROVIDER',
        `The synthetic driver finds nothing at the provider "${asked}". Search the provider "${provider}".`,
      );
    }
    const settings = this.#currentSettings();
    return deviceNames(settings).map((name) => ({
      title: deviceTitleOf(name),
      subtitle: createDevice(name, settings).summary,
      deviceId: deviceIdOf(name),
      identity: name.number === 1 ? `synthetic_${name.kind}` : `synthetic_${name.kind} ${name.number}`,
      extra: { ...name },
    }));
  }

  /** @throws {SyntheticError} `UNKNOWN_DEVICE`, `ALREADY_CONNECTED`, `INVALID_SETTINGS` */
  override connectDevice({ extra }: SearchResult<SyntheticExtra>): ConnectedStreams {
    if (this.#connection !== undefined) {
      throw new SyntheticError(
        'ALREADY_CONNECTED',
        `${this.displayName} is connected already; one instance has one device. Disconnect it first.`,
        { deviceId: this.deviceId },
      );
    }
    const { kind, number = 1 } = extra;
    if (!deviceKinds.includes(kind) || !Number.isSafeInteger(number) || number < 1) {
      throw new SyntheticError(
        'UNKNOWN_DEVICE',
        `There is no synthetic device ${JSON.stringify(extra)}. The kinds are ${deviceKinds.join(', ')}, ` +
          'and their numbers begin with 1: pass a result of search() unchanged.',
      );
    }
    const settings = this.#currentSettings();
    this.#connection = {
      device: createDevice({ kind, number }, settings),
      settings,
      poweredOnNs: this.clock.nowNs(),
      amplitude: 1,
    };
    this.#name = { kind, number };
    return this.descriptors();
  }

  override commands(): DeviceCommands {
    return syntheticCommands({
      hasSignals: this.descriptors().some(({ payloadType }) => payloadType === 'signal'),
      mark: (label) => {
        const timestampNs = this.clock.nowNs();
        this.#emittedUpTo(timestampNs);
        this.emitMarker({ label, timestampNs });
      },
      setAmplitude: (factor) => {
        if (this.#connection !== undefined) this.#connection.amplitude = factor;
      },
    });
  }

  override disconnectDevice(): void {
    this.stopStreaming();
    this.#connection = undefined;
  }

  /**
   * Sample 0 of every stream is taken now. Does nothing while streaming.
   * @throws {SyntheticError} `NOT_CONNECTED`
   */
  override startStreaming(): void {
    if (this.#timeline !== undefined) return;
    const connection = this.#connection;
    if (connection === undefined) {
      throw new SyntheticError(
        'NOT_CONNECTED',
        'No synthetic device is connected. Pass a result of search() to connectDevice() before startStreaming().',
      );
    }
    const nowNs = this.clock.nowNs();
    const startNs = nowNs > this.#lastEmittedNs ? nowNs : this.#lastEmittedNs + 1n;
    const { simulateDisconnectAfterS } = connection.settings;
    this.#timeline = new Timeline({
      clock: this.clock,
      startNs,
      sources: this.#sources(connection, startNs),
      endNs: simulateDisconnectAfterS > 0 ? nsOfSeconds(simulateDisconnectAfterS) : undefined,
      onEnd: () =>
        this.#lose(
          `SIMULATED_DISCONNECT: ${this.displayName} went away ${simulateDisconnectAfterS} s after the start, ` +
            'as the setting simulateDisconnectAfterS asks.',
        ),
      onFailure: (thrown) => {
        const { name, message } = serializeError(thrown);
        this.#lose(`STREAMING_FAILED: ${name}: ${message}`);
      },
      isClosed: () => this.context.isClosed,
    });
  }

  /** Emits what was taken up to now, the partial chunks included. Does nothing when not streaming. */
  override stopStreaming(): void {
    const timeline = this.#timeline;
    this.#timeline = undefined;
    timeline?.stop();
  }

  override onShutdown(): void {
    this.disconnectDevice();
  }

  #sources(connection: Connection, startNs: bigint): EventSource[] {
    const { device, settings, poweredOnNs } = connection;
    const driftPpm = settings.simulateClockDriftPpm;
    const deviceStartNs = deviceSpanNs(startNs - poweredOnNs, driftPpm);
    const sources: EventSource[] = device.streams.map(({ descriptor, rateHz, signal }) => {
      const { streamKey, chunkSize, payloadType } = descriptor;
      const schedule = createSchedule(rateHz, driftPpm);
      return new StreamSource({
        streamKey,
        signal,
        chunkSize,
        schedule,
        faults: createFaults(streamKey, settings, schedule),
        onSamples: ({ first, data, lost }) => {
          this.#emittedUpTo(startNs + schedule.hostOffsetNs(first + (data.shape[1] ?? 1) - 1));
          if (payloadType === 'signal' && connection.amplitude !== 1)
            amplify(data.values, connection.amplitude);
          this.emit(streamKey, data, {
            timestampNs: startNs + schedule.hostOffsetNs(first),
            deviceTimeNs: deviceStartNs + schedule.deviceOffsetNs(first),
            lost,
          });
        },
      });
    });
    if (device.markerIntervalS > 0) {
      sources.push(
        new MarkerSource({
          intervalNs: nsOfSeconds(device.markerIntervalS),
          isSilent: silence(settings),
          onMarker: (index, offsetNs) => {
            this.#emittedUpTo(startNs + offsetNs);
            this.emitMarker({ label: 'trigger', timestampNs: startNs + offsetNs, data: { index } });
          },
        }),
      );
    }
    return sources;
  }

  #emittedUpTo(timestampNs: bigint): void {
    if (timestampNs > this.#lastEmittedNs) this.#lastEmittedNs = timestampNs;
  }

  /** The device is gone: nothing is emitted after this. */
  #lose(detail: string): void {
    this.#timeline = undefined;
    this.#connection = undefined;
    this.emitConnectionLost(detail);
  }

  #currentSettings(): SyntheticSettings {
    return resolveSettings(this.#isBound ? this.settings : {});
  }
}

/** The devices that are there, by kind. */
function deviceNames({ devicesPerKind }: SyntheticSettings): DeviceName[] {
  return deviceKinds.flatMap((kind) =>
    Array.from({ length: devicesPerKind }, (_, index) => ({ kind, number: index + 1 })),
  );
}

/** The factory that hosts call. */
export function createDriver(): SyntheticDriver {
  return new SyntheticDriver();
}

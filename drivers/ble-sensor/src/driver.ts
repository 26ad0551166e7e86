import {
  type BleConnection,
  type ControlOptions,
  Driver,
  type SearchResult,
  type SearchResultInit,
  type StreamDescriptor,
  serializeError,
  type TransportError,
} from '@modlink/sdk';
import { type DeviceInformation, readDeviceInformation, withInformation } from './device-information.js';
import { BleSensorError } from './errors.js';
import { type BleSensorExtra, findSensors } from './search.js';
import { openParts } from './sensor.js';
import type { SensorPart } from './sensor-part.js';
import { type BleSensorSettings, completeSettings } from './settings.js';
import { deviceId, previewStreams } from './streams.js';

interface Session {
  readonly connection: BleConnection;
  parts: readonly SensorPart[];
  isStreaming: boolean;
}

/**
 * Bluetooth sensors: heart-rate monitors, Polar sensors with their measurement data, and devices that print values over the
 * Nordic UART service. Which streams there are, the services of the sensor say.
 */
export class BleSensor extends Driver<BleSensorExtra, BleSensorSettings> {
  override readonly deviceId = deviceId;
  override readonly supportedProviders = ['ble'];
  #session: Session | undefined;

  override get displayName(): string {
    return 'Bluetooth LE sensor';
  }

  override descriptors(): readonly StreamDescriptor[] {
    return previewStreams();
  }

  override search(
    provider: string,
    { signal }: ControlOptions,
  ): Promise<readonly SearchResultInit<BleSensorExtra>[]> {
    if (provider !== 'ble') {
      throw new BleSensorError(
        'UNKNOWN_PROVIDER',
        `Bluetooth sensors are found through the provider "ble", not "${provider}".`,
      );
    }
    return findSensors(this.transports.ble, completeSettings(this.settings), signal);
  }

  override async connectDevice(
    { extra: { id } }: SearchResult<BleSensorExtra>,
    { signal }: ControlOptions,
  ): Promise<readonly StreamDescriptor[]> {
    if (this.#session !== undefined) {
      throw new BleSensorError(
        'ALREADY_CONNECTED',
        `The sensor ${this.#session.connection.id} is connected. Disconnect it first.`,
      );
    }
    const connection = await this.transports.ble.connect({ id, signal });
    const session: Session = { connection, parts: [], isStreaming: false };
    let information: DeviceInformation = {};
    try {
      const services = await connection.services();
      session.parts = await openParts(
        {
          connection,
          services,
          settings: completeSettings(this.settings),
          emit: (streamKey, values, options) => {
            if (session.isStreaming) this.emit(streamKey, values, options);
          },
          report: (level, message) => this.report(level, message),
          log: this.log,
        },
        signal,
      );
      information = await readDeviceInformation(connection, services, this.log);
    } catch (error) {
      await connection.close();
      throw error;
    }
    this.#session = session;
    connection.onClose((error) => error && this.#onLost(session, error));
    return withInformation(
      session.parts.flatMap(({ streams }) => streams),
      information,
    );
  }

  override async startStreaming({ signal }: ControlOptions): Promise<void> {
    const session = this.#connected();
    if (session.isStreaming) return;
    session.isStreaming = true;
    try {
      for (const part of session.parts) await part.start(signal);
    } catch (error) {
      await this.#stop(session);
      throw error;
    }
  }

  override async stopStreaming(): Promise<void> {
    const session = this.#connected();
    if (session.isStreaming) await this.#stop(session);
  }

  override async disconnectDevice(): Promise<void> {
    const session = this.#session;
    if (session === undefined) return;
    if (session.isStreaming) await this.#stop(session);
    this.#session = undefined;
    await session.connection.close();
  }

  override onShutdown(): Promise<void> {
    return this.disconnectDevice();
  }

  /** Tells the sensor to stop, and lets go also of what it does not answer for. */
  async #stop(session: Session): Promise<void> {
    for (const part of session.parts) {
      try {
        await part.stop();
      } catch (error) {
        this.log.warn(`The sensor could not be told to stop: ${serializeError(error).message}`);
      }
    }
    end(session);
  }

  #onLost(session: Session, { code, message }: TransportError): void {
    end(session);
    if (this.#session !== session) return;
    this.#session = undefined;
    this.emitConnectionLost({ code, message });
  }

  #connected(): Session {
    if (this.#session !== undefined) return this.#session;
    throw new BleSensorError('NOT_CONNECTED', 'No sensor is connected. Search for one and connect it first.');
  }
}

function end(session: Session): void {
  session.isStreaming = false;
  for (const part of session.parts) part.end();
}

import {
  type BleConnection,
  type ControlOptions,
  DeviceDriver,
  type DeviceLoss,
  type SearchResult,
  type SearchResultInit,
  type StreamDescriptor,
  serializeError,
} from '@modlink/sdk';
import { type DeviceInformation, readDeviceInformation, withInformation } from './device-information.js';
import { type BleSensorExtra, findSensors } from './search.js';
import { openParts } from './sensor.js';
import type { SensorPart } from './sensor-part.js';
import { type BleSensorSettings, completeSettings } from './settings.js';
import { deviceId, previewStreams } from './streams.js';

interface OpenSensor {
  readonly connection: BleConnection;
  readonly parts: readonly SensorPart[];
  readonly information: DeviceInformation;
}

/**
 * Bluetooth sensors: heart-rate monitors, Polar sensors with their measurement data, and devices that print values over the
 * Nordic UART service. Which streams there are, the services of the sensor say.
 */
export class BleSensor extends DeviceDriver<OpenSensor, BleSensorExtra, BleSensorSettings> {
  override readonly deviceId = deviceId;
  override readonly supportedProviders = ['ble'];

  override get displayName(): string {
    return 'Bluetooth LE sensor';
  }

  override descriptors(): readonly StreamDescriptor[] {
    return previewStreams();
  }

  protected override findDevices(
    _provider: string,
    { signal }: ControlOptions,
  ): Promise<readonly SearchResultInit<BleSensorExtra>[]> {
    return findSensors(this.transports.ble, completeSettings(this.settings), signal);
  }

  protected override async openDevice(
    { extra: { id } }: SearchResult<BleSensorExtra>,
    { signal }: ControlOptions,
  ): Promise<OpenSensor> {
    const connection = await this.transports.ble.connect({ id, signal });
    try {
      const services = await connection.services();
      const parts = await openParts(
        {
          connection,
          services,
          settings: completeSettings(this.settings),
          emit: (streamKey, values, options) => {
            if (this.isStreaming) this.emit(streamKey, values, options);
          },
          report: (level, message) => this.report(level, message),
          log: this.log,
        },
        signal,
      );
      return { connection, parts, information: await readDeviceInformation(connection, services, this.log) };
    } catch (error) {
      await connection.close();
      throw error;
    }
  }

  protected override streamsOf({ parts, information }: OpenSensor): readonly StreamDescriptor[] {
    return withInformation(
      parts.flatMap(({ streams }) => streams),
      information,
    );
  }

  protected override watchForLoss({ connection }: OpenSensor, lost: (loss: DeviceLoss) => void): void {
    connection.onClose((error) => error && lost(error));
  }

  protected override async begin({ parts }: OpenSensor, { signal }: ControlOptions): Promise<void> {
    for (const part of parts) await part.start(signal);
  }

  /** Each part is told, whatever the others answer. */
  protected override async halt({ parts }: OpenSensor): Promise<void> {
    for (const part of parts) {
      try {
        await part.stop();
      } catch (error) {
        this.log.warn(`The sensor could not be told to stop: ${serializeError(error).message}`);
      }
    }
  }

  protected override endStreaming({ parts }: OpenSensor): void {
    for (const part of parts) part.end();
  }

  protected override closeDevice({ connection }: OpenSensor): Promise<void> {
    return connection.close();
  }
}

import {
  type ControlOptions,
  Driver,
  type SearchResult,
  type SearchResultInit,
  type StreamDescriptor,
  serializeError,
  type TransportError,
} from '@modlink/sdk';
import type { ImuDevice } from './devices/imu-device.js';
import { setUpDevice } from './devices/set-up-device.js';
import { HidImuError } from './errors.js';
import { ReportInbox } from './report-inbox.js';
import { ReportReader } from './report-reader.js';
import { findDevices, type HidImuExtra } from './search.js';
import { type CompleteSettings, completeSettings, type HidImuSettings } from './settings.js';
import { ImuStreaming } from './streaming.js';
import { chunkSizeOf, describeStreams, deviceId, previewStreams } from './streams.js';

interface Session {
  readonly inbox: ReportInbox;
  readonly device: ImuDevice;
  readonly settings: CompleteSettings;
  readonly chunkSize: number;
  streaming: ImuStreaming | undefined;
}

/**
 * Accelerometer and gyroscope of game controllers (DualSense, DualShock 4, Joy-Con, Pro Controller) and of HID sensors: streams
 * `accel` (m/s^2), `gyro` (rad/s) and `battery` (%).
 */
export class HidImu extends Driver<HidImuExtra, HidImuSettings> {
  override readonly deviceId = deviceId;
  override readonly supportedProviders = ['hid'];
  #session: Session | undefined;

  override get displayName(): string {
    return 'HID motion sensors';
  }

  override descriptors(): readonly StreamDescriptor[] {
    return previewStreams();
  }

  override search(provider: string): Promise<readonly SearchResultInit<HidImuExtra>[]> {
    if (provider !== 'hid') {
      throw new HidImuError(
        'UNKNOWN_PROVIDER',
        `HID motion sensors are found through the provider "hid", not "${provider}".`,
      );
    }
    return findDevices(this.transports.hid);
  }

  override async connectDevice(
    { extra }: SearchResult<HidImuExtra>,
    { signal }: ControlOptions,
  ): Promise<readonly StreamDescriptor[]> {
    if (this.#session !== undefined) {
      throw new HidImuError(
        'ALREADY_CONNECTED',
        `The ${this.#session.device.name} is connected. Disconnect it first.`,
      );
    }
    const settings = completeSettings(this.settings);
    const inbox = new ReportInbox(await this.transports.hid.open({ path: extra.path, signal }));
    try {
      const warn = (message: string) => this.report('warning', message);
      const device = await setUpDevice({ inbox, extra, settings, signal, warn });
      const chunkSize = settings.chunkSize ?? chunkSizeOf(device);
      const session: Session = { inbox, device, settings, chunkSize, streaming: undefined };
      this.#session = session;
      this.#readReports(session);
      inbox.onLost((error) => this.#onLost(session, error));
      this.report('info', describeDevice(device));
      return describeStreams(device, chunkSize);
    } catch (error) {
      await inbox.connection.close();
      throw error;
    }
  }

  override startStreaming(): void {
    const session = this.#connected();
    if (session.streaming !== undefined) return;
    const { device, settings, chunkSize } = session;
    const { lowBatteryPercent } = settings;
    session.streaming = new ImuStreaming(
      device,
      { chunkSize, lowBatteryPercent },
      {
        onChunk: (streamKey, { samples, lost, arrivalNs, deviceTimeNs }) =>
          this.emit(streamKey, samples, { lost, arrivalNs, deviceTimeNs, order: 'samples' }),
        onBattery: (percent, arrivalNs) => this.emit('battery', [percent], { arrivalNs }),
        report: (level, message) => this.report(level, message),
      },
    );
  }

  override stopStreaming(): void {
    endStreaming(this.#connected());
  }

  override async disconnectDevice(): Promise<void> {
    const session = this.#session;
    if (session === undefined) return;
    endStreaming(session);
    this.#session = undefined;
    session.inbox.onReport(() => {});
    try {
      await session.device.release();
    } catch (error) {
      this.log.warn(`The device could not be left as it was found: ${serializeError(error).message}`);
    }
    await session.inbox.connection.close();
  }

  override onShutdown(): Promise<void> {
    return this.disconnectDevice();
  }

  #readReports(session: Session): void {
    const reader = new ReportReader(session.device, {
      onSample: (sample, place) => session.streaming?.sample(sample, place),
      onBattery: (battery, arrivalNs) => session.streaming?.battery(battery, arrivalNs),
      onRejected: (reason, arrivalNs) => session.streaming?.rejected(reason, arrivalNs),
    });
    session.inbox.onReport((report, arrivalNs) => reader.take(report, arrivalNs));
  }

  #onLost(session: Session, { code, message }: TransportError): void {
    if (this.#session !== session) return;
    this.#session = undefined;
    endStreaming(session);
    this.emitConnectionLost({ code, message });
  }

  #connected(): Session {
    if (this.#session !== undefined) return this.#session;
    throw new HidImuError('NOT_CONNECTED', 'No device is connected. Search for one and connect it first.');
  }
}

/** The last samples fill no whole chunk; they are emitted as well. */
function endStreaming(session: Session): void {
  session.streaming?.end();
  session.streaming = undefined;
}

function describeDevice({
  name,
  connection,
  reportRateHz,
  samplesPerReport,
  calibration,
}: ImuDevice): string {
  const over = { usb: ' over USB', bluetooth: ' over Bluetooth' };
  const rate =
    reportRateHz === 'irregular'
      ? 'samples as they come'
      : `${Math.round(reportRateHz * samplesPerReport)} Hz`;
  const source = calibration === undefined ? '' : `, ${calibration} calibration`;
  return `${name}${connection === undefined ? '' : over[connection]}: ${rate}${source}.`;
}

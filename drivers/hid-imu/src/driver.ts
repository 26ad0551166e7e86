import {
  type ControlOptions,
  DeviceDriver,
  type DeviceLoss,
  type SearchResult,
  type SearchResultInit,
  type StreamDescriptor,
  serializeError,
} from '@modlink/sdk';
import type { ImuDevice } from './devices/imu-device.js';
import { setUpDevice } from './devices/set-up-device.js';
import { ReportInbox } from './report-inbox.js';
import { ReportReader } from './report-reader.js';
import { findDevices, type HidImuExtra } from './search.js';
import { type CompleteSettings, completeSettings, type HidImuSettings } from './settings.js';
import { ImuStreaming } from './streaming.js';
import { chunkSizeOf, describeStreams, deviceId, previewStreams } from './streams.js';

interface OpenDevice {
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
export class HidImu extends DeviceDriver<OpenDevice, HidImuExtra, HidImuSettings> {
  override readonly deviceId = deviceId;
  override readonly supportedProviders = ['hid'];

  override get displayName(): string {
    return 'HID motion sensors';
  }

  override descriptors(): readonly StreamDescriptor[] {
    return previewStreams();
  }

  protected override findDevices(): Promise<readonly SearchResultInit<HidImuExtra>[]> {
    return findDevices(this.transports.hid);
  }

  protected override async openDevice(
    { extra }: SearchResult<HidImuExtra>,
    { signal }: ControlOptions,
  ): Promise<OpenDevice> {
    const settings = completeSettings(this.settings);
    const inbox = new ReportInbox(await this.transports.hid.open({ path: extra.path, signal }));
    try {
      const warn = (message: string) => this.report('warning', message);
      const device = await setUpDevice({ inbox, extra, settings, signal, warn });
      const chunkSize = settings.chunkSize ?? chunkSizeOf(device);
      const open: OpenDevice = { inbox, device, settings, chunkSize, streaming: undefined };
      this.#readReports(open);
      this.report('info', describeDevice(device));
      return open;
    } catch (error) {
      await inbox.connection.close();
      throw error;
    }
  }

  protected override streamsOf({ device, chunkSize }: OpenDevice): readonly StreamDescriptor[] {
    return describeStreams(device, chunkSize);
  }

  protected override watchForLoss({ inbox }: OpenDevice, lost: (loss: DeviceLoss) => void): void {
    inbox.onLost(lost);
  }

  protected override begin(open: OpenDevice): void {
    const { device, settings, chunkSize } = open;
    const { lowBatteryPercent } = settings;
    open.streaming = new ImuStreaming(
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

  /** These devices report for as long as they are open. */
  protected override halt(): void {}

  /** The last samples fill no whole chunk; they are emitted as well. */
  protected override endStreaming(open: OpenDevice): void {
    open.streaming?.end();
    open.streaming = undefined;
  }

  protected override async closeDevice({ inbox, device }: OpenDevice): Promise<void> {
    inbox.onReport(() => {});
    try {
      await device.release();
    } catch (error) {
      this.log.warn(`The device could not be left as it was found: ${serializeError(error).message}`);
    }
    await inbox.connection.close();
  }

  #readReports(open: OpenDevice): void {
    const reader = new ReportReader(open.device, {
      onSample: (sample, place) => open.streaming?.sample(sample, place),
      onBattery: (battery, arrivalNs) => open.streaming?.battery(battery, arrivalNs),
      onRejected: (reason, arrivalNs) => open.streaming?.rejected(reason, arrivalNs),
    });
    open.inbox.onReport((report, arrivalNs) => reader.take(report, arrivalNs));
  }
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

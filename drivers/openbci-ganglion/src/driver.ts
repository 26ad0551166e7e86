import {
  type ControlOptions,
  type DeviceCommands,
  DeviceDriver,
  type DeviceLoss,
  RssiWatch,
  type SearchResult,
  type SearchResultInit,
  type StreamDescriptor,
} from '@modlink/sdk';
import { BleLink } from './ble-link.js';
import { channelCommand, ganglionCommands } from './commands.js';
import { DongleLink } from './dongle/dongle-link.js';
import { detectFirmware } from './firmware.js';
import type { GanglionLink } from './link.js';
import { findOverBle, findOverDongles, type GanglionExtra } from './search.js';
import {
  type CompleteSettings,
  completeChannels,
  completeSettings,
  type GanglionSettings,
} from './settings.js';
import { GanglionStreaming } from './streaming.js';
import { describeStreams, deviceId, previewStreams, type StreamChoice } from './streams.js';

interface OpenBoard {
  readonly link: GanglionLink;
  choice: StreamChoice;
  readonly rssi: RssiWatch | undefined;
  hasTestSignal: boolean;
}

/** The OpenBCI Ganglion, over Bluetooth or its USB dongle: streams `eeg` (uV, 200 Hz), `accel` (m/s^2) and `rssi` (dBm). */
export class OpenBciGanglion extends DeviceDriver<OpenBoard, GanglionExtra, GanglionSettings> {
  override readonly deviceId = deviceId;
  override readonly supportedProviders = ['ble', 'dongle'];

  override get displayName(): string {
    return 'OpenBCI Ganglion';
  }

  override descriptors(): readonly StreamDescriptor[] {
    return previewStreams();
  }

  protected override findDevices(
    provider: string,
    { signal }: ControlOptions,
  ): Promise<readonly SearchResultInit<GanglionExtra>[]> {
    const options = { settings: completeSettings(this.settings), signal };
    return provider === 'ble'
      ? findOverBle(this.transports.ble, options)
      : findOverDongles(this.transports.serial, this.log, options);
  }

  protected override async openDevice(
    { extra }: SearchResult<GanglionExtra>,
    { signal }: ControlOptions,
  ): Promise<OpenBoard> {
    const settings = completeSettings(this.settings);
    const link = await this.#openLink(extra, settings, signal);
    try {
      const firmware = await detectFirmware(link, settings, signal);
      const channels = completeChannels(settings);
      for (const [index, { enabled }] of channels.entries()) {
        if (!enabled) await link.send(channelCommand(index, false));
      }
      const { accel, rssi } = settings;
      return {
        link,
        choice: { firmware, channels, accel, rssi },
        rssi: rssi ? this.#watchRssi(link) : undefined,
        hasTestSignal: false,
      };
    } catch (error) {
      await link.close();
      throw error;
    }
  }

  protected override streamsOf({ choice }: OpenBoard): readonly StreamDescriptor[] {
    return describeStreams(choice);
  }

  protected override watchForLoss({ link }: OpenBoard, lost: (loss: DeviceLoss) => void): void {
    link.onClose((error) => error && lost(error));
  }

  override commands(): DeviceCommands {
    return ganglionCommands(() => {
      const open = this.device;
      const { link, choice } = open;
      return {
        link,
        firmware: choice.firmware,
        useChannel: (index, enabled) => {
          const channels = choice.channels.map((channel, each) =>
            each === index ? { ...channel, enabled } : channel,
          );
          open.choice = { ...choice, channels };
          this.changeStreams(this.streamsOf(open));
        },
        useTestSignal: async (isOn) => {
          open.hasTestSignal = isOn;
          if (this.isStreaming) await link.send(isOn ? '[' : ']');
        },
      };
    });
  }

  protected override async begin({ link, choice, rssi, hasTestSignal }: OpenBoard): Promise<void> {
    await link.send(choice.accel ? 'n' : 'N');
    const streaming = new GanglionStreaming(choice.firmware.format, {
      emit: (streamKey, values, options) => this.emit(streamKey, values, options),
      warn: (message) => this.report('warning', message),
    });
    link.onPacket((bytes, arrivalNs) => streaming.take(bytes, arrivalNs));
    await link.send('b');
    // The board forgets it with each stop.
    if (hasTestSignal) await link.send('[');
    rssi?.start();
  }

  protected override halt({ link }: OpenBoard): Promise<void> {
    return link.send('s');
  }

  protected override endStreaming({ link, rssi }: OpenBoard): void {
    link.onPacket(() => {});
    rssi?.stop();
  }

  protected override closeDevice({ link }: OpenBoard): Promise<void> {
    return link.close();
  }

  #openLink(
    { id, path, addressType = 1 }: GanglionExtra,
    { replyTimeoutMs }: CompleteSettings,
    signal: AbortSignal,
  ): Promise<GanglionLink> {
    if (path === undefined) return BleLink.open(this.transports.ble, id, signal);
    const target = { address: id, addressType };
    return DongleLink.open(this.transports.serial, target, { path, replyTimeoutMs, signal });
  }

  #watchRssi(link: GanglionLink): RssiWatch {
    return new RssiWatch({
      read: () => link.readRssiDbm(),
      onRssiDbm: (rssiDbm) => this.emit('rssi', [rssiDbm]),
      onFailed: (error) => this.log.debug(`The signal strength could not be read: ${String(error)}`),
    });
  }
}

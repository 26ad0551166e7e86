import {
  type ControlOptions,
  type DeviceCommands,
  Driver,
  RssiWatch,
  type SearchResult,
  type SearchResultInit,
  type StreamDescriptor,
  serializeError,
  type TransportError,
} from '@modlink/sdk';
import { BleLink } from './ble-link.js';
import { channelCommand, ganglionCommands } from './commands.js';
import { DongleLink } from './dongle/dongle-link.js';
import { GanglionError } from './errors.js';
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

interface Session {
  readonly link: GanglionLink;
  choice: StreamChoice;
  readonly rssi: RssiWatch | undefined;
  hasTestSignal: boolean;
  isStreaming: boolean;
}

/** The OpenBCI Ganglion, over Bluetooth or its USB dongle: streams `eeg` (uV, 200 Hz), `accel` (m/s^2) and `rssi` (dBm). */
export class OpenBciGanglion extends Driver<GanglionExtra, GanglionSettings> {
  override readonly deviceId = deviceId;
  override readonly supportedProviders = ['ble', 'dongle'];
  #session: Session | undefined;

  override get displayName(): string {
    return 'OpenBCI Ganglion';
  }

  override descriptors(): readonly StreamDescriptor[] {
    return previewStreams();
  }

  override search(
    provider: string,
    { signal }: ControlOptions,
  ): Promise<readonly SearchResultInit<GanglionExtra>[]> {
    const options = { settings: completeSettings(this.settings), signal };
    if (provider === 'ble') return findOverBle(this.transports.ble, options);
    if (provider === 'dongle') return findOverDongles(this.transports.serial, this.log, options);
    throw new GanglionError(
      'UNKNOWN_PROVIDER',
      `The OpenBCI Ganglion is found through the providers "ble" and "dongle", not "${provider}".`,
    );
  }

  override async connectDevice(
    { extra }: SearchResult<GanglionExtra>,
    { signal }: ControlOptions,
  ): Promise<readonly StreamDescriptor[]> {
    if (this.#session !== undefined) {
      throw new GanglionError(
        'ALREADY_CONNECTED',
        `The board ${this.#session.link.id} is connected. Disconnect it first.`,
      );
    }
    const settings = completeSettings(this.settings);
    const link = await this.#open(extra, settings, signal);
    try {
      const firmware = await detectFirmware(link, settings, signal);
      const channels = completeChannels(settings);
      for (const [index, { enabled }] of channels.entries()) {
        if (!enabled) await link.send(channelCommand(index, false));
      }
      const { accel, rssi } = settings;
      const session: Session = {
        link,
        choice: { firmware, channels, accel, rssi },
        rssi: rssi ? this.#watchRssi(link) : undefined,
        hasTestSignal: false,
        isStreaming: false,
      };
      this.#session = session;
      link.onClose((error) => error && this.#onLost(session, error));
      return describeStreams(session.choice);
    } catch (error) {
      await link.close();
      throw error;
    }
  }

  override commands(): DeviceCommands {
    return ganglionCommands(() => {
      const session = this.#connected();
      const { link, choice } = session;
      return {
        link,
        firmware: choice.firmware,
        useChannel: (index, enabled) => {
          const channels = choice.channels.map((channel, each) =>
            each === index ? { ...channel, enabled } : channel,
          );
          session.choice = { ...choice, channels };
          this.changeStreams(describeStreams(session.choice));
        },
        useTestSignal: async (isOn) => {
          session.hasTestSignal = isOn;
          if (session.isStreaming) await link.send(isOn ? '[' : ']');
        },
      };
    });
  }

  override async startStreaming(): Promise<void> {
    const session = this.#connected();
    if (session.isStreaming) return;
    const { link, choice, rssi } = session;
    await link.send(choice.accel ? 'n' : 'N');
    const streaming = new GanglionStreaming(choice.firmware.format, {
      emit: (streamKey, values, options) => this.emit(streamKey, values, options),
      warn: (message) => this.report('warning', message),
    });
    session.isStreaming = true;
    link.onPacket((bytes, arrivalNs) => streaming.take(bytes, arrivalNs));
    try {
      await link.send('b');
      // The board forgets it with each stop.
      if (session.hasTestSignal) await link.send('[');
    } catch (error) {
      await this.#stop(session);
      throw error;
    }
    rssi?.start();
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
    await session.link.close();
  }

  override onShutdown(): Promise<void> {
    return this.disconnectDevice();
  }

  #open(
    { id, path, addressType = 1 }: GanglionExtra,
    { replyTimeoutMs }: CompleteSettings,
    signal: AbortSignal,
  ): Promise<GanglionLink> {
    if (path === undefined) return BleLink.open(this.transports.ble, id, signal);
    const target = { address: id, addressType };
    return DongleLink.open(this.transports.serial, target, { path, replyTimeoutMs, signal });
  }

  /** Tells the board to stop, and lets go also of one that cannot be told. */
  async #stop(session: Session): Promise<void> {
    try {
      await session.link.send('s');
    } catch (error) {
      this.log.warn(`The board could not be told to stop: ${serializeError(error).message}`);
    }
    end(session);
  }

  #onLost(session: Session, { code, message }: TransportError): void {
    end(session);
    if (this.#session !== session) return;
    this.#session = undefined;
    this.emitConnectionLost({ code, message });
  }

  #watchRssi(link: GanglionLink): RssiWatch {
    return new RssiWatch({
      read: () => link.readRssiDbm(),
      onRssiDbm: (rssiDbm) => this.emit('rssi', [rssiDbm]),
      onFailed: (error) => this.log.debug(`The signal strength could not be read: ${String(error)}`),
    });
  }

  #connected(): Session {
    if (this.#session !== undefined) return this.#session;
    throw new GanglionError('NOT_CONNECTED', 'No board is connected. Search for one and connect it first.');
  }
}

function end(session: Session): void {
  session.isStreaming = false;
  session.link.onPacket(() => {});
  session.rssi?.stop();
}

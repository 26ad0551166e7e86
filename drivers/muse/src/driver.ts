import {
  type BleConnection,
  type ControlOptions,
  DeviceDriver,
  type DeviceLoss,
  RssiWatch,
  type SearchResult,
  type SearchResultInit,
  type StreamDescriptor,
  serializeError,
} from '@modlink/sdk';
import { askStatus, type Headband, openHeadband } from './headband.js';
import { findHeadbands, type MuseExtra } from './search.js';
import { completeSettings, type MuseSettings } from './settings.js';
import { MuseStreaming } from './streaming.js';
import { describeStreams, deviceId, previewStreams } from './streams.js';

const keepAliveIntervalMs = 5_000;

interface OpenHeadband {
  readonly connection: BleConnection;
  readonly headband: Headband;
  readonly rssi: RssiWatch | undefined;
  streaming: MuseStreaming | undefined;
  keepAlive: ReturnType<typeof setInterval> | undefined;
}

/** Muse headbands over Bluetooth: streams `eeg` (uV), `accel` (m/s^2), `gyro` (rad/s), `ppg`, `battery` and others. */
export class Muse extends DeviceDriver<OpenHeadband, MuseExtra, MuseSettings> {
  override readonly deviceId = deviceId;
  override readonly supportedProviders = ['ble'];

  override get displayName(): string {
    return 'Muse headband';
  }

  override descriptors(): readonly StreamDescriptor[] {
    return previewStreams();
  }

  protected override findDevices(
    _provider: string,
    { signal }: ControlOptions,
  ): Promise<readonly SearchResultInit<MuseExtra>[]> {
    return findHeadbands(this.transports.ble, completeSettings(this.settings), signal);
  }

  protected override async openDevice(
    { extra: { id } }: SearchResult<MuseExtra>,
    { signal }: ControlOptions,
  ): Promise<OpenHeadband> {
    const connection = await this.transports.ble.connect({ id, signal });
    try {
      const headband = await openHeadband(connection, completeSettings(this.settings), {
        signal,
        log: this.log,
        onRefused: (answer) =>
          this.report('warning', `The headband refused a command: ${JSON.stringify(answer)}`),
      });
      return {
        connection,
        headband,
        rssi: headband.choice.rssi ? this.#watchRssi(connection) : undefined,
        streaming: undefined,
        keepAlive: undefined,
      };
    } catch (error) {
      await connection.close();
      throw error;
    }
  }

  protected override streamsOf({ headband }: OpenHeadband): readonly StreamDescriptor[] {
    return describeStreams(headband.choice);
  }

  protected override watchForLoss({ connection }: OpenHeadband, lost: (loss: DeviceLoss) => void): void {
    connection.onClose((error) => error && lost(error));
  }

  protected override async begin(open: OpenHeadband, { signal }: ControlOptions): Promise<void> {
    const { connection, headband } = open;
    // A headband that a program left running is halted first, so that what it still sends is not taken for the beginning.
    for (const command of ['h', headband.preset]) await headband.control.send(command);
    // The telemetry tells of the battery only after ten seconds.
    const { bp: batteryPercent } = await askStatus(headband.control, { signal, log: this.log });
    const streaming = await MuseStreaming.open(
      {
        connection,
        emit: (streamKey, values, options) => this.emit(streamKey, values, options),
        report: (level, message) => this.report(level, message),
      },
      headband.choice,
    );
    open.streaming = streaming;
    streaming.begin();
    await headband.control.send('d');
    if (typeof batteryPercent === 'number') streaming.takeBattery(batteryPercent);
    open.rssi?.start();
    if (completeSettings(this.settings).keepAlive) {
      open.keepAlive = setInterval(() => this.#sayAlive(open), keepAliveIntervalMs);
    }
  }

  /** Tells the headband to stop, and lets go also of one that cannot be told. */
  protected override async halt(open: OpenHeadband): Promise<void> {
    const { streaming, headband } = open;
    await this.#attempt('could not be told to stop', () => headband.control.send('h'));
    // Before the subscriptions end, which they do one by one: packets of the later electrodes would come without the first.
    this.endStreaming(open);
    if (streaming !== undefined) await this.#attempt('goes on notifying', () => streaming.close());
  }

  /** What waits for its other channels is emitted as well; nothing after that. */
  protected override endStreaming(open: OpenHeadband): void {
    open.streaming?.end();
    open.streaming = undefined;
    open.rssi?.stop();
    clearInterval(open.keepAlive);
    open.keepAlive = undefined;
  }

  protected override closeDevice({ connection }: OpenHeadband): Promise<void> {
    return connection.close();
  }

  /** What fails is logged: the connection may be gone. */
  async #attempt(failure: string, run: () => Promise<void>): Promise<void> {
    try {
      await run();
    } catch (error) {
      this.log.warn(`The headband ${failure}: ${serializeError(error).message}`);
    }
  }

  #sayAlive({ headband }: OpenHeadband): void {
    headband.control
      .send('k')
      .catch((error: unknown) =>
        this.log.debug(`The headband could not be kept alive: ${serializeError(error).message}`),
      );
  }

  #watchRssi(connection: BleConnection): RssiWatch {
    return new RssiWatch({
      read: () => connection.readRssiDbm(),
      onRssiDbm: (rssiDbm) => this.emit('rssi', [rssiDbm]),
      onFailed: (error) => this.log.debug(`The signal strength could not be read: ${String(error)}`),
    });
  }
}

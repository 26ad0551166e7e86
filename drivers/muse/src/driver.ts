import {
  type BleConnection,
  type ControlOptions,
  Driver,
  RssiWatch,
  type SearchResult,
  type SearchResultInit,
  type StreamDescriptor,
  serializeError,
  type TransportError,
} from '@modlink/sdk';
import { MuseError } from './errors.js';
import { askStatus, type Headband, openHeadband } from './headband.js';
import { findHeadbands, type MuseExtra } from './search.js';
import { completeSettings, type MuseSettings } from './settings.js';
import { MuseStreaming } from './streaming.js';
import { describeStreams, deviceId, previewStreams } from './streams.js';

const keepAliveIntervalMs = 5_000;

interface Session {
  readonly connection: BleConnection;
  readonly headband: Headband;
  readonly rssi: RssiWatch | undefined;
  streaming: MuseStreaming | undefined;
  keepAlive: ReturnType<typeof setInterval> | undefined;
}

/** Muse headbands over Bluetooth: streams `eeg` (uV), `accel` (m/s^2), `gyro` (rad/s), `ppg`, `battery` and others. */
export class Muse extends Driver<MuseExtra, MuseSettings> {
  override readonly deviceId = deviceId;
  override readonly supportedProviders = ['ble'];
  #session: Session | undefined;

  override get displayName(): string {
    return 'Muse headband';
  }

  override descriptors(): readonly StreamDescriptor[] {
    return previewStreams();
  }

  override search(
    provider: string,
    { signal }: ControlOptions,
  ): Promise<readonly SearchResultInit<MuseExtra>[]> {
    if (provider !== 'ble') {
      throw new MuseError(
        'UNKNOWN_PROVIDER',
        `Muse headbands are found through the provider "ble", not "${provider}".`,
      );
    }
    return findHeadbands(this.transports.ble, completeSettings(this.settings), signal);
  }

  override async connectDevice(
    { extra: { id } }: SearchResult<MuseExtra>,
    { signal }: ControlOptions,
  ): Promise<readonly StreamDescriptor[]> {
    if (this.#session !== undefined) {
      throw new MuseError(
        'ALREADY_CONNECTED',
        `The headband ${this.#session.connection.id} is connected. Disconnect it first.`,
      );
    }
    const connection = await this.transports.ble.connect({ id, signal });
    try {
      const headband = await openHeadband(connection, completeSettings(this.settings), {
        signal,
        log: this.log,
        onRefused: (answer) =>
          this.report('warning', `The headband refused a command: ${JSON.stringify(answer)}`),
      });
      const session: Session = {
        connection,
        headband,
        rssi: headband.choice.rssi ? this.#watchRssi(connection) : undefined,
        streaming: undefined,
        keepAlive: undefined,
      };
      this.#session = session;
      connection.onClose((error) => error && this.#onLost(session, error));
      return describeStreams(headband.choice);
    } catch (error) {
      await connection.close();
      throw error;
    }
  }

  override async startStreaming({ signal }: ControlOptions): Promise<void> {
    const session = this.#connected();
    if (session.streaming !== undefined) return;
    const { connection, headband } = session;
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
    session.streaming = streaming;
    streaming.begin();
    try {
      await headband.control.send('d');
    } catch (error) {
      await this.#stop(session);
      throw error;
    }
    if (typeof batteryPercent === 'number') streaming.takeBattery(batteryPercent);
    session.rssi?.start();
    if (completeSettings(this.settings).keepAlive) {
      session.keepAlive = setInterval(() => this.#sayAlive(session), keepAliveIntervalMs);
    }
  }

  override async stopStreaming(): Promise<void> {
    const session = this.#connected();
    if (session.streaming !== undefined) await this.#stop(session);
  }

  override async disconnectDevice(): Promise<void> {
    const session = this.#session;
    if (session === undefined) return;
    if (session.streaming !== undefined) await this.#stop(session);
    this.#session = undefined;
    await session.connection.close();
  }

  override onShutdown(): Promise<void> {
    return this.disconnectDevice();
  }

  /** Tells the headband to stop, and lets go also of one that cannot be told. */
  async #stop(session: Session): Promise<void> {
    const { streaming, headband } = session;
    await this.#attempt('could not be told to stop', () => headband.control.send('h'));
    // Before the subscriptions end, which they do one by one: packets of the later electrodes would come without the first.
    end(session);
    if (streaming !== undefined) await this.#attempt('goes on notifying', () => streaming.close());
  }

  /** What fails is logged: the connection may be gone. */
  async #attempt(failure: string, run: () => Promise<void>): Promise<void> {
    try {
      await run();
    } catch (error) {
      this.log.warn(`The headband ${failure}: ${serializeError(error).message}`);
    }
  }

  #onLost(session: Session, { code, message }: TransportError): void {
    end(session);
    if (this.#session !== session) return;
    this.#session = undefined;
    this.emitConnectionLost({ code, message });
  }

  #sayAlive({ headband }: Session): void {
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

  #connected(): Session {
    if (this.#session !== undefined) return this.#session;
    throw new MuseError('NOT_CONNECTED', 'No headband is connected. Search for one and connect it first.');
  }
}

/** What waits for its other channels is emitted as well; nothing after that. */
function end(session: Session): void {
  session.streaming?.end();
  session.streaming = undefined;
  session.rssi?.stop();
  clearInterval(session.keepAlive);
  session.keepAlive = undefined;
}

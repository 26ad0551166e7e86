import {
  type ControlOptions,
  type DeviceCommands,
  Driver,
  type SearchResult,
  type SearchResultInit,
  type StreamDescriptor,
  serializeError,
  type TransportError,
} from '@modlink/sdk';
import { CytonBoard } from './board.js';
import { cytonCommands } from './commands.js';
import { CytonError } from './errors.js';
import { type CytonExtra, findPorts } from './search.js';
import { type CompleteSettings, type CytonSettings, completeSettings } from './settings.js';
import { type CytonSetup, setUpBoard } from './setup.js';
import { CytonStreaming } from './streaming.js';
import { describeStreams, deviceId, previewStreams } from './streams.js';

interface Session {
  readonly board: CytonBoard;
  setup: CytonSetup;
  readonly settings: CompleteSettings;
  streaming: CytonStreaming | undefined;
}

/**
 * The OpenBCI Cyton over its USB dongle: streams `eeg` (uV) and `accel` (g), both at 250 Hz with 8 channels, or at 125 Hz
 * with 16 (Daisy module).
 */
export class OpenBciCyton extends Driver<CytonExtra, CytonSettings> {
  override readonly deviceId = deviceId;
  override readonly supportedProviders = ['serial'];
  #session: Session | undefined;

  override get displayName(): string {
    return 'OpenBCI Cyton';
  }

  override descriptors(): readonly StreamDescriptor[] {
    return previewStreams();
  }

  override search(provider: string): Promise<readonly SearchResultInit<CytonExtra>[]> {
    if (provider !== 'serial') {
      throw new CytonError(
        'UNKNOWN_PROVIDER',
        `The OpenBCI Cyton is found through the provider "serial", not "${provider}".`,
      );
    }
    return findPorts(this.transports.serial, this.settings.port, this.log);
  }

  override async connectDevice(
    result: SearchResult<CytonExtra>,
    { signal }: ControlOptions,
  ): Promise<readonly StreamDescriptor[]> {
    if (this.#session !== undefined) {
      throw new CytonError(
        'ALREADY_CONNECTED',
        `The board on ${this.#session.board.path} is connected. Disconnect it first.`,
      );
    }
    const settings = completeSettings(this.settings);
    const { path } = result.extra;
    const board = await CytonBoard.open(this.transports.serial, {
      path,
      baudRate: settings.baudRate,
      signal,
    });
    try {
      const setup = await setUpBoard(board, settings, signal);
      this.#session = { board, setup, settings, streaming: undefined };
      board.onLost((error) => this.#onLost(board, error));
      this.#reportBoard(setup);
      return describeStreams(setup, settings.chunkSize);
    } catch (error) {
      await board.close();
      throw error;
    }
  }

  override commands(): DeviceCommands {
    return cytonCommands(this.#session?.setup.channelCount ?? 8, () => {
      const session = this.#connected();
      const { board, setup, settings } = session;
      return {
        board,
        setup,
        replyTimeoutMs: settings.replyTimeoutMs,
        useChannels: (channels) => {
          session.setup = { ...setup, channels };
          this.changeStreams(describeStreams(session.setup, settings.chunkSize));
        },
      };
    });
  }

  override async startStreaming(): Promise<void> {
    const session = this.#connected();
    if (session.streaming !== undefined) return;
    const streaming = new CytonStreaming(session.setup, session.settings.chunkSize, {
      onEeg: ({ values, ...facts }) => this.emit('eeg', values, { ...facts, order: 'samples' }),
      onAccel: ({ values, ...facts }) => this.emit('accel', values, { ...facts, order: 'samples' }),
      onBadLink: (message) => this.report('warning', message),
    });
    session.streaming = streaming;
    session.board.onStream((bytes, arrivalNs) => streaming.take(bytes, arrivalNs));
    await session.board.send('b');
  }

  override async stopStreaming(): Promise<void> {
    const session = this.#connected();
    if (session.streaming === undefined) return;
    await session.board.send('s');
    await session.board.untilQuiet();
    endStreaming(session);
  }

  override async disconnectDevice(): Promise<void> {
    const session = this.#session;
    if (session === undefined) return;
    try {
      await this.stopStreaming();
    } catch (error) {
      this.log.warn(`The stream could not be stopped before disconnecting: ${serializeError(error).message}`);
    }
    this.#session = undefined;
    endStreaming(session);
    await session.board.close();
  }

  override onShutdown(): Promise<void> {
    return this.disconnectDevice();
  }

  #onLost(board: CytonBoard, { code, message }: TransportError): void {
    const session = this.#session;
    if (session?.board !== board) return;
    this.#session = undefined;
    endStreaming(session);
    this.emitConnectionLost({ code, message });
  }

  #connected(): Session {
    if (this.#session !== undefined) return this.#session;
    throw new CytonError('NOT_CONNECTED', 'No board is connected. Search for one and connect it first.');
  }

  #reportBoard({ channelCount, firmware }: CytonSetup): void {
    const version = firmware === undefined ? 'an early firmware' : `firmware ${firmware}`;
    const rate = channelCount === 16 ? '16 channels at 125 Hz' : '8 channels at 250 Hz';
    this.report('info', `OpenBCI Cyton with ${version}: ${rate}.`);
  }
}

/** The last samples fill no whole chunk; they are emitted as well. */
function endStreaming(session: Session): void {
  session.board.onStream(() => {});
  session.streaming?.end();
  session.streaming = undefined;
}

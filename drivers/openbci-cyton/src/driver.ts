import {
  type ControlOptions,
  type DeviceCommands,
  DeviceDriver,
  type DeviceLoss,
  type SearchResult,
  type SearchResultInit,
  type StreamDescriptor,
} from '@modlink/sdk';
import { CytonBoard } from './board.js';
import { cytonCommands } from './commands.js';
import { type CytonExtra, findPorts } from './search.js';
import { type CompleteSettings, type CytonSettings, completeSettings } from './settings.js';
import { type CytonSetup, setUpBoard } from './setup.js';
import { CytonStreaming } from './streaming.js';
import { describeStreams, deviceId, previewStreams } from './streams.js';

interface OpenBoard {
  readonly board: CytonBoard;
  setup: CytonSetup;
  readonly settings: CompleteSettings;
  streaming: CytonStreaming | undefined;
}

/**
 * The OpenBCI Cyton over its USB dongle: streams `eeg` (uV) and `accel` (g), both at 250 Hz with 8 channels, or at 125 Hz
 * with 16 (Daisy module).
 */
export class OpenBciCyton extends DeviceDriver<OpenBoard, CytonExtra, CytonSettings> {
  override readonly deviceId = deviceId;
  override readonly supportedProviders = ['serial'];

  override get displayName(): string {
    return 'OpenBCI Cyton';
  }

  override descriptors(): readonly StreamDescriptor[] {
    return previewStreams();
  }

  protected override findDevices(): Promise<readonly SearchResultInit<CytonExtra>[]> {
    return findPorts(this.transports.serial, this.settings.port, this.log);
  }

  protected override async openDevice(
    { extra: { path } }: SearchResult<CytonExtra>,
    { signal }: ControlOptions,
  ): Promise<OpenBoard> {
    const settings = completeSettings(this.settings);
    const { baudRate } = settings;
    const board = await CytonBoard.open(this.transports.serial, { path, baudRate, signal });
    try {
      const setup = await setUpBoard(board, settings, signal);
      this.#reportBoard(setup);
      return { board, setup, settings, streaming: undefined };
    } catch (error) {
      await board.close();
      throw error;
    }
  }

  protected override streamsOf({ setup, settings }: OpenBoard): readonly StreamDescriptor[] {
    return describeStreams(setup, settings.chunkSize);
  }

  protected override watchForLoss({ board }: OpenBoard, lost: (loss: DeviceLoss) => void): void {
    board.onLost(lost);
  }

  override commands(): DeviceCommands {
    return cytonCommands(this.openedDevice?.setup.channelCount ?? 8, () => {
      const open = this.device;
      const { board, setup, settings } = open;
      return {
        board,
        setup,
        replyTimeoutMs: settings.replyTimeoutMs,
        useChannels: (channels) => {
          open.setup = { ...setup, channels };
          this.changeStreams(this.streamsOf(open));
        },
      };
    });
  }

  protected override async begin(open: OpenBoard): Promise<void> {
    const streaming = new CytonStreaming(open.setup, open.settings.chunkSize, {
      onEeg: ({ values, ...facts }) => this.emit('eeg', values, { ...facts, order: 'samples' }),
      onAccel: ({ values, ...facts }) => this.emit('accel', values, { ...facts, order: 'samples' }),
      onBadLink: (message) => this.report('warning', message),
    });
    open.streaming = streaming;
    open.board.onStream((bytes, arrivalNs) => streaming.take(bytes, arrivalNs));
    await open.board.send('b');
  }

  protected override async halt({ board }: OpenBoard): Promise<void> {
    await board.send('s');
    await board.untilQuiet();
  }

  /** The last samples fill no whole chunk; they are emitted as well. */
  protected override endStreaming(open: OpenBoard): void {
    open.board.onStream(() => {});
    open.streaming?.end();
    open.streaming = undefined;
  }

  protected override closeDevice({ board }: OpenBoard): Promise<void> {
    return board.close();
  }

  #reportBoard({ channelCount, firmware }: CytonSetup): void {
    const version = firmware === undefined ? 'an early firmware' : `firmware ${firmware}`;
    const rate = channelCount === 16 ? '16 channels at 125 Hz' : '8 channels at 250 Hz';
    this.report('info', `OpenBCI Cyton with ${version}: ${rate}.`);
  }
}

import {
  type ControlOptions,
  DeviceDriver,
  type DeviceLoss,
  type FilledChunk,
  ndarray,
  type SearchResult,
  type SearchResultInit,
  type StreamDescriptor,
} from '@modlink/sdk';
import { openDevice } from './detect.js';
import type { LinePort } from './line-port.js';
import { findPorts, type SerialLinesExtra } from './search.js';
import {
  type ColumnLayout,
  type CompleteSettings,
  completeSettings,
  layOut,
  type SerialLinesSettings,
} from './settings.js';
import { LineStreaming } from './streaming.js';
import { describeStreams, deviceId, previewStreams } from './streams.js';

/** After a stop command the last lines are on their way for about this long. */
const quietMs = 50;
const quietLimitMs = 1000;

interface OpenPort {
  readonly port: LinePort;
  readonly settings: CompleteSettings;
  /** `undefined` in field mode. */
  readonly layout: ColumnLayout | undefined;
  readonly streams: readonly StreamDescriptor[];
  streaming: LineStreaming | undefined;
}

/** Any device that prints lines of values on a serial port: streams `samples`, or in field mode `field`. */
export class SerialLines extends DeviceDriver<OpenPort, SerialLinesExtra, SerialLinesSettings> {
  override readonly deviceId = deviceId;
  override readonly supportedProviders = ['serial'];

  override get displayName(): string {
    return 'Serial lines';
  }

  override descriptors(): readonly StreamDescriptor[] {
    return previewStreams();
  }

  protected override findDevices(): Promise<readonly SearchResultInit<SerialLinesExtra>[]> {
    return findPorts(this.transports.serial, this.settings.port, this.log);
  }

  protected override async openDevice(
    { extra: { path } }: SearchResult<SerialLinesExtra>,
    { signal }: ControlOptions,
  ): Promise<OpenPort> {
    const settings = completeSettings(this.settings);
    const { port, baudRate, columns } = await openDevice(this.transports.serial, path, settings, signal);
    try {
      const layout = settings.mode === 'field' ? undefined : layOut(settings, columns);
      const streams = describeStreams(settings, layout, baudRate);
      return { port, settings, layout, streams, streaming: undefined };
    } catch (error) {
      await port.close();
      throw error;
    }
  }

  protected override streamsOf({ streams }: OpenPort): readonly StreamDescriptor[] {
    return streams;
  }

  protected override watchForLoss({ port }: OpenPort, lost: (loss: DeviceLoss) => void): void {
    port.onClose((error) => error && lost(error));
  }

  protected override async begin(open: OpenPort): Promise<void> {
    const { port, settings, layout } = open;
    const streaming = new LineStreaming(settings, layout, {
      onChunk: (chunk) => this.#emitChunk(settings, layout, chunk),
      onBadLines: (message) => this.report('warning', message),
    });
    open.streaming = streaming;
    port.listen(streaming);
    await port.send(settings.startCommand);
  }

  protected override async halt({ port, settings }: OpenPort): Promise<void> {
    if (settings.stopCommand === '') return;
    await port.send(settings.stopCommand);
    await port.untilQuiet(quietMs, quietLimitMs);
  }

  /** The last samples fill no whole chunk; they are emitted as well. */
  protected override endStreaming(open: OpenPort): void {
    open.port.listen(undefined);
    open.streaming?.end();
    open.streaming = undefined;
  }

  protected override closeDevice({ port }: OpenPort): Promise<void> {
    return port.close();
  }

  #emitChunk(
    settings: CompleteSettings,
    layout: ColumnLayout | undefined,
    chunk: FilledChunk<'float64'>,
  ): void {
    const { values, samples, lost, arrivalNs, deviceTimeNs } = chunk;
    if (layout === undefined) {
      const shape = [1, samples, settings.fieldHeight, settings.fieldWidth];
      this.emit('field', ndarray(values, shape), { lost, arrivalNs });
    } else {
      this.emit('samples', values, { lost, arrivalNs, deviceTimeNs, order: 'samples' });
    }
  }
}

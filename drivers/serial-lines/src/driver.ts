import {
  type ControlOptions,
  Driver,
  type FilledChunk,
  ndarray,
  type SearchResult,
  type SearchResultInit,
  type StreamDescriptor,
  serializeError,
  type TransportError,
} from '@modlink/sdk';
import { openDevice } from './detect.js';
import { SerialLinesError } from './errors.js';
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

interface Session {
  readonly port: LinePort;
  readonly settings: CompleteSettings;
  /** `undefined` in field mode. */
  readonly layout: ColumnLayout | undefined;
  streaming: LineStreaming | undefined;
}

/** Any device that prints lines of values on a serial port: streams `samples`, or in field mode `field`. */
export class SerialLines extends Driver<SerialLinesExtra, SerialLinesSettings> {
  override readonly deviceId = deviceId;
  override readonly supportedProviders = ['serial'];
  #session: Session | undefined;

  override get displayName(): string {
    return 'Serial lines';
  }

  override descriptors(): readonly StreamDescriptor[] {
    return previewStreams();
  }

  override search(provider: string): Promise<readonly SearchResultInit<SerialLinesExtra>[]> {
    if (provider !== 'serial') {
      throw new SerialLinesError(
        'UNKNOWN_PROVIDER',
        `Serial devices are found through the provider "serial", not "${provider}".`,
      );
    }
    return findPorts(this.transports.serial, this.settings.port, this.log);
  }

  override async connectDevice(
    result: SearchResult<SerialLinesExtra>,
    { signal }: ControlOptions,
  ): Promise<readonly StreamDescriptor[]> {
    if (this.#session !== undefined) {
      throw new SerialLinesError(
        'ALREADY_CONNECTED',
        `The device on ${this.#session.port.path} is connected. Disconnect it first.`,
      );
    }
    const settings = completeSettings(this.settings);
    const { port, baudRate, columns } = await openDevice(
      this.transports.serial,
      result.extra.path,
      settings,
      signal,
    );
    try {
      const layout = settings.mode === 'field' ? undefined : layOut(settings, columns);
      const streams = describeStreams(settings, layout, baudRate);
      this.#session = { port, settings, layout, streaming: undefined };
      port.onClose((error) => error && this.#onLost(port, error));
      return streams;
    } catch (error) {
      await port.close();
      throw error;
    }
  }

  override async startStreaming(): Promise<void> {
    const session = this.#connected();
    if (session.streaming !== undefined) return;
    const { port, settings, layout } = session;
    const streaming = new LineStreaming(settings, layout, {
      onChunk: (chunk) => this.#emitChunk(settings, layout, chunk),
      onBadLines: (message) => this.report('warning', message),
    });
    session.streaming = streaming;
    port.listen(streaming);
    await port.send(settings.startCommand);
  }

  override async stopStreaming(): Promise<void> {
    const session = this.#connected();
    if (session.streaming === undefined) return;
    const { port, settings } = session;
    if (settings.stopCommand !== '') {
      await port.send(settings.stopCommand);
      await port.untilQuiet(quietMs, quietLimitMs);
    }
    endStreaming(session);
  }

  override async disconnectDevice(): Promise<void> {
    const session = this.#session;
    if (session === undefined) return;
    try {
      await this.stopStreaming();
    } catch (error) {
      this.log.warn(`The device could not be stopped before disconnecting: ${serializeError(error).message}`);
    }
    this.#session = undefined;
    endStreaming(session);
    await session.port.close();
  }

  override onShutdown(): Promise<void> {
    return this.disconnectDevice();
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

  #onLost(port: LinePort, { code, message }: TransportError): void {
    const session = this.#session;
    if (session?.port !== port) return;
    this.#session = undefined;
    endStreaming(session);
    this.emitConnectionLost({ code, message });
  }

  #connected(): Session {
    if (this.#session !== undefined) return this.#session;
    throw new SerialLinesError(
      'NOT_CONNECTED',
      'No device is connected. Search for one and connect it first.',
    );
  }
}

/** The last samples fill no whole chunk; they are emitted as well. */
function endStreaming(session: Session): void {
  session.port.listen(undefined);
  session.streaming?.end();
  session.streaming = undefined;
}

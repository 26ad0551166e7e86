import {
  type ControlOptions,
  findSerialPorts,
  LoopDriver,
  type SearchResult,
  type SearchResultInit,
  type SerialConnection,
  type StreamDescriptor,
  type TransportError,
} from '@modlink/sdk';
import { loopIntervalMs } from './loop-interval.js';
import { PacketParser } from './parser/index.js';
import { StreamChunks } from './stream-chunks.js';
import { descriptors, deviceId, valuesPerSample } from './streams.js';

/** What a search result carries for connecting. */
export type Extra = { readonly path: string };

/** The values of settings.schema.json. */
export type Settings = { readonly baudRate?: number; readonly scale?: number };

/** Asks the device for one sample of each stream. */
const question = '?';

/** Template sensor: answers with a packet for each stream when it is asked. */
export class TemplateSensor extends LoopDriver<Extra, Settings> {
  override readonly deviceId = deviceId;
  override readonly supportedProviders = ['template'];
  override readonly loopIntervalMs = loopIntervalMs;
  readonly #chunks = new StreamChunks((...frame) => this.emit(...frame));
  #port: SerialConnection | undefined;
  /** There while it streams. */
  #parser: PacketParser | undefined;

  override get displayName(): string {
    return 'Template sensor';
  }

  override descriptors(): readonly StreamDescriptor[] {
    return descriptors;
  }

  override search(): Promise<readonly SearchResultInit<Extra>[]> {
    return findSerialPorts({
      serial: this.transports.serial,
      nameOf: ({ vendorId, productId }) =>
        vendorId === '1209' && productId === '0001' ? this.displayName : undefined,
      log: this.log,
    });
  }

  override async connectDevice({ extra }: SearchResult<Extra>, { signal }: ControlOptions): Promise<void> {
    const { baudRate = 115_200 } = this.settings;
    const port = await this.transports.serial.open({ path: extra.path, baudRate, signal });
    port.onData((bytes, arrivalNs) => this.#receive(bytes, arrivalNs));
    port.onClose((error) => this.#closed(error));
    this.#port = port;
  }

  override async disconnectDevice(): Promise<void> {
    await this.stopStreaming();
    await this.#port?.close();
    this.#port = undefined;
  }

  override onLoopStarted(): void {
    this.#parser = new PacketParser(valuesPerSample);
  }

  override async loop(): Promise<void> {
    await this.#port?.write(question);
  }

  override onLoopStopped(): void {
    this.#parser = undefined;
    this.#chunks.flush();
  }

  override async onShutdown(): Promise<void> {
    await this.disconnectDevice();
  }

  #receive(bytes: Uint8Array, arrivalNs: bigint): void {
    const { scale = 1 } = this.settings;
    for (const { stream, values, lost } of this.#parser?.push(bytes) ?? []) {
      const scaled = Array.from(values, (value) => value * scale);
      this.#chunks.add(stream, scaled, { lost, arrivalNs });
    }
  }

  /** @param error - why the port is closed, where nobody asked for it. */
  #closed(error: TransportError | undefined): void {
    // While it loops, the next question fails, and that tells the host.
    if (error === undefined || this.isLooping) return;
    this.#port = undefined;
    this.emitConnectionLost({ code: error.code, message: error.message });
  }
}

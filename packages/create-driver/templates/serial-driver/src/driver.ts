import {
  type ControlOptions,
  Driver,
  findSerialPorts,
  type SearchResult,
  type SearchResultInit,
  type SerialConnection,
  type StreamDescriptor,
  type TransportError,
} from '@modlink/sdk';
import { PacketParser } from './parser/index.js';
import { StreamChunks } from './stream-chunks.js';
import { descriptors, deviceId, valuesPerSample } from './streams.js';

/** What a search result carries for connecting. */
export type Extra = { readonly path: string };

/** The values of settings.schema.json. */
export type Settings = { readonly baudRate?: number; readonly scale?: number };

/** With these the device begins and ends to send. */
const commands = { start: 's', stop: 'x' };

/** Template sensor: sends packets by itself, between two commands. */
export class TemplateSensor extends Driver<Extra, Settings> {
  override readonly deviceId = deviceId;
  override readonly supportedProviders = ['template'];
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

  override async startStreaming(): Promise<void> {
    if (this.#parser !== undefined) return;
    this.#parser = new PacketParser(valuesPerSample);
    await this.#port?.write(commands.start);
  }

  override async stopStreaming(): Promise<void> {
    if (this.#parser === undefined) return;
    this.#endStream();
    await this.#port?.write(commands.stop);
  }

  override onShutdown(): Promise<void> {
    return this.disconnectDevice();
  }

  #receive(bytes: Uint8Array, arrivalNs: bigint): void {
    const { scale = 1 } = this.settings;
    for (const { stream, values, lost } of this.#parser?.push(bytes) ?? []) {
      const scaled = Array.from(values, (value) => value * scale);
      this.#chunks.add(stream, scaled, { lost, arrivalNs });
    }
  }

  #endStream(): void {
    this.#parser = undefined;
    this.#chunks.flush();
  }

  /** @param error - why the port is closed, where nobody asked for it. */
  #closed(error: TransportError | undefined): void {
    if (error === undefined) return;
    this.#endStream();
    this.#port = undefined;
    this.emitConnectionLost({ code: error.code, message: error.message });
  }
}

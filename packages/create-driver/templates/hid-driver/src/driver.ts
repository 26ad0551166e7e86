import {
  type ControlOptions,
  Driver,
  type HidConnection,
  type SearchResult,
  type SearchResultInit,
  type StreamDescriptor,
  type TransportError,
} from '@modlink/sdk';
import { ReportParser } from './parser/index.js';
import { StreamChunks } from './stream-chunks.js';
import { descriptors, deviceId, valuesPerSample } from './streams.js';

/** What a search result carries for connecting. */
export type Extra = { readonly path: string };

/** The values of settings.schema.json. */
export type Settings = { readonly scale?: number };

/** Template sensor: sends input reports by itself, as HID devices do. */
export class TemplateSensor extends Driver<Extra, Settings> {
  override readonly deviceId = deviceId;
  override readonly supportedProviders = ['template'];
  readonly #chunks = new StreamChunks((...frame) => this.emit(...frame));
  #device: HidConnection | undefined;
  /** There while it streams. */
  #parser: ReportParser | undefined;

  override get displayName(): string {
    return 'Template sensor';
  }

  override descriptors(): readonly StreamDescriptor[] {
    return descriptors;
  }

  override async search(): Promise<readonly SearchResultInit<Extra>[]> {
    const devices = await this.transports.hid.list();
    return devices
      .filter(({ vendorId, productId }) => vendorId === 0x1209 && productId === 0x0001)
      .map(({ path, identity, serialNumber }) => ({
        title: this.displayName,
        subtitle: serialNumber ?? path,
        identity,
        extra: { path },
      }));
  }

  override async connectDevice({ extra }: SearchResult<Extra>, { signal }: ControlOptions): Promise<void> {
    const device = await this.transports.hid.open({ path: extra.path, signal });
    device.onInputReport((report, arrivalNs) => this.#receive(report, arrivalNs));
    device.onClose((error) => this.#closed(error));
    this.#device = device;
  }

  override async disconnectDevice(): Promise<void> {
    this.stopStreaming();
    await this.#device?.close();
    this.#device = undefined;
  }

  override startStreaming(): void {
    this.#parser ??= new ReportParser(valuesPerSample);
  }

  override stopStreaming(): void {
    this.#parser = undefined;
    this.#chunks.flush();
  }

  override onShutdown(): Promise<void> {
    return this.disconnectDevice();
  }

  #receive(report: Uint8Array, arrivalNs: bigint): void {
    const sample = this.#parser?.read(report);
    if (sample === undefined) return;
    const { scale = 1 } = this.settings;
    const scaled = Array.from(sample.values, (value) => value * scale);
    this.#chunks.add(sample.stream, scaled, { lost: sample.lost, arrivalNs });
  }

  /** @param error - why the device is closed, where nobody asked for it. */
  #closed(error: TransportError | undefined): void {
    if (error === undefined) return;
    this.stopStreaming();
    this.#device = undefined;
    this.emitConnectionLost({ code: error.code, message: error.message });
  }
}

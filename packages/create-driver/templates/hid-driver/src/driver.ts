import {
  type ControlOptions,
  DeviceDriver,
  type DeviceLoss,
  type HidConnection,
  type SearchResult,
  type SearchResultInit,
  type StreamDescriptor,
} from '@modlink/sdk';
import { ReportParser } from './parser/index.js';
import { StreamChunks } from './stream-chunks.js';
import { descriptors, deviceId, valuesPerSample } from './streams.js';

/** What a search result carries for connecting. */
export type Extra = { readonly path: string };

/** The values of settings.schema.json. */
export type Settings = { readonly scale?: number };

/** Template sensor: sends input reports by itself, as HID devices do. */
export class TemplateSensor extends DeviceDriver<HidConnection, Extra, Settings> {
  override readonly deviceId = deviceId;
  override readonly supportedProviders = ['template'];
  readonly #chunks = new StreamChunks((...frame) => this.emit(...frame));
  #parser = new ReportParser(valuesPerSample);

  override get displayName(): string {
    return 'Template sensor';
  }

  override descriptors(): readonly StreamDescriptor[] {
    return descriptors;
  }

  protected override async findDevices(): Promise<readonly SearchResultInit<Extra>[]> {
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

  protected override async openDevice(
    { extra }: SearchResult<Extra>,
    { signal }: ControlOptions,
  ): Promise<HidConnection> {
    const connection = await this.transports.hid.open({ path: extra.path, signal });
    connection.onInputReport((report, arrivalNs) => this.#receive(report, arrivalNs));
    return connection;
  }

  protected override watchForLoss(connection: HidConnection, lost: (loss: DeviceLoss) => void): void {
    connection.onClose((error) => error && lost(error));
  }

  protected override begin(): void {
    this.#parser = new ReportParser(valuesPerSample);
  }

  /** It sends as long as it is open: what comes while it does not stream is left out. */
  protected override halt(): void {}

  protected override endStreaming(): void {
    this.#chunks.flush();
  }

  protected override closeDevice(connection: HidConnection): Promise<void> {
    return connection.close();
  }

  #receive(report: Uint8Array, arrivalNs: bigint): void {
    if (!this.isStreaming) return;
    const sample = this.#parser.read(report);
    if (sample === undefined) return;
    const { scale = 1 } = this.settings;
    const scaled = Array.from(sample.values, (value) => value * scale);
    this.#chunks.add(sample.stream, scaled, { lost: sample.lost, arrivalNs });
  }
}

import {
  type ControlOptions,
  DeviceDriver,
  type DeviceLoss,
  findSerialPorts,
  type SearchResult,
  type SearchResultInit,
  type SerialConnection,
  type StreamDescriptor,
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
export class TemplateSensor extends DeviceDriver<SerialConnection, Extra, Settings> {
  override readonly deviceId = deviceId;
  override readonly supportedProviders = ['template'];
  readonly #chunks = new StreamChunks((...frame) => this.emit(...frame));
  #parser = new PacketParser(valuesPerSample);

  override get displayName(): string {
    return 'Template sensor';
  }

  override descriptors(): readonly StreamDescriptor[] {
    return descriptors;
  }

  protected override findDevices(): Promise<readonly SearchResultInit<Extra>[]> {
    return findSerialPorts({
      serial: this.transports.serial,
      nameOf: ({ vendorId, productId }) =>
        vendorId === '1209' && productId === '0001' ? this.displayName : undefined,
      log: this.log,
    });
  }

  protected override async openDevice(
    { extra }: SearchResult<Extra>,
    { signal }: ControlOptions,
  ): Promise<SerialConnection> {
    const { baudRate = 115_200 } = this.settings;
    const port = await this.transports.serial.open({ path: extra.path, baudRate, signal });
    port.onData((bytes, arrivalNs) => this.#receive(bytes, arrivalNs));
    return port;
  }

  protected override watchForLoss(port: SerialConnection, lost: (loss: DeviceLoss) => void): void {
    port.onClose((error) => error && lost(error));
  }

  protected override async begin(port: SerialConnection): Promise<void> {
    this.#parser = new PacketParser(valuesPerSample);
    await port.write(commands.start);
  }

  protected override halt(port: SerialConnection): Promise<void> {
    return port.write(commands.stop);
  }

  protected override endStreaming(): void {
    this.#chunks.flush();
  }

  protected override closeDevice(port: SerialConnection): Promise<void> {
    return port.close();
  }

  #receive(bytes: Uint8Array, arrivalNs: bigint): void {
    if (!this.isStreaming) return;
    const { scale = 1 } = this.settings;
    for (const { stream, values, lost } of this.#parser.push(bytes)) {
      const scaled = Array.from(values, (value) => value * scale);
      this.#chunks.add(stream, scaled, { lost, arrivalNs });
    }
  }
}

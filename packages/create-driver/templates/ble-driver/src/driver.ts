import {
  type BleConnection,
  type BleSearchExtra,
  type ControlOptions,
  DeviceDriver,
  type DeviceLoss,
  findBlePeripherals,
  type SearchResult,
  type SearchResultInit,
  type StreamDescriptor,
} from '@modlink/sdk';
import { PacketParser } from './parser/index.js';
import { StreamChunks } from './stream-chunks.js';
import { descriptors, deviceId, valuesPerSample } from './streams.js';
import { packetsCharacteristic, service } from './uuids.js';

/** The values of settings.schema.json. */
export type Settings = { readonly scale?: number };

const scanMs = 4_000;

/** Template sensor: notifies packets, in pieces of any length. */
export class TemplateSensor extends DeviceDriver<BleConnection, BleSearchExtra, Settings> {
  override readonly deviceId = deviceId;
  override readonly supportedProviders = ['template'];
  readonly #chunks = new StreamChunks((...frame) => this.emit(...frame));
  #parser = new PacketParser(valuesPerSample);
  #unsubscribe = async (): Promise<void> => {};

  override get displayName(): string {
    return 'Template sensor';
  }

  override descriptors(): readonly StreamDescriptor[] {
    return descriptors;
  }

  protected override findDevices(
    _provider: string,
    { signal }: ControlOptions,
  ): Promise<readonly SearchResultInit<BleSearchExtra>[]> {
    return findBlePeripherals({
      ble: this.transports.ble,
      timeoutMs: scanMs,
      signal,
      kindOf: ({ serviceUuids }) => (serviceUuids.includes(service) ? this.displayName : undefined),
      otherKind: this.displayName,
    });
  }

  protected override openDevice(
    { extra }: SearchResult<BleSearchExtra>,
    { signal }: ControlOptions,
  ): Promise<BleConnection> {
    return this.transports.ble.connect({ id: extra.id, signal });
  }

  protected override watchForLoss(peripheral: BleConnection, lost: (loss: DeviceLoss) => void): void {
    peripheral.onClose((error) => error && lost(error));
  }

  protected override async begin(peripheral: BleConnection): Promise<void> {
    this.#parser = new PacketParser(valuesPerSample);
    this.#unsubscribe = await peripheral.subscribe(packetsCharacteristic, (bytes, arrivalNs) =>
      this.#receive(bytes, arrivalNs),
    );
  }

  protected override halt(): Promise<void> {
    return this.#unsubscribe();
  }

  protected override endStreaming(): void {
    this.#chunks.flush();
  }

  protected override closeDevice(peripheral: BleConnection): Promise<void> {
    return peripheral.close();
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

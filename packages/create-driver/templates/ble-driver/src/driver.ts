import {
  type BleConnection,
  type BleSearchExtra,
  type ControlOptions,
  Driver,
  findBlePeripherals,
  type SearchResult,
  type SearchResultInit,
  type StreamDescriptor,
  type TransportError,
} from '@modlink/sdk';
import { PacketParser } from './parser/index.js';
import { StreamChunks } from './stream-chunks.js';
import { descriptors, deviceId, valuesPerSample } from './streams.js';
import { packetsCharacteristic, service } from './uuids.js';

/** The values of settings.schema.json. */
export type Settings = { readonly scale?: number };

const scanMs = 4_000;

/** Template sensor: notifies packets, in pieces of any length. */
export class TemplateSensor extends Driver<BleSearchExtra, Settings> {
  override readonly deviceId = deviceId;
  override readonly supportedProviders = ['template'];
  readonly #chunks = new StreamChunks((...frame) => this.emit(...frame));
  #peripheral: BleConnection | undefined;
  #unsubscribe: (() => Promise<void>) | undefined;
  /** There while it streams. */
  #parser: PacketParser | undefined;

  override get displayName(): string {
    return 'Template sensor';
  }

  override descriptors(): readonly StreamDescriptor[] {
    return descriptors;
  }

  override search(
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

  override async connectDevice(
    { extra }: SearchResult<BleSearchExtra>,
    { signal }: ControlOptions,
  ): Promise<void> {
    const peripheral = await this.transports.ble.connect({ id: extra.id, signal });
    peripheral.onClose((error) => this.#closed(error));
    this.#peripheral = peripheral;
  }

  override async disconnectDevice(): Promise<void> {
    await this.stopStreaming();
    await this.#peripheral?.close();
    this.#peripheral = undefined;
  }

  override async startStreaming(): Promise<void> {
    if (this.#parser !== undefined) return;
    this.#parser = new PacketParser(valuesPerSample);
    this.#unsubscribe = await this.#peripheral?.subscribe(packetsCharacteristic, (bytes, arrivalNs) =>
      this.#receive(bytes, arrivalNs),
    );
  }

  override async stopStreaming(): Promise<void> {
    this.#endStream();
    const unsubscribe = this.#unsubscribe;
    this.#unsubscribe = undefined;
    await unsubscribe?.();
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

  /** @param error - why the connection is closed, where nobody asked for it. */
  #closed(error: TransportError | undefined): void {
    if (error === undefined) return;
    this.#endStream();
    this.#unsubscribe = undefined;
    this.#peripheral = undefined;
    this.emitConnectionLost({ code: error.code, message: error.message });
  }
}

import {
  type BleConnection,
  type BleSearchExtra,
  type ControlOptions,
  findBlePeripherals,
  LoopDriver,
  type SearchResult,
  type SearchResultInit,
  type StreamDescriptor,
  type TransportError,
} from '@modlink/sdk';
import { loopIntervalMs } from './loop-interval.js';
import { PacketParser } from './parser/index.js';
import { StreamChunks } from './stream-chunks.js';
import { descriptors, deviceId, valuesPerSample } from './streams.js';
import { packetsCharacteristic, service } from './uuids.js';

/** The values of settings.schema.json. */
export type Settings = { readonly scale?: number };

const scanMs = 4_000;

/** Template sensor: each reading of its characteristic gives a packet for each stream. */
export class TemplateSensor extends LoopDriver<BleSearchExtra, Settings> {
  override readonly deviceId = deviceId;
  override readonly supportedProviders = ['template'];
  override readonly loopIntervalMs = loopIntervalMs;
  readonly #chunks = new StreamChunks((...frame) => this.emit(...frame));
  #peripheral: BleConnection | undefined;
  #parser = new PacketParser(valuesPerSample);

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

  override onLoopStarted(): void {
    this.#parser = new PacketParser(valuesPerSample);
  }

  override async loop(): Promise<void> {
    const { scale = 1 } = this.settings;
    const bytes = await this.#peripheral?.read(packetsCharacteristic);
    const arrivalNs = this.clock.nowNs();
    for (const { stream, values, lost } of bytes ? this.#parser.push(bytes) : []) {
      const scaled = Array.from(values, (value) => value * scale);
      this.#chunks.add(stream, scaled, { lost, arrivalNs });
    }
  }

  override onLoopStopped(): void {
    this.#chunks.flush();
  }

  override async onShutdown(): Promise<void> {
    await this.disconnectDevice();
  }

  /** @param error - why the connection is closed, where nobody asked for it. */
  #closed(error: TransportError | undefined): void {
    // While it loops, the next reading fails, and that tells the host.
    if (error === undefined || this.isLooping) return;
    this.#peripheral = undefined;
    this.emitConnectionLost({ code: error.code, message: error.message });
  }
}

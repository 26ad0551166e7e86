import {
  type ControlOptions,
  type HidConnection,
  LoopDriver,
  type SearchResult,
  type SearchResultInit,
  type StreamDescriptor,
  type TransportError,
} from '@modlink/sdk';
import { loopIntervalMs } from './loop-interval.js';
import { ReportParser, reportBytes } from './parser/index.js';
import { StreamChunks } from './stream-chunks.js';
import { descriptors, deviceId, valuesPerSample } from './streams.js';

/** What a search result carries for connecting. */
export type Extra = { readonly path: string };

/** The values of settings.schema.json. */
export type Settings = { readonly scale?: number };

/** Template sensor: holds its latest sample in a feature report for each stream. */
export class TemplateSensor extends LoopDriver<Extra, Settings> {
  override readonly deviceId = deviceId;
  override readonly supportedProviders = ['template'];
  override readonly loopIntervalMs = loopIntervalMs;
  readonly #chunks = new StreamChunks((...frame) => this.emit(...frame));
  #device: HidConnection | undefined;
  #parser = new ReportParser(valuesPerSample);

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
    device.onClose((error) => this.#closed(error));
    this.#device = device;
  }

  override async disconnectDevice(): Promise<void> {
    await this.stopStreaming();
    await this.#device?.close();
    this.#device = undefined;
  }

  override onLoopStarted(): void {
    this.#parser = new ReportParser(valuesPerSample);
  }

  override async loop(): Promise<void> {
    const { scale = 1 } = this.settings;
    for (const [stream, count] of valuesPerSample.entries()) {
      const report = await this.#device?.getFeatureReport(stream + 1, reportBytes(count));
      const sample = report && this.#parser.read(report);
      if (sample === undefined) continue;
      const scaled = Array.from(sample.values, (value) => value * scale);
      this.#chunks.add(stream, scaled, { lost: sample.lost, arrivalNs: this.clock.nowNs() });
    }
  }

  override onLoopStopped(): void {
    this.#chunks.flush();
  }

  override async onShutdown(): Promise<void> {
    await this.disconnectDevice();
  }

  /** @param error - why the device is closed, where nobody asked for it. */
  #closed(error: TransportError | undefined): void {
    // While it loops, the next reading fails, and that tells the host.
    if (error === undefined || this.isLooping) return;
    this.#device = undefined;
    this.emitConnectionLost({ code: error.code, message: error.message });
  }
}

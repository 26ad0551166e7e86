import { Driver, type SearchResultInit, type StreamDescriptor } from '@modlink/sdk';
import { ReadingParser } from './parser/index.js';
import { Source } from './source.js';
import { StreamChunks } from './stream-chunks.js';
import { descriptors, deviceId, valuesPerSample } from './streams.js';

/** What a search result carries for connecting. */
export type Extra = Record<string, never>;

/** The values of settings.schema.json. */
export type Settings = { readonly scale?: number };

/** Template sensor: its source calls back with each reading. */
export class TemplateSensor extends Driver<Extra, Settings> {
  override readonly deviceId = deviceId;
  override readonly supportedProviders = ['template'];
  readonly #chunks = new StreamChunks((...frame) => this.emit(...frame));
  #source: Source | undefined;
  /** There while it streams. */
  #parser: ReadingParser | undefined;

  override get displayName(): string {
    return 'Template sensor';
  }

  override descriptors(): readonly StreamDescriptor[] {
    return descriptors;
  }

  override search(): readonly SearchResultInit<Extra>[] {
    return [{ title: this.displayName, identity: deviceId, extra: {} }];
  }

  override connectDevice(): void {
    this.#source = new Source();
  }

  override disconnectDevice(): void {
    this.stopStreaming();
    this.#source = undefined;
  }

  override startStreaming(): void {
    if (this.#parser !== undefined) return;
    this.#parser = new ReadingParser(valuesPerSample);
    this.#source?.start((text) => this.#receive(text));
  }

  override stopStreaming(): void {
    this.#source?.stop();
    this.#parser = undefined;
    this.#chunks.flush();
  }

  override onShutdown(): void {
    this.disconnectDevice();
  }

  #receive(text: string): void {
    const sample = this.#parser?.read(text);
    if (sample === undefined) return;
    const { scale = 1 } = this.settings;
    const scaled = sample.values.map((value) => value * scale);
    this.#chunks.add(sample.stream, scaled, { lost: sample.lost, arrivalNs: this.clock.nowNs() });
  }
}

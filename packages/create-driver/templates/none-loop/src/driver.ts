import { LoopDriver, type SearchResultInit, type StreamDescriptor } from '@modlink/sdk';
import { loopIntervalMs } from './loop-interval.js';
import { ReadingParser } from './parser/index.js';
import { Source } from './source.js';
import { StreamChunks } from './stream-chunks.js';
import { descriptors, deviceId, streams, valuesPerSample } from './streams.js';

/** What a search result carries for connecting. */
export type Extra = Record<string, never>;

/** The values of settings.schema.json. */
export type Settings = { readonly scale?: number };

/** Template sensor: its source is asked for each reading. */
export class TemplateSensor extends LoopDriver<Extra, Settings> {
  override readonly deviceId = deviceId;
  override readonly supportedProviders = ['template'];
  override readonly loopIntervalMs = loopIntervalMs;
  readonly #chunks = new StreamChunks((...frame) => this.emit(...frame));
  #source: Source | undefined;
  #parser = new ReadingParser(valuesPerSample);

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

  override async disconnectDevice(): Promise<void> {
    await this.stopStreaming();
    this.#source = undefined;
  }

  override onLoopStarted(): void {
    this.#parser = new ReadingParser(valuesPerSample);
  }

  override loop(): void {
    const { scale = 1 } = this.settings;
    for (const stream of streams.keys()) {
      const text = this.#source?.read(stream);
      const sample = text === undefined ? undefined : this.#parser.read(text);
      if (sample === undefined) continue;
      const scaled = sample.values.map((value) => value * scale);
      this.#chunks.add(stream, scaled, { lost: sample.lost, arrivalNs: this.clock.nowNs() });
    }
  }

  override onLoopStopped(): void {
    this.#chunks.flush();
  }

  override async onShutdown(): Promise<void> {
    await this.disconnectDevice();
  }
}

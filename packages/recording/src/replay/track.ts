import type { Chunk, ChunkMessage } from '../reading/chunk.js';
import type { Recording } from '../reading/recording.js';
import { damagedRecording } from '../reading/recording-source.js';
import type { Lane } from './timeline.js';

/**
 * One recording on the timeline, read from any place on in the order of its log times. The chunk that is read and the one
 * after it are in memory, however long the recording is.
 */
export class Track implements Lane {
  readonly recording: Recording;
  /** The log time at the start of the timeline. */
  readonly originNs: bigint;
  readonly #channelIds: ReadonlySet<number>;
  #fromNs = 0n;
  #messages: Iterator<ChunkMessage, void> | undefined;
  #next: ChunkMessage | undefined;
  /** The chunk to go on with; `undefined` after the last. */
  #index: number | undefined;
  #ahead: { readonly index: number; readonly chunk: Promise<Chunk> } | undefined;

  #filling: Promise<void> | undefined;

  constructor(recording: Recording, originNs: bigint) {
    this.recording = recording;
    this.originNs = originNs;
    const streams = recording.info.streams.map(({ channelId }) => channelId);
    this.#channelIds = new Set([...streams, ...recording.eventChannelIds]);
  }

  /** Goes on from a position of the timeline, as soon as {@link fill} has read what is there. */
  seek(positionNs: bigint): void {
    this.#fromNs = this.originNs + positionNs;
    this.#messages = undefined;
    this.#next = undefined;
    this.#index = this.recording.reader.firstChunk(this.#fromNs, this.#channelIds);
  }

  /** Whether `next` says what comes next, or that nothing does. */
  get isReady(): boolean {
    return this.#next !== undefined || (this.#messages === undefined && this.#index === undefined);
  }

  /** The message that comes next, **borrowed** from its chunk. */
  get next(): ChunkMessage | undefined {
    return this.#next;
  }

  /** Goes on to the message after the next. */
  advance(): void {
    try {
      for (;;) {
        const step = this.#messages?.next();
        if (step === undefined || step.done) {
          this.#messages = undefined;
          this.#next = undefined;
          return;
        }
        const { channelId, logTimeNs, sequence } = step.value;
        if (logTimeNs < this.#fromNs || !this.#channelIds.has(channelId)) continue;
        if (this.recording.eventChannelIds.has(channelId) && this.recording.edits.removed.has(sequence))
          continue;
        this.#next = step.value;
        return;
      }
    } catch (error) {
      throw damagedRecording(this.recording.info.path, error);
    }
  }

  /** Reads until it is ready; a seek meanwhile takes precedence. Asking again waits for the same. */
  fill(): Promise<void> {
    this.#filling ??= this.#fill().finally(() => {
      this.#filling = undefined;
    });
    return this.#filling;
  }

  async #fill(): Promise<void> {
    while (!this.isReady) {
      const index = this.#index;
      if (index === undefined) return;
      const fromNs = this.#fromNs;
      const chunk = await this.#chunkAt(index);
      if (this.#index !== index || this.#fromNs !== fromNs) continue;
      this.#index = this.recording.reader.nextChunk(index + 1, this.#channelIds);
      if (this.#index !== undefined) this.#readAhead(this.#index);
      this.#messages = chunk.messages();
      this.advance();
    }
  }

  #chunkAt(index: number): Promise<Chunk> {
    const ahead = this.#ahead;
    this.#ahead = undefined;
    return ahead?.index === index ? ahead.chunk : this.recording.reader.readChunk(index);
  }

  #readAhead(index: number): void {
    const chunk = this.recording.reader.readChunk(index);
    // Whoever asks for the chunk is told; nobody may ever ask.
    chunk.catch(() => {});
    this.#ahead = { index, chunk };
  }
}

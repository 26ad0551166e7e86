import { Chunk, type ChunkMessage } from './chunk.js';
import type { RecordingBytes } from './readable-file.js';
import { damagedRecording, type RecordingContents } from './recording-source.js';

/** Which messages to read. */
export interface MessageRange {
  readonly channelIds: ReadonlySet<number>;
  /** Log times, both included; from the first to the last unless given. */
  readonly fromNs?: bigint | undefined;
  readonly toNs?: bigint | undefined;
}

/** Reads chunks of a recording's file, wherever they are: none is read that is not asked for. */
export class MessageReader {
  readonly #file: RecordingBytes;
  readonly #contents: Pick<RecordingContents, 'chunks'>;

  constructor(file: RecordingBytes, contents: Pick<RecordingContents, 'chunks'>) {
    this.#file = file;
    this.#contents = contents;
  }

  /** The first chunk that may hold messages of a time or later; see {@link nextChunk} for what follows it. */
  firstChunk(fromNs: bigint | undefined, channelIds: ReadonlySet<number>): number | undefined {
    const { chunks } = this.#contents;
    return this.nextChunk(fromNs === undefined ? 0 : chunks.firstEndingFrom(fromNs), channelIds);
  }

  /** The chunk at a place or the next after it that holds messages of the channels; `undefined` after the last. */
  nextChunk(from: number, channelIds: ReadonlySet<number>): number | undefined {
    const { chunks } = this.#contents;
    const index = chunks.nextHolding(from, channelIds);
    return index < chunks.count ? index : undefined;
  }

  /** @throws {RecordingError} `RECORDING_DAMAGED`, `RECORDING_NOT_READABLE`, `RECORDING_CHANGED` */
  async readChunk(index: number): Promise<Chunk> {
    const { offset, lengthBytes } = this.#contents.chunks.at(index);
    try {
      return await Chunk.parse(await this.#file.read(BigInt(offset), BigInt(lengthBytes)));
    } catch (error) {
      throw damagedRecording(this.#file.path, error);
    }
  }

  /**
   * Messages in the order of their log times. Each has data of its own.
   * @throws as {@link readChunk}
   */
  async *messages({ channelIds, fromNs, toNs }: MessageRange): AsyncGenerator<ChunkMessage, void, void> {
    let index = this.firstChunk(fromNs, channelIds);
    while (index !== undefined) {
      if (toNs !== undefined && this.#contents.chunks.at(index).startNs > toNs) return;
      const chunk = await this.readChunk(index);
      try {
        for (const message of chunk.messages()) {
          const { channelId, logTimeNs } = message;
          if (toNs !== undefined && logTimeNs > toNs) return;
          if (!channelIds.has(channelId) || (fromNs !== undefined && logTimeNs < fromNs)) continue;
          yield { ...message, data: message.data.slice() };
        }
      } catch (error) {
        throw damagedRecording(this.#file.path, error);
      }
      index = this.nextChunk(index + 1, channelIds);
    }
  }
}

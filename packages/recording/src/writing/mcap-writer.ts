/**
 * The MCAP form of a recording, after the MCAP specification, https://mcap.dev/spec: chunks with CRC and message index,
 * a data section CRC, and a summary with schemas, channels, statistics, chunk and metadata indexes.
 *
 * It is made of the library's record builders and not of its `McapWriter`, which cannot end a chunk when time is up.
 * Schemas, channels and metadata stand outside the chunks, so that they are in the file before the first message is.
 */
import { crc32 } from 'node:zlib';
import { McapChunkBuilder, McapRecordBuilder, type McapTypes, Opcode } from '@mcap/core';
import type { RecordingChannel, RecordingSchema } from '../format/recording-profile.js';
import type { RecordingMessage, RecordingWriter } from './recording-writer.js';

/** What the bytes go to. `append` takes all of them before it returns, or throws and has taken none. */
export interface AppendedFile {
  append(bytes: Uint8Array): void;
  /** Bytes so far. */
  readonly size: number;
}

export interface McapWriterOptions {
  readonly file: AppendedFile;
  readonly profile: string;
  /** The program that wrote the file. */
  readonly library: string;
  /** A chunk that has grown to this is written, whether or not it is time to. */
  readonly chunkSizeBytes: number;
  /** Gives a chunk's records compressed, with the format's well-known name. Chunks are not compressed without it. */
  readonly compress?: ((records: Uint8Array) => { compression: string; records: Uint8Array }) | undefined;
}

export class McapRecordingWriter implements RecordingWriter {
  readonly #options: McapWriterOptions;
  readonly #file: McapWriterOptions['file'];
  readonly #record = new McapRecordBuilder();
  readonly #chunk = new McapChunkBuilder({ useMessageIndex: true });
  readonly #summary = {
    schemas: new McapRecordBuilder(),
    channels: new McapRecordBuilder(),
    statistics: new McapRecordBuilder(),
    // Kept encoded: per chunk this takes some 90 bytes and 10 per channel, a tenth of what objects would.
    chunkIndexes: new McapRecordBuilder(),
    metadataIndexes: new McapRecordBuilder(),
  };
  readonly #statistics: McapTypes.Statistics = {
    messageCount: 0n,
    schemaCount: 0,
    channelCount: 0,
    attachmentCount: 0,
    metadataCount: 0,
    chunkCount: 0,
    messageStartTime: 0n,
    messageEndTime: 0n,
    channelMessageCounts: new Map(),
  };
  #dataSectionCrc = 0;
  flushedUpToNs: bigint | undefined;

  /** Writes the head of the file. */
  constructor(options: McapWriterOptions) {
    this.#options = options;
    this.#file = options.file;
    this.#record.writeMagic();
    this.#record.writeHeader({ profile: options.profile, library: options.library });
    this.#appendData();
  }

  get hasUnflushed(): boolean {
    return this.#chunk.numMessages > 0;
  }

  addSchema(schema: RecordingSchema): void {
    this.#record.writeSchema(schema);
    this.#appendData();
    this.#summary.schemas.writeSchema(schema);
    this.#statistics.schemaCount += 1;
  }

  addChannel(channel: RecordingChannel): void {
    const record = { ...channel, metadata: new Map(channel.metadata) };
    this.#record.writeChannel(record);
    this.#appendData();
    this.#summary.channels.writeChannel(record);
    this.#statistics.channelCount += 1;
    this.#statistics.channelMessageCounts.set(channel.id, 0n);
  }

  addMetadata(name: string, entries: ReadonlyMap<string, string>): void {
    const offset = BigInt(this.#file.size);
    const length = this.#record.writeMetadata({ name, metadata: new Map(entries) });
    this.#appendData();
    this.#summary.metadataIndexes.writeMetadataIndex({ name, offset, length });
    this.#statistics.metadataCount += 1;
  }

  addMessage(message: RecordingMessage): void {
    const { channelId, logTimeNs } = message;
    this.#chunk.addMessage({
      channelId,
      sequence: message.sequence,
      logTime: logTimeNs,
      publishTime: message.publishTimeNs,
      data: message.data,
    });
    if (this.#chunk.byteLength >= this.#options.chunkSizeBytes) this.flush();
  }

  flush(): void {
    if (!this.hasUnflushed) return;
    const uncompressed = this.#chunk.buffer;
    const { compression, records } = this.#options.compress?.(uncompressed) ?? {
      compression: '',
      records: uncompressed,
    };
    const { messageStartTime, messageEndTime } = this.#chunk;
    const uncompressedSize = BigInt(uncompressed.byteLength);
    const chunkStartOffset = BigInt(this.#file.size);
    const chunkLength = this.#record.writeChunk({
      messageStartTime,
      messageEndTime,
      uncompressedSize,
      uncompressedCrc: crc32(uncompressed),
      compression,
      records,
    });
    const messageIndexOffsets = new Map<number, bigint>();
    for (const index of this.#chunk.indices) {
      messageIndexOffsets.set(index.channelId, chunkStartOffset + BigInt(this.#record.length));
      this.#record.writeMessageIndex(index);
    }
    const messageIndexLength = BigInt(this.#record.length) - chunkLength;
    // The chunk and its indexes in one append: a failed one leaves neither.
    this.#appendData();
    this.#summary.chunkIndexes.writeChunkIndex({
      messageStartTime,
      messageEndTime,
      chunkStartOffset,
      chunkLength,
      messageIndexOffsets,
      messageIndexLength,
      compression,
      compressedSize: BigInt(records.byteLength),
      uncompressedSize,
    });
    this.#countChunk();
    this.flushedUpToNs = messageEndTime;
    this.#chunk.reset();
  }

  finish(): void {
    this.flush();
    this.#record.writeDataEnd({ dataSectionCrc: this.#dataSectionCrc });
    const summaryStart = this.#file.size + this.#record.length;
    this.#summary.statistics.writeStatistics(this.#statistics);
    this.#file.append(this.#record.buffer);
    this.#record.reset();
    this.#file.append(this.#summarySection(summaryStart));
  }

  #summarySection(summaryStart: number): Uint8Array {
    const groups: readonly [Opcode, McapRecordBuilder][] = [
      [Opcode.SCHEMA, this.#summary.schemas],
      [Opcode.CHANNEL, this.#summary.channels],
      [Opcode.STATISTICS, this.#summary.statistics],
      [Opcode.CHUNK_INDEX, this.#summary.chunkIndexes],
      [Opcode.METADATA_INDEX, this.#summary.metadataIndexes],
    ];
    const parts: Uint8Array[] = [];
    let position = summaryStart;
    for (const [groupOpcode, group] of groups) {
      if (group.length === 0) continue;
      this.#record.writeSummaryOffset({
        groupOpcode,
        groupStart: BigInt(position),
        groupLength: BigInt(group.length),
      });
      parts.push(group.buffer);
      position += group.length;
    }
    parts.push(this.#record.buffer);
    this.#record.reset();
    const footer = { summaryStart: BigInt(summaryStart), summaryOffsetStart: BigInt(position) };
    // The summary CRC covers everything from the start of the summary up to the CRC field itself.
    this.#record.writeFooter({ ...footer, summaryCrc: 0 });
    parts.push(this.#record.buffer.subarray(0, -4));
    const summaryCrc = crc32(Buffer.concat(parts));
    parts.pop();
    this.#record.reset();
    this.#record.writeFooter({ ...footer, summaryCrc });
    this.#record.writeMagic();
    parts.push(this.#record.buffer);
    return Buffer.concat(parts);
  }

  #countChunk(): void {
    const statistics = this.#statistics;
    if (statistics.messageCount === 0n) statistics.messageStartTime = this.#chunk.messageStartTime;
    statistics.messageEndTime = this.#chunk.messageEndTime;
    statistics.messageCount += BigInt(this.#chunk.numMessages);
    statistics.chunkCount += 1;
    for (const { channelId, records } of this.#chunk.indices) {
      const before = statistics.channelMessageCounts.get(channelId) ?? 0n;
      statistics.channelMessageCounts.set(channelId, before + BigInt(records.length));
    }
  }

  /** Appends the record builder's content to the data section. */
  #appendData(): void {
    const bytes = this.#record.buffer;
    this.#file.append(bytes);
    this.#dataSectionCrc = crc32(bytes, this.#dataSectionCrc);
    this.#record.reset();
  }
}

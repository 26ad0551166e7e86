/**
 * The MCAP form of a recording, after the MCAP specification, https://mcap.dev/spec: chunks with CRC and message index,
 * a data section CRC, and a summary with schemas, channels, statistics, chunk and metadata indexes.
 *
 * What is rare is made by the library's record builders. Chunks are made here: the library's `McapWriter` cannot end one
 * when time is up, copies each message three times, and computes checksums in JavaScript. Schemas, channels and metadata
 * stand outside the chunks, so that they are in the file before the first message is.
 */
import { crc32 } from 'node:zlib';
import { McapRecordBuilder, type McapTypes, Opcode } from '@mcap/core';
import { type ChunkCodec, holdsCompressedData } from '../format/compression.js';
import type { RecordingChannel, RecordingSchema } from '../format/recording-profile.js';
import { chunkHead } from './chunk-head.js';
import { ChunkLog } from './chunk-log.js';
import { ChunkRecords } from './chunk-records.js';
import { joinedCrc32 } from './joined-crc.js';
import {
  messageRecordBytes,
  type RecordingMessage,
  type RecordMemory,
  writeMessageRecord,
} from './message-record.js';
import type { RecordingWriter } from './recording-writer.js';

/**
 * What the bytes go to, in the order of the calls. `append` may write later: its pieces stay as they are. They are written all or
 * not at all, and nothing after a failure.
 */
export interface AppendedFile {
  append(...pieces: readonly Uint8Array[]): void;
  /** Bytes that were appended so far. */
  readonly size: number;
}

/** Messages that are given one by one are gathered in blocks. */
const blockBytes = 256 * 1024;

export interface McapWriterOptions {
  readonly file: AppendedFile;
  readonly profile: string;
  /** The program that wrote the file. */
  readonly library: string;
  /** A chunk that has grown to this is written, whether or not it is time to. */
  readonly chunkSizeBytes: number;
  /** See {@link McapRecordingWriter.codec}. */
  readonly codec?: ChunkCodec | undefined;
}

export class McapRecordingWriter implements RecordingWriter {
  /**
   * Compresses the chunks that follow, but those that are no smaller for it, and those that are mostly of channels whose data
   * are compressed already. Chunks are not compressed without it.
   */
  codec: ChunkCodec | undefined;
  readonly #options: McapWriterOptions;
  readonly #file: McapWriterOptions['file'];
  readonly #record = new McapRecordBuilder();
  readonly #chunk = new ChunkRecords();
  readonly #compressedChannels = new Set<number>();
  readonly #chunks = new ChunkLog();
  #block: RecordMemory | undefined;
  #blockUsed = 0;
  readonly #summary = {
    schemas: new McapRecordBuilder(),
    channels: new McapRecordBuilder(),
    statistics: new McapRecordBuilder(),
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
  flushedBytes = 0;

  /** Writes the head of the file. */
  constructor(options: McapWriterOptions) {
    this.#options = options;
    this.#file = options.file;
    this.codec = options.codec;
    this.#record.writeMagic();
    this.#record.writeHeader({ profile: options.profile, library: options.library });
    this.#appendData();
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
    if (holdsCompressedData(channel)) this.#compressedChannels.add(channel.id);
  }

  get addedBytes(): number {
    return this.flushedBytes + this.#chunk.byteLength;
  }

  addMetadata(name: string, entries: ReadonlyMap<string, string>): void {
    const offset = BigInt(this.#file.size);
    const length = this.#record.writeMetadata({ name, metadata: new Map(entries) });
    this.#appendData();
    this.#summary.metadataIndexes.writeMetadataIndex({ name, offset, length });
    this.#statistics.metadataCount += 1;
  }

  addMessage(message: RecordingMessage): void {
    const sizeBytes = messageRecordBytes(message.data.byteLength);
    let block = this.#block;
    if (block === undefined || this.#blockUsed + sizeBytes > block.bytes.byteLength) {
      const bytes = new Uint8Array(Math.max(blockBytes, sizeBytes));
      block = { bytes, view: new DataView(bytes.buffer) };
      this.#block = block;
      this.#blockUsed = 0;
    }
    const at = this.#blockUsed;
    this.#blockUsed += sizeBytes;
    writeMessageRecord(block, at, message);
    this.addRecords(block.bytes.subarray(at, at + sizeBytes));
  }

  addRecords(records: Uint8Array): void {
    for (let at = 0; at < records.byteLength; ) {
      at += this.#chunk.add(records.subarray(at), this.#options.chunkSizeBytes);
      if (this.#chunk.byteLength >= this.#options.chunkSizeBytes) this.flush();
    }
  }

  flush(): void {
    if (this.#chunk.messageCount === 0) return;
    const { startNs, endNs, byteLength, crc } = this.#chunk;
    const { compression, records, compressedSize } = this.#packed();
    const head = chunkHead({ startNs, endNs, byteLength, crc, compression, compressedSize });
    const indexes = this.#chunk.indexes();
    this.#chunks.add({
      startNs,
      endNs,
      offset: this.#file.size,
      lengthBytes: head.byteLength + compressedSize,
      compression,
      compressedBytes: compressedSize,
      uncompressedBytes: byteLength,
      indexes: indexes.lengths,
    });
    // The chunk and its indexes in one append: a failed one leaves neither.
    this.#file.append(head, ...records, indexes.records);
    this.#dataSectionCrc = crc32(head, this.#dataSectionCrc);
    this.#dataSectionCrc =
      compression === ''
        ? joinedCrc32(this.#dataSectionCrc, crc, byteLength)
        : records.reduce((total, part) => crc32(part, total), this.#dataSectionCrc);
    this.#dataSectionCrc = crc32(indexes.records, this.#dataSectionCrc);
    this.#countChunk();
    this.flushedUpToNs = endNs;
    this.flushedBytes += byteLength;
    this.#chunk.reset();
  }

  /** The chunk's records as they are written. */
  #packed(): {
    readonly compression: string;
    readonly records: readonly Uint8Array[];
    readonly compressedSize: number;
  } {
    const { codec } = this;
    const { byteLength } = this.#chunk;
    const parts = this.#chunk.parts();
    const plain = { compression: '', records: parts, compressedSize: byteLength };
    if (codec === undefined || this.#chunk.bytesOf(this.#compressedChannels) > byteLength / 2) return plain;
    const [first] = parts;
    const compressed = codec.compress(
      first?.byteLength === byteLength ? first : Buffer.concat(parts, byteLength),
    );
    if (compressed.byteLength >= byteLength) return plain;
    return { compression: codec.name, records: [compressed], compressedSize: compressed.byteLength };
  }

  finish(): void {
    this.flush();
    this.#record.writeDataEnd({ dataSectionCrc: this.#dataSectionCrc });
    const summaryStart = this.#file.size + this.#record.length;
    this.#summary.statistics.writeStatistics(this.#statistics);
    const dataEnd = this.#takeRecord();
    // In one append: where there is no room for the summary, the file counts as not finished and not as damaged.
    this.#file.append(dataEnd, ...this.#summarySection(summaryStart));
  }

  #summarySection(summaryStart: number): Uint8Array[] {
    const groups: readonly [Opcode, McapRecordBuilder][] = [
      [Opcode.SCHEMA, this.#summary.schemas],
      [Opcode.CHANNEL, this.#summary.channels],
      [Opcode.STATISTICS, this.#summary.statistics],
      [Opcode.CHUNK_INDEX, chunkIndexes(this.#chunks)],
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
    parts.push(this.#takeRecord());
    const footer = { summaryStart: BigInt(summaryStart), summaryOffsetStart: BigInt(position) };
    // The summary CRC covers everything from the start of the summary up to the CRC field itself.
    this.#record.writeFooter({ ...footer, summaryCrc: 0 });
    const footerStart = this.#takeRecord().subarray(0, -4);
    const summaryCrc = [...parts, footerStart].reduce((crc, part) => crc32(part, crc), 0);
    this.#record.writeFooter({ ...footer, summaryCrc });
    this.#record.writeMagic();
    return [...parts, this.#takeRecord()];
  }

  #countChunk(): void {
    const statistics = this.#statistics;
    if (statistics.messageCount === 0n) statistics.messageStartTime = this.#chunk.startNs;
    statistics.messageEndTime = this.#chunk.endNs;
    statistics.messageCount += BigInt(this.#chunk.messageCount);
    statistics.chunkCount += 1;
    for (const [channelId, count] of this.#chunk.counts()) {
      const before = statistics.channelMessageCounts.get(channelId) ?? 0n;
      statistics.channelMessageCounts.set(channelId, before + BigInt(count));
    }
  }

  /** Appends the record builder's content to the data section. */
  #appendData(): void {
    const bytes = this.#takeRecord();
    this.#file.append(bytes);
    this.#dataSectionCrc = crc32(bytes, this.#dataSectionCrc);
  }

  /** The record builder's content, in memory of its own. */
  #takeRecord(): Uint8Array {
    const bytes = new Uint8Array(this.#record.buffer);
    this.#record.reset();
    return bytes;
  }
}

function chunkIndexes(chunks: ChunkLog): McapRecordBuilder {
  const builder = new McapRecordBuilder();
  for (const chunk of chunks.chunks()) {
    const messageIndexOffsets = new Map<number, bigint>();
    const chunkEnd = chunk.offset + chunk.lengthBytes;
    let indexAt = chunkEnd;
    for (const [channelId, lengthBytes] of chunk.indexes) {
      messageIndexOffsets.set(channelId, BigInt(indexAt));
      indexAt += lengthBytes;
    }
    builder.writeChunkIndex({
      messageStartTime: chunk.startNs,
      messageEndTime: chunk.endNs,
      chunkStartOffset: BigInt(chunk.offset),
      chunkLength: BigInt(chunk.lengthBytes),
      messageIndexOffsets,
      messageIndexLength: BigInt(indexAt - chunkEnd),
      compression: chunk.compression,
      compressedSize: BigInt(chunk.compressedBytes),
      uncompressedSize: BigInt(chunk.uncompressedBytes),
    });
  }
  return builder;
}

/**
 * A chunk of messages, after the MCAP specification, https://mcap.dev/spec, "Chunk" and "Message".
 *
 * It is read here and not by the library, whose stream reader wants the channels again before each chunk and computes
 * its checksums in JavaScript.
 */
import { crc32 } from 'node:zlib';
import { Opcode } from '@mcap/core';
import { loadChunkCodec } from '../format/compression.js';

/** Opcode and content length: https://mcap.dev/spec, "Records". */
export const recordHeadBytes = 9;
/** Start, end, uncompressed size, checksum and the length of the compression's name. */
const chunkHeadBytes = 8 + 8 + 8 + 4 + 4;
/** Channel, sequence, log time and publish time. */
const messageHeadBytes = 2 + 4 + 8 + 8;
/** No writer makes larger chunks; a size above it is damage, and must not become memory. */
const largestChunkBytes = 2 ** 30;

/** A message in a chunk. */
export interface ChunkMessage {
  readonly channelId: number;
  readonly sequence: number;
  readonly logTimeNs: bigint;
  readonly publishTimeNs: bigint;
  /** **Borrowed** from the chunk, and not aligned: `slice()` gives bytes of their own. */
  readonly data: Uint8Array;
}

/** Why bytes are no chunk. */
export class DamagedChunk extends Error {}

/** The messages of one chunk, in the order in which they were recorded. */
export class Chunk {
  readonly #records: DataView;

  private constructor(
    records: DataView,
    /** What its records were compressed with, as MCAP calls it; empty where they were not. */
    readonly compression: string,
  ) {
    this.#records = records;
  }

  /**
   * @param record - the chunk's whole record, with its head.
   * @throws {DamagedChunk}
   */
  static async parse(record: Uint8Array): Promise<Chunk> {
    const view = new DataView(record.buffer, record.byteOffset, record.byteLength);
    const nameAt = recordHeadBytes + chunkHeadBytes;
    if (record.byteLength < nameAt + 8 || view.getUint8(0) !== Opcode.CHUNK)
      throw new DamagedChunk('it is no chunk');
    const crc = view.getUint32(nameAt - 8, true);
    const nameBytes = view.getUint32(nameAt - 4, true);
    const recordsAt = nameAt + nameBytes + 8;
    if (recordsAt > record.byteLength) throw new DamagedChunk('it ends too early');
    const compression = new TextDecoder().decode(record.subarray(nameAt, nameAt + nameBytes));
    const sizeBytes = Number(view.getBigUint64(recordsAt - 8, true));
    if (recordsAt + sizeBytes > record.byteLength) throw new DamagedChunk('it ends too early');
    const stored = record.subarray(recordsAt, recordsAt + sizeBytes);
    const uncompressedBytes = Number(view.getBigUint64(recordHeadBytes + 16, true));
    const records = compression === '' ? stored : await decompressed(stored, compression, uncompressedBytes);
    // A checksum of 0 stands for none.
    if (crc !== 0 && crc32(records) !== crc)
      throw new DamagedChunk('its checksum is not that of its content');
    return new Chunk(new DataView(records.buffer, records.byteOffset, records.byteLength), compression);
  }

  /** @throws {DamagedChunk} where the records do not fill the chunk, which no checksum may have told. */
  *messages(): Generator<ChunkMessage, void, void> {
    const view = this.#records;
    for (let at = 0; at < view.byteLength; ) {
      if (at + recordHeadBytes > view.byteLength) throw new DamagedChunk('it ends inside a record');
      const contentAt = at + recordHeadBytes;
      const end = contentAt + Number(view.getBigUint64(at + 1, true));
      if (end > view.byteLength) throw new DamagedChunk('it ends inside a record');
      if (view.getUint8(at) === Opcode.MESSAGE) {
        if (end - contentAt < messageHeadBytes) throw new DamagedChunk('a message is too short');
        const dataAt = contentAt + messageHeadBytes;
        yield {
          channelId: view.getUint16(contentAt, true),
          sequence: view.getUint32(contentAt + 2, true),
          logTimeNs: view.getBigUint64(contentAt + 6, true),
          publishTimeNs: view.getBigUint64(contentAt + 14, true),
          data: new Uint8Array(view.buffer, view.byteOffset + dataAt, end - dataAt),
        };
      }
      at = end;
    }
  }
}

async function decompressed(stored: Uint8Array, compression: string, sizeBytes: number): Promise<Uint8Array> {
  const codec = await loadChunkCodec(compression).catch((cause: Error) => {
    throw new DamagedChunk(
      `it is compressed (${compression}), and what reads that cannot be loaded: ${cause.message}`,
    );
  });
  if (codec === undefined)
    throw new DamagedChunk(
      `it is compressed (${JSON.stringify(compression)}), which this version of ModLink does not read`,
    );
  if (sizeBytes > largestChunkBytes) throw new DamagedChunk('its size cannot be');
  let records: Uint8Array;
  try {
    records = codec.decompress(stored, sizeBytes);
  } catch (error) {
    throw new DamagedChunk(`it cannot be decompressed (${(error as Error).message})`);
  }
  if (records.byteLength === sizeBytes) return records;
  throw new DamagedChunk('it is not as long as it says');
}

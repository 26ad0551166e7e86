import { Opcode } from '@mcap/core';
import { recordHeadBytes, writeLength } from './message-record.js';

/** What stands in it. */
export interface ChunkHead {
  readonly startNs: bigint;
  readonly endNs: bigint;
  /** Of the records, uncompressed. */
  readonly byteLength: number;
  readonly crc: number;
  readonly compression: string;
  readonly compressedSize: number;
}

/** All of a chunk record before its records: https://mcap.dev/spec, "Chunk". */
export function chunkHead({
  startNs,
  endNs,
  byteLength,
  crc,
  compression,
  compressedSize,
}: ChunkHead): Uint8Array {
  const name = new TextEncoder().encode(compression);
  const fieldsBytes = 8 + 8 + 8 + 4 + 4 + name.byteLength + 8;
  const head = new Uint8Array(recordHeadBytes + fieldsBytes);
  const view = new DataView(head.buffer);
  head[0] = Opcode.CHUNK;
  writeLength(view, 1, fieldsBytes + compressedSize);
  view.setBigUint64(9, startNs, true);
  view.setBigUint64(17, endNs, true);
  writeLength(view, 25, byteLength);
  view.setUint32(33, crc, true);
  view.setUint32(37, name.byteLength, true);
  head.set(name, 41);
  writeLength(view, 41 + name.byteLength, compressedSize);
  return head;
}

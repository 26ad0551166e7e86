/** Message records, after the MCAP specification, https://mcap.dev/spec, "Records" and "Message". */
import { Opcode } from '@mcap/core';

/** A message of a recording. */
export interface RecordingMessage {
  readonly channelId: number;
  /** The low 32 bits of the frame's sequence number; 0 without one. */
  readonly sequence: number;
  /** Host clock at arrival; never less than that of the message before. The file is ordered and indexed by it. */
  readonly logTimeNs: bigint;
  /** The frame's own timestamp. */
  readonly publishTimeNs: bigint;
  readonly data: Uint8Array;
}

/** Opcode and length of what follows. */
export const recordHeadBytes = 9;
/** Channel, sequence, log time and publish time. */
const messageFieldsBytes = 2 + 4 + 8 + 8;
/** What a message's record has before the data. */
export const messageHeadBytes = recordHeadBytes + messageFieldsBytes;

/** The length of a message's record. */
export const messageRecordBytes = (dataLength: number): number => messageHeadBytes + dataLength;

/** Memory that records are written to and read from. */
export interface RecordMemory {
  readonly bytes: Uint8Array;
  /** Of the same bytes. */
  readonly view: DataView;
}

/** Writes the record of a message, data included. There must be room for it. */
export function writeMessageRecord(
  { bytes, view }: RecordMemory,
  at: number,
  message: RecordingMessage,
): void {
  const { data } = message;
  bytes[at] = Opcode.MESSAGE;
  writeLength(view, at + 1, messageFieldsBytes + data.byteLength);
  view.setUint16(at + 9, message.channelId, true);
  view.setUint32(at + 11, message.sequence, true);
  view.setBigUint64(at + 15, message.logTimeNs, true);
  view.setBigUint64(at + 23, message.publishTimeNs, true);
  bytes.set(data, at + messageHeadBytes);
}

/** Where the record ends that begins at a place. */
export const recordEnd = (view: DataView, at: number): number =>
  at + recordHeadBytes + view.getUint32(at + 1, true) + 0x1_0000_0000 * view.getUint32(at + 5, true);

export const channelIdAt = (view: DataView, at: number): number => view.getUint16(at + 9, true);

export const logTimeNsAt = (view: DataView, at: number): bigint => view.getBigUint64(at + 15, true);

/** A 64-bit length, without making a BigInt of it. */
export function writeLength(view: DataView, at: number, length: number): void {
  view.setUint32(at, length % 0x1_0000_0000, true);
  view.setUint32(at + 4, Math.floor(length / 0x1_0000_0000), true);
}

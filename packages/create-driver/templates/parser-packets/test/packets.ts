import { checksum, syncByte } from '../src/parser/index.js';

/** What the device sends for one sample. */
export function encodePacket(stream: number, counter: number, values: ArrayLike<number>): Uint8Array {
  const bytes = new Uint8Array(3 + 2 * values.length + 1);
  const view = new DataView(bytes.buffer);
  bytes.set([syncByte, stream, counter % 256]);
  for (let index = 0; index < values.length; index++) view.setInt16(3 + 2 * index, values[index] ?? 0, true);
  bytes[bytes.length - 1] = checksum(bytes.subarray(0, -1));
  return bytes;
}

/** What all packets of the sensors have in common: a number, counted to 65535 for each characteristic, and 18 bytes. */

export const packetLengthBytes = 20;

/** A view of a whole packet; `undefined` for one that is cut short or too long. */
export function packetView(bytes: Uint8Array): DataView | undefined {
  if (bytes.length !== packetLengthBytes) return undefined;
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** A packet of one channel. */
export interface MusePacket {
  /** Big-endian, in the first two bytes. */
  readonly sequence: number;
  /** Its own memory: it stays when the bytes change. */
  readonly values: Float32Array;
}

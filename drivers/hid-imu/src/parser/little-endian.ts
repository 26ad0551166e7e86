/** Numbers out of bytes, lowest byte first, as HID devices send them. Beyond the end of the bytes there is 0. */

export function uint16(bytes: Uint8Array, at: number): number {
  return (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8);
}

export function int16(bytes: Uint8Array, at: number): number {
  // Shifted to the top of 32 bits and back, the sign comes along.
  return (uint16(bytes, at) << 16) >> 16;
}

export function uint32(bytes: Uint8Array, at: number): number {
  return (uint16(bytes, at) | (uint16(bytes, at + 2) << 16)) >>> 0;
}

/** Three int16 in a row. */
export function threeInt16(bytes: Uint8Array, at: number): [number, number, number] {
  return [int16(bytes, at), int16(bytes, at + 2), int16(bytes, at + 4)];
}

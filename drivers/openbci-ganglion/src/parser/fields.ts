/** Numbers of 18 or 19 bits that stand close together, the first bit first. */

/** How many numbers a packet holds: four channels of two samples. */
export const fieldCount = 8;

/**
 * Reads the numbers of a packet, from its second byte on.
 * @returns unsigned.
 */
export function readFields(bytes: Uint8Array, bits: 18 | 19): readonly number[] {
  const fields: number[] = [];
  for (let field = 0; field < fieldCount; field++) {
    const firstBit = 8 + field * bits;
    const at = firstBit >> 3;
    const four =
      ((bytes[at] ?? 0) << 24) |
      ((bytes[at + 1] ?? 0) << 16) |
      ((bytes[at + 2] ?? 0) << 8) |
      (bytes[at + 3] ?? 0);
    fields.push((four >>> (32 - bits - (firstBit & 7))) & (2 ** bits - 1));
  }
  return fields;
}

/**
 * A difference of firmware 2: its sign is the last bit, 1 for negative ones, so that all others are left for the number (OpenBCI
 * documentation, "Ganglion Data Format", section "19bit Compression").
 */
export function signedByLastBit(field: number, bits: 18 | 19): number {
  return (field & 1) === 0 ? field : field - 2 ** bits;
}

/** A value of firmware 3: the first bits of a number of 24 bits in two's complement (BrainFlow, `ganglion_native_v3.cpp`). */
export function firstBitsOf24(field: number, bits: 18 | 19): number {
  const signed = field < 2 ** (bits - 1) ? field : field - 2 ** bits;
  return signed * 2 ** (24 - bits);
}

/** A number of 24 bits in two's complement, the first byte first. */
export function readInt24(bytes: Uint8Array, at: number): number {
  return (((bytes[at] ?? 0) << 24) | ((bytes[at + 1] ?? 0) << 16) | ((bytes[at + 2] ?? 0) << 8)) >> 8;
}

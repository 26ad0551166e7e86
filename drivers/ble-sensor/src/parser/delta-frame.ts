/**
 * Compressed samples of Polar measurement data ("Polar Measurement Data Specification for 3rd Party", "Delta frame sample
 * example from Polar Verity Sense"): one reference sample, little-endian and signed, then groups of
 * `[bits of a delta: u8][samples: u8][deltas]`. Deltas are signed, stand channel by channel with the least significant bit
 * first, fill whole bytes per group, and add to the sample before.
 */

/** The largest delta: values have at most 24 bits, and sums stay exact. */
const deltaBitsLimit = 32;

/**
 * Unpacks the samples, all channels of the first one first.
 * @param bytesPerValue - of the reference sample.
 * @returns `undefined` where the bytes end in the midst of a group, or a group has no or too many bits. Never throws.
 */
export function decodeDeltaFrame(
  bytes: Uint8Array,
  channels: number,
  bytesPerValue: number,
): number[] | undefined {
  let at = channels * bytesPerValue;
  if (bytes.length < at) return undefined;
  const values: number[] = [];
  for (let offset = 0; offset < at; offset += bytesPerValue) {
    values.push(readSigned(bytes, offset, bytesPerValue));
  }
  while (at < bytes.length) {
    const bits = bytes[at] ?? 0;
    const samples = bytes[at + 1] ?? 0;
    const start = at + 2;
    const end = start + Math.ceil((bits * samples * channels) / 8);
    if (bits === 0 || bits > deltaBitsLimit || end > bytes.length) return undefined;
    for (let index = 0; index < samples * channels; index++) {
      const before = values[values.length - channels] ?? 0;
      values.push(before + readBits(bytes, start * 8 + index * bits, bits));
    }
    at = end;
  }
  return values;
}

/** A signed little-endian number of 1 to 4 bytes. */
export function readSigned(bytes: Uint8Array, offset: number, length: number): number {
  return readBits(bytes, offset * 8, length * 8);
}

/** A signed number whose least significant bit is `firstBit` of the bytes. */
function readBits(bytes: Uint8Array, firstBit: number, bits: number): number {
  let value = 0;
  for (let bit = 0; bit < bits; bit++) {
    const place = firstBit + bit;
    const isSet = ((bytes[place >> 3] ?? 0) >> (place & 7)) & 1;
    // Not by shifting: bit 31 would become the sign.
    value += isSet * 2 ** bit;
  }
  return value >= 2 ** (bits - 1) ? value - 2 ** bits : value;
}

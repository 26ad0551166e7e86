/** Frames of Polar's measurement data as the sensors send them. Written apart from the driver's parser, to check it. */
import type { SimulatedPpi } from './polar-signals.js';

/** Head of a frame: the clock is that of its last sample. */
export function encodeFrame(
  type: number,
  timestampNs: bigint,
  frameType: number,
  content: Uint8Array,
): Uint8Array {
  const bytes = Buffer.alloc(10 + content.length);
  bytes.writeUInt8(type, 0);
  bytes.writeBigUInt64LE(timestampNs, 1);
  bytes.writeUInt8(frameType, 9);
  bytes.set(content, 10);
  return new Uint8Array(bytes);
}

/** Samples one after another, signed and little-endian. */
export function encodeRaw(samples: readonly (readonly number[])[], bytesPerValue: number): Uint8Array {
  const values = samples.flat();
  const bytes = Buffer.alloc(values.length * bytesPerValue);
  for (const [index, value] of values.entries())
    bytes.writeIntLE(value, index * bytesPerValue, bytesPerValue);
  return new Uint8Array(bytes);
}

/** A reference sample, then groups of deltas with just as many bits as the largest of the group needs. */
export function encodeDeltas(
  samples: readonly (readonly number[])[],
  bytesPerValue: number,
  samplesPerGroup = 10,
): Uint8Array {
  const groups: number[] = [];
  for (let first = 1; first < samples.length; first += samplesPerGroup) {
    const group = samples.slice(first, first + samplesPerGroup);
    const deltas = group.flatMap((sample, index) =>
      sample.map((value, channel) => value - (samples[first + index - 1]?.[channel] ?? 0)),
    );
    const bits = 1 + Math.max(...deltas.map((delta) => (delta < 0 ? ~delta : delta).toString(2).length));
    const text = deltas.map((delta) => reversedBits(delta, bits)).join('');
    groups.push(bits, group.length);
    for (let at = 0; at < text.length; at += 8) {
      groups.push(Number.parseInt([...text.slice(at, at + 8).padEnd(8, '0')].reverse().join(''), 2));
    }
  }
  return Uint8Array.of(...encodeRaw(samples.slice(0, 1), bytesPerValue), ...groups);
}

/** The least significant bit first. */
function reversedBits(value: number, bits: number): string {
  const unsigned = value < 0 ? value + 2 ** bits : value;
  return [...unsigned.toString(2).padStart(bits, '0')].reverse().join('');
}

export function encodePpi(intervals: readonly SimulatedPpi[]): Uint8Array {
  return Uint8Array.from(
    intervals.flatMap(({ heartRateBpm, intervalMs, errorMs, blocked, contact }) => [
      heartRateBpm,
      intervalMs & 0xff,
      intervalMs >> 8,
      errorMs & 0xff,
      errorMs >> 8,
      (blocked ? 1 : 0) | (contact ? 2 : 0) | 4,
    ]),
  );
}

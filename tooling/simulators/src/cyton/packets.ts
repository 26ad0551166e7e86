import type { CytonSample } from './samples.js';

/** Bytes of a packet: start, sample number, 8 x 3 channel bytes, 6 auxiliary bytes, stop. */
export const packetBytes = 33;

/**
 * One packet as a board sends it (OpenBCI documentation, "Cyton Data Format", section "Binary Format").
 * @param counts - exactly 8.
 */
export function encodeCytonPacket(
  sampleNumber: number,
  counts: readonly number[],
  accel: CytonSample['accel'],
): Buffer {
  const packet = Buffer.alloc(packetBytes);
  packet[0] = 0xa0;
  packet[1] = sampleNumber % 256;
  for (const [channel, count] of counts.entries()) packet.writeIntBE(count, 2 + 3 * channel, 3);
  for (const [axis, count] of accel.entries()) packet.writeInt16BE(count, 26 + 2 * axis);
  packet[32] = 0xc0;
  return packet;
}

/**
 * The packets of one sample: one, or two where it has 16 channels: channels 9-16 under an even number, then channels 1-8
 * under the odd number after it ("16 Channel Data with Cyton+Daisy" in the same document).
 */
export function encodeCytonSample(sampleNumber: number, sample: CytonSample): Buffer[] {
  const board = sample.counts.slice(0, 8);
  if (sample.counts.length === 8) return [encodeCytonPacket(sampleNumber, board, sample.accel)];
  return [
    encodeCytonPacket(sampleNumber, sample.counts.slice(8), [0, 0, 0]),
    encodeCytonPacket(sampleNumber + 1, board, sample.accel),
  ];
}

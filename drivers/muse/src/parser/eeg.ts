import { type MusePacket, packetView } from './packet.js';

export const eegSamplesPerPacket = 12;
export const eegRateHz = 256;

/**
 * Microvolt per count: 2000 uV / 4096 = 0.48828125, around the middle of 12 bits (muse-js, `muse-parse.ts`:
 * `decodeEEGSamples`; muse-lsl, `muse.py`: `_unpack_eeg_channel`).
 */
export const microvoltPerCount = 2000 / 4096;
const middleCounts = 2048;

/**
 * A packet of one electrode: twelve samples of 12 bits, unsigned and big-endian, two in three bytes.
 * @returns microvolts; `undefined` for what is no such packet. Never throws.
 */
export function parseEegPacket(bytes: Uint8Array): MusePacket | undefined {
  const view = packetView(bytes);
  if (view === undefined) return undefined;
  const values = new Float32Array(eegSamplesPerPacket);
  for (let pair = 0; pair < eegSamplesPerPacket / 2; pair++) {
    const at = 2 + 3 * pair;
    values[2 * pair] = ((view.getUint16(at) >> 4) - middleCounts) * microvoltPerCount;
    values[2 * pair + 1] = ((view.getUint16(at + 1) & 0xfff) - middleCounts) * microvoltPerCount;
  }
  return { sequence: view.getUint16(0), values };
}

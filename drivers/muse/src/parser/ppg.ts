import { type MusePacket, packetView } from './packet.js';

export const ppgSamplesPerPacket = 6;
export const ppgRateHz = 64;

/**
 * A packet of one optical channel: six samples of 24 bits, unsigned and big-endian (muse-js, `muse-parse.ts`:
 * `decodeUnsigned24BitData`; muse-lsl, `muse.py`: `_unpack_ppg_channel`).
 * @returns counts; `undefined` for what is no such packet. Never throws.
 */
export function parsePpgPacket(bytes: Uint8Array): MusePacket | undefined {
  const view = packetView(bytes);
  if (view === undefined) return undefined;
  const values = new Float32Array(ppgSamplesPerPacket);
  for (let index = 0; index < values.length; index++) {
    values[index] = (view.getUint8(2 + 3 * index) << 16) | view.getUint16(3 + 3 * index);
  }
  return { sequence: view.getUint16(0), values };
}

import type { PmdFrame } from './pmd-frame.js';

const sampleBytes = 6;

/** One pulse-to-pulse interval of an optical sensor. */
export interface PpiSample {
  /** Beats per minute, as the sensor sees it. */
  readonly heartRateBpm: number;
  readonly intervalMs: number;
  /** How far off the interval may be. */
  readonly errorMs: number;
  /** The sensor was moved: the interval is not to be trusted. */
  readonly blocked: boolean;
  /** Whether the sensor touches the skin; `undefined` where it cannot tell. */
  readonly contact: boolean | undefined;
}

/**
 * Reads the intervals of a frame, the oldest first: rate u8, interval u16 and error u16 in milliseconds, flags (bit 0 blocker,
 * bit 1 contact, bit 2 contact supported). Source: "Polar Measurement Data Specification for 3rd Party", "Frame types PPI".
 * @returns `undefined` for another frame, and for content that is damaged or empty. Never throws.
 */
export function decodePpi({ measurement, frameType, content }: PmdFrame): readonly PpiSample[] | undefined {
  if (measurement !== 'ppi' || frameType !== 0) return undefined;
  if (content.length === 0 || content.length % sampleBytes !== 0) return undefined;
  const view = new DataView(content.buffer, content.byteOffset, content.byteLength);
  return Array.from({ length: content.length / sampleBytes }, (_, index) => {
    const at = index * sampleBytes;
    const flags = view.getUint8(at + 5);
    return {
      heartRateBpm: view.getUint8(at),
      intervalMs: view.getUint16(at + 1, true),
      errorMs: view.getUint16(at + 3, true),
      blocked: (flags & 0x01) !== 0,
      contact: (flags & 0x04) === 0 ? undefined : (flags & 0x02) !== 0,
    };
  });
}

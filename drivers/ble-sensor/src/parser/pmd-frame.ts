/**
 * Data frames of Polar's measurement data service ("Polar Measurement Data Specification for 3rd Party", sections "Frame types
 * ACC", "... Magnetometer", "... Gyroscope", "... PPG", "... ECG", "... PPI"; compressed ones also from the files under
 * `pmd/model` of the Polar BLE SDK).
 */
import { decodeDeltaFrame, readSigned } from './delta-frame.js';
import { type PmdMeasurement, pmdMeasurementNames, pmdMeasurements } from './pmd-control.js';

const headerBytes = 10;

/** A frame, its samples not yet read. */
export interface PmdFrame {
  readonly measurement: PmdMeasurement;
  /**
   * The device's clock at the **last** sample, nanoseconds since 2000-01-01T00:00:00 (Polar BLE SDK, "Time system in Polar
   * devices"); 0 where a measurement has no such time. A device whose clock was never set counts from another date.
   */
  readonly timestampNs: bigint;
  /** Bit 7: compressed. */
  readonly frameType: number;
  /** A view into the bytes. */
  readonly content: Uint8Array;
}

/** How the samples of a frame type stand in its content. */
interface FrameFormat {
  readonly channels: number;
  readonly bytesPerValue: number;
  /** Count to unit: microvolt, mG, degree/s, G, or none for PPG; multiplied with the factor in compressed frames. */
  readonly scale: number;
}

const compressed = 0x80;
const formats: Record<Exclude<PmdMeasurement, 'ppi'>, Readonly<Record<number, FrameFormat>>> = {
  ecg: { 0: { channels: 1, bytesPerValue: 3, scale: 1 } },
  ppg: {
    0: { channels: 4, bytesPerValue: 3, scale: 1 },
    [compressed]: { channels: 4, bytesPerValue: 3, scale: 1 },
  },
  accel: {
    0: { channels: 3, bytesPerValue: 1, scale: 1 },
    1: { channels: 3, bytesPerValue: 2, scale: 1 },
    2: { channels: 3, bytesPerValue: 3, scale: 1 },
    // The factor makes g of it: 1/4096 at a range of 8 g.
    [compressed]: { channels: 3, bytesPerValue: 2, scale: 1000 },
    [compressed | 1]: { channels: 3, bytesPerValue: 2, scale: 1 },
  },
  gyro: { [compressed]: { channels: 3, bytesPerValue: 2, scale: 1 } },
  mag: { [compressed]: { channels: 3, bytesPerValue: 2, scale: 1 } },
};

/** The channels of each measurement, in the order of the samples. */
export const pmdChannelNames = {
  ecg: ['ecg'],
  ppg: ['ppg1', 'ppg2', 'ppg3', 'ambient'],
  accel: ['x', 'y', 'z'],
  gyro: ['x', 'y', 'z'],
  mag: ['x', 'y', 'z'],
} as const satisfies Record<Exclude<PmdMeasurement, 'ppi'>, readonly string[]>;

/** Reads the head of a frame; `undefined` where it is cut short or of a measurement that is not known. */
export function parsePmdFrame(bytes: Uint8Array): PmdFrame | undefined {
  if (bytes.length < headerBytes) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const code = view.getUint8(0) & 0x3f;
  const measurement = pmdMeasurementNames.find((name) => pmdMeasurements[name] === code);
  if (measurement === undefined) return undefined;
  return {
    measurement,
    timestampNs: view.getBigUint64(1, true),
    frameType: view.getUint8(9),
    content: bytes.subarray(headerBytes),
  };
}

/**
 * Reads the samples of a frame, all channels of the first one first: microvolt (ECG), mG (acceleration), degree/s (gyroscope),
 * gauss (magnetometer), or numbers without a unit (PPG).
 * @param factor - from the answer to the start command, for compressed frames; 1 where there was none.
 * @returns `undefined` for a frame type that is not known, and for content that is damaged or empty. Never throws.
 */
export function decodePmdSamples(frame: PmdFrame, factor = 1): Float64Array | undefined {
  if (frame.measurement === 'ppi') return undefined;
  const { content, frameType } = frame;
  const format = formats[frame.measurement][frameType];
  if (format === undefined) return undefined;
  const { channels, bytesPerValue } = format;
  const isCompressed = (frameType & compressed) !== 0;
  const counts = isCompressed
    ? decodeDeltaFrame(content, channels, bytesPerValue)
    : decodeRaw(content, channels, bytesPerValue);
  if (counts === undefined || counts.length === 0) return undefined;
  const scale = isCompressed ? format.scale * factor : format.scale;
  return Float64Array.from(counts, (count) => count * scale);
}

function decodeRaw(content: Uint8Array, channels: number, bytesPerValue: number): number[] | undefined {
  if (content.length % (channels * bytesPerValue) !== 0) return undefined;
  return Array.from({ length: content.length / bytesPerValue }, (_, index) =>
    readSigned(content, index * bytesPerValue, bytesPerValue),
  );
}

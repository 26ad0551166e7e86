/**
 * The value of the Heart Rate Measurement characteristic, 0x2A37 (Bluetooth SIG, "Heart Rate Service" 1.0, section 3.1;
 * fields in its subsections 3.1.1.1 to 3.1.1.4).
 */

const hasWideRate = 0x01;
const hasContact = 0x02;
const supportsContact = 0x04;
const hasEnergy = 0x08;
const hasIntervals = 0x10;

/** One notification of a heart-rate sensor. */
export interface HeartRateMeasurement {
  /** Beats per minute; 0 where the sensor has found no pulse. */
  readonly heartRateBpm: number;
  /** Whether the sensor touches the skin; `undefined` where it does not say. */
  readonly contact: boolean | undefined;
  /** Energy since it was last reset, kilojoule; sensors send it now and then. */
  readonly energyKj: number | undefined;
  /** Times between beats, milliseconds, the oldest first. The device counts 1/1024 s. */
  readonly rrIntervalsMs: readonly number[];
}

/** Reads a notification; `undefined` where it is cut short or has bytes that belong to no field. Never throws. */
export function parseHeartRate(bytes: Uint8Array): HeartRateMeasurement | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 2) return undefined;
  const flags = view.getUint8(0);
  const energyAt = (flags & hasWideRate) === 0 ? 2 : 3;
  const intervalsAt = (flags & hasEnergy) === 0 ? energyAt : energyAt + 2;
  const intervalBytes = bytes.length - intervalsAt;
  if (intervalBytes < 0 || intervalBytes % 2 !== 0) return undefined;
  if ((flags & hasIntervals) === 0 && intervalBytes > 0) return undefined;
  return {
    heartRateBpm: (flags & hasWideRate) === 0 ? view.getUint8(1) : view.getUint16(1, true),
    contact: (flags & supportsContact) === 0 ? undefined : (flags & hasContact) !== 0,
    energyKj: (flags & hasEnergy) === 0 ? undefined : view.getUint16(energyAt, true),
    rrIntervalsMs: Array.from(
      { length: intervalBytes / 2 },
      (_, index) => (view.getUint16(intervalsAt + 2 * index, true) * 1000) / 1024,
    ),
  };
}

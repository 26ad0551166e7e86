/** What three Polar sensors can do (Polar BLE SDK, `documentation/products`: PolarH10, PolarOH1, PolarVeritySense). */
import type { PolarMeasurement } from './polar-signals.js';

/** Codes of what can be set: rate in hertz, bits, range, channels. */
export const settingWidths: Readonly<Record<number, number>> = { 0: 2, 1: 2, 2: 2, 4: 1 };

export interface PolarStreamModel {
  /** What is offered, by the code of the setting. */
  readonly settings: Readonly<Record<number, readonly number[]>>;
  readonly frameType: number;
  readonly bytesPerValue: number;
  readonly samplesPerFrame: number;
  /** Value of a count, told in the answer to a start; only where frames are compressed. */
  readonly factor?: number;
}

export interface PolarModel {
  /** As it advertises itself, before its serial number. */
  readonly name: string;
  readonly streams: Partial<Record<Exclude<PolarMeasurement, 'ppi'>, PolarStreamModel>>;
  readonly hasPpi: boolean;
}

const raw = { samplesPerFrame: 36, bytesPerValue: 2, frameType: 1 };
const compressed = { samplesPerFrame: 50, bytesPerValue: 2, frameType: 0x80 };

export const polarModels = {
  h10: {
    name: 'Polar H10',
    hasPpi: false,
    streams: {
      ecg: { settings: { 0: [130], 1: [14] }, frameType: 0, bytesPerValue: 3, samplesPerFrame: 73 },
      accel: { settings: { 0: [25, 50, 100, 200], 1: [16], 2: [2, 4, 8] }, ...raw },
    },
  },
  oh1: {
    name: 'Polar OH1',
    hasPpi: true,
    streams: {
      // It says 130, and samples at 135 Hz ("Known issues", Polar OH1, issue 2).
      ppg: { settings: { 0: [130], 1: [22], 4: [4] }, frameType: 0, bytesPerValue: 3, samplesPerFrame: 18 },
      accel: { settings: { 0: [50], 1: [16], 2: [8] }, ...raw },
    },
  },
  'verity-sense': {
    name: 'Polar Sense',
    hasPpi: true,
    streams: {
      ppg: {
        settings: { 0: [55], 1: [22], 4: [4] },
        ...compressed,
        bytesPerValue: 3,
        samplesPerFrame: 24,
        factor: 1,
      },
      accel: { settings: { 0: [52], 1: [16], 2: [8], 4: [3] }, ...compressed, factor: 1 / 4096 },
      gyro: { settings: { 0: [52], 1: [16], 2: [2000], 4: [3] }, ...compressed, factor: 0.0625 },
      mag: { settings: { 0: [10, 20, 50, 100], 1: [16], 2: [50], 4: [3] }, ...compressed, factor: 1 / 1024 },
    },
  },
} as const satisfies Record<string, PolarModel>;
export type PolarModelName = keyof typeof polarModels;

/** At which rate a sensor really samples. */
export function trueRateHz(model: PolarModelName, measurement: string, toldHz: number): number {
  return model === 'oh1' && measurement === 'ppg' ? 135 : toldHz;
}

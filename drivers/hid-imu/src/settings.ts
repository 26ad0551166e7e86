/** The settings of the driver; `settings.schema.json` says the same to hosts. */
import type { LengthUnit, SwitchGyroScale } from './parser/index.js';

export type HidImuSettings = {
  /** Samples per frame; chosen by the device's rate, for some 30 frames a second, when absent. */
  readonly chunkSize?: number;
  /** A battery that has so much left, in percent, or less is warned about. */
  readonly lowBatteryPercent?: number;
  /** How long a device may take for its first report, or for an answer. */
  readonly answerTimeoutMs?: number;
  /** DualSense and DualShock 4: whether what the gyroscope read at rest in the factory is subtracted. */
  readonly subtractGyroBias?: boolean;
  /** Joy-Con and Pro Controller: millidegree/s per count of the gyroscope. */
  readonly switchGyroScale?: SwitchGyroScale;
  /** Joy-Con and Pro Controller: whether a calibration that the user made on a console comes before the maker's. */
  readonly switchUserCalibration?: boolean;
  /** Joy-Con and Pro Controller: which of the three samples of a report was measured first. */
  readonly switchSampleOrder?: 'oldest-first' | 'newest-first';
  /** HID sensors: the interval that is asked for. */
  readonly hidSensorIntervalMs?: number;
  /** HID sensors: what the length in the unit of acceleration is. */
  readonly hidSensorLengthUnit?: LengthUnit;
};

/** What holds where a setting is left out. */
export const defaultSettings = {
  lowBatteryPercent: 15,
  answerTimeoutMs: 2000,
  subtractGyroBias: false,
  switchGyroScale: 70,
  switchUserCalibration: true,
  switchSampleOrder: 'oldest-first',
  hidSensorIntervalMs: 10,
  hidSensorLengthUnit: 'metre',
} as const satisfies HidImuSettings;

/** The settings with their defaults. */
export type CompleteSettings = HidImuSettings & Required<Omit<HidImuSettings, 'chunkSize'>>;

export function completeSettings(settings: HidImuSettings): CompleteSettings {
  return { ...defaultSettings, ...settings };
}

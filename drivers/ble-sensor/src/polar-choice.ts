import type { PmdSettingName, PmdSettings } from './parser/index.js';
import type { CompleteSettings } from './settings.js';
import type { SampledMeasurement } from './streams.js';

/** What a measurement is started with. */
export type PolarChoice = Partial<Record<PmdSettingName, number>>;

/** Of what a sensor offers, what is nearest to the settings of the user; of the rest, the most. */
export function chooseSettings(
  measurement: SampledMeasurement,
  offered: PmdSettings,
  settings: CompleteSettings,
): PolarChoice {
  const wanted = wishes(measurement, settings);
  return Object.fromEntries(
    Object.entries(offered).flatMap(([name, values]) => {
      if (values.length === 0 || name === 'factor') return [];
      const wish = wanted[name as PmdSettingName] ?? Number.POSITIVE_INFINITY;
      return [[name, nearest(values, wish)]];
    }),
  );
}

/**
 * The rate at which a sensor samples, which is not always the one it tells: the OH1 tells 130 Hz of PPG, which is 135; a Verity
 * Sense before firmware 2.1.0 tells 135, which is 55 ("Known issues" of the Polar BLE SDK: OH1 issue 2, Verity Sense issue 1).
 */
export function trueRateHz(measurement: SampledMeasurement, toldHz: number): number {
  if (measurement !== 'ppg') return toldHz;
  return (
    new Map([
      [130, 135],
      [135, 55],
    ]).get(toldHz) ?? toldHz
  );
}

function wishes(measurement: SampledMeasurement, settings: CompleteSettings): PolarChoice {
  switch (measurement) {
    case 'ecg':
      return { sampleRateHz: settings.ecgRateHz };
    case 'ppg':
      return { sampleRateHz: settings.ppgRateHz };
    case 'accel':
      return { sampleRateHz: settings.accelRateHz, range: settings.accelRangeG };
    case 'gyro':
      return { sampleRateHz: settings.gyroRateHz, range: settings.gyroRangeDps };
    case 'mag':
      return { sampleRateHz: settings.magRateHz };
  }
}

/** The largest of those that are equally near. */
function nearest(values: readonly number[], wish: number): number {
  if (wish === Number.POSITIVE_INFINITY) return Math.max(...values);
  return values.reduce((best, value) => {
    const nearer = Math.abs(value - wish) - Math.abs(best - wish);
    return nearer < 0 || (nearer === 0 && value > best) ? value : best;
  });
}

/** The settings of the driver; `settings.schema.json` says the same to hosts, with units and limits. */

/** What can be measured. Which of these a headband has, it says itself. */
export const measurementNames = ['eeg', 'accel', 'gyro', 'ppg'] as const;
export type MeasurementName = (typeof measurementNames)[number];

export type MuseSettings = {
  readonly scanTimeoutMs?: number;
  /** Only headbands whose name contains this are found. */
  readonly nameFilter?: string;
  readonly measurements?: readonly MeasurementName[];
  /** Whether the AUX electrode, which is wired to the USB port, is the fifth channel of the EEG. */
  readonly aux?: boolean;
  /** `auto`: the one that has what is measured. */
  readonly preset?: string;
  /** Whether the headband is told every few seconds that somebody listens. */
  readonly keepAlive?: boolean;
  /** Whether the strength of the signal is a stream. */
  readonly rssi?: boolean;
  readonly replyTimeoutMs?: number;
};

/** What holds where a setting is left out. */
export const defaultSettings = {
  scanTimeoutMs: 2000,
  nameFilter: '',
  measurements: ['eeg', 'accel', 'gyro', 'ppg'],
  aux: false,
  preset: 'auto',
  keepAlive: false,
  rssi: true,
  replyTimeoutMs: 3000,
} as const satisfies MuseSettings;

/** The settings with their defaults. */
export type CompleteSettings = Required<MuseSettings>;

export function completeSettings(settings: MuseSettings): CompleteSettings {
  return { ...defaultSettings, ...settings };
}

/**
 * The preset that has what is measured: p21 the four electrodes and motion, p20 AUX as well, p50 AUX and the optical sensor
 * (muse-js, `muse.ts`: `start`).
 * @param hasPpg - whether light is measured: wanted, and there.
 */
export function choosePreset({ preset, aux }: CompleteSettings, hasPpg: boolean): string {
  if (preset !== 'auto') return preset;
  if (hasPpg) return 'p50';
  return aux ? 'p20' : 'p21';
}

/** The settings of the driver; `settings.schema.json` says the same to hosts, with units and limits. */
import type { Column, LineFormat } from '@modlink/line-parser';

/** What can be measured. Which of these a sensor has, it says itself. */
export const measurementNames = ['heart-rate', 'ecg', 'accel', 'gyro', 'mag', 'ppg', 'ppi', 'text'] as const;
export type MeasurementName = (typeof measurementNames)[number];

export type TextColumn = Column & {
  /** After scale and offset. */
  readonly unit?: string;
};

const separators = { comma: ',', semicolon: ';', tab: '\t', space: ' ' } as const;
const commandEndings = { none: '', lf: '\n', cr: '\r', crlf: '\r\n' } as const;

export type BleSensorSettings = {
  readonly scanTimeoutMs?: number;
  /** Also sensors that advertise nothing known are found, when their name contains this; and only such. */
  readonly nameFilter?: string;
  readonly measurements?: readonly MeasurementName[];
  readonly ecgRateHz?: number;
  readonly accelRateHz?: number;
  readonly accelRangeG?: number;
  readonly gyroRateHz?: number;
  readonly gyroRangeDps?: number;
  readonly magRateHz?: number;
  readonly ppgRateHz?: number;
  /** Whether the strength of the signal is a stream. */
  readonly rssi?: boolean;
  readonly replyTimeoutMs?: number;
  readonly textFormat?: LineFormat['kind'];
  readonly textSeparator?: keyof typeof separators;
  /** Empty: the first lines tell. */
  readonly textColumns?: readonly TextColumn[];
  readonly textRateHz?: number | 'irregular';
  readonly textStartCommand?: string;
  readonly textStopCommand?: string;
  readonly textCommandEnding?: keyof typeof commandEndings;
  readonly textDetectTimeoutMs?: number;
};

/** What holds where a setting is left out. */
export const defaultSettings = {
  scanTimeoutMs: 2000,
  nameFilter: '',
  measurements: ['heart-rate', 'ecg', 'accel', 'gyro', 'mag', 'ppg', 'text'],
  ecgRateHz: 130,
  accelRateHz: 50,
  accelRangeG: 8,
  gyroRateHz: 52,
  gyroRangeDps: 2000,
  magRateHz: 50,
  ppgRateHz: 130,
  rssi: true,
  replyTimeoutMs: 3000,
  textFormat: 'csv',
  textSeparator: 'comma',
  textColumns: [],
  textRateHz: 'irregular',
  textStartCommand: '',
  textStopCommand: '',
  textCommandEnding: 'lf',
  textDetectTimeoutMs: 5000,
} as const satisfies BleSensorSettings;

/** The settings with their defaults. */
export type CompleteSettings = Required<BleSensorSettings>;

export function completeSettings(settings: BleSensorSettings): CompleteSettings {
  return { ...defaultSettings, ...settings };
}

export function lineFormat({ textFormat, textSeparator }: CompleteSettings): LineFormat {
  return textFormat === 'csv' ? { kind: 'csv', separator: separators[textSeparator] } : { kind: textFormat };
}

/** A command with its ending, as bytes; `undefined` where there is none. */
export function commandBytes(
  command: string,
  { textCommandEnding }: CompleteSettings,
): Uint8Array | undefined {
  return command === '' ? undefined : new TextEncoder().encode(command + commandEndings[textCommandEnding]);
}

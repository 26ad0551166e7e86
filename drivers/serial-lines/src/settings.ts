/** The settings of the driver; `settings.schema.json` says the same to hosts, with units and limits. */
import { SerialLinesError } from './errors.js';
import type { Column, LineFormat } from './parser/index.js';

export type ColumnSettings = Column & {
  /** After scale and offset. */
  readonly unit?: string;
};

export type SerialLinesSettings = {
  /** A port that `search` offers beside those that the system lists, such as a pseudo-terminal. */
  readonly port?: string;
  readonly baudRate?: number | 'auto';
  readonly format?: 'csv' | 'json' | 'labels';
  readonly separator?: keyof typeof separators | 'custom';
  readonly customSeparator?: string;
  /** Empty: the first lines tell. */
  readonly columns?: readonly ColumnSettings[];
  readonly detectLines?: number;
  readonly detectTimeoutMs?: number;
  readonly sampleRateHz?: number | 'irregular';
  readonly timeColumn?: string;
  readonly timeUnit?: 's' | 'ms' | 'us' | 'ns';
  readonly counterColumn?: string;
  /** 0: the counter never begins again. */
  readonly counterModulo?: number;
  readonly emptyValue?: 'refuse' | 'nan';
  readonly mode?: 'samples' | 'field';
  readonly fieldHeight?: number;
  readonly fieldWidth?: number;
  readonly fieldUnit?: string;
  readonly startCommand?: string;
  readonly stopCommand?: string;
  readonly commandEnding?: keyof typeof commandEndings;
  readonly chunkSize?: number;
  readonly maxLineBytes?: number;
};

const separators = { comma: ',', semicolon: ';', tab: '\t', space: ' ' } as const;
export const commandEndings = { none: '', lf: '\n', cr: '\r', crlf: '\r\n' } as const;

/** What holds where a setting is left out. */
export const defaultSettings = {
  baudRate: 'auto',
  format: 'csv',
  separator: 'comma',
  customSeparator: '|',
  columns: [],
  detectLines: 50,
  detectTimeoutMs: 20_000,
  sampleRateHz: 'irregular',
  timeColumn: '',
  timeUnit: 'ms',
  counterColumn: '',
  counterModulo: 0,
  emptyValue: 'refuse',
  mode: 'samples',
  fieldHeight: 10,
  fieldWidth: 10,
  fieldUnit: '',
  startCommand: '',
  stopCommand: '',
  commandEnding: 'lf',
  chunkSize: 1,
  maxLineBytes: 4096,
} as const satisfies SerialLinesSettings;

/** The settings with their defaults. */
export type CompleteSettings = SerialLinesSettings & Required<Omit<SerialLinesSettings, 'port'>>;

/** @throws {SerialLinesError} `INVALID_SETTINGS` where settings contradict each other. */
export function completeSettings(given: SerialLinesSettings): CompleteSettings {
  const settings: CompleteSettings = { ...defaultSettings, ...given };
  if (settings.mode === 'field' && settings.format === 'labels') {
    throw invalid('A matrix has no labels: with mode "field" the format is "csv" or "json".');
  }
  if (settings.mode === 'field' && (settings.timeColumn || settings.counterColumn)) {
    throw invalid('With mode "field" there are no columns: leave timeColumn and counterColumn empty.');
  }
  if (settings.columns.length > 0) layOut(settings, settings.columns);
  return settings;
}

export function lineFormat({ format, separator, customSeparator }: CompleteSettings): LineFormat {
  if (format !== 'csv') return { kind: format };
  return { kind: 'csv', separator: separator === 'custom' ? customSeparator : separators[separator] };
}

/** Which columns are channels, and which say something about the sample. */
export interface ColumnLayout {
  /** All of them, in the order of the line. */
  readonly columns: readonly ColumnSettings[];
  /** The places of the channels among them. */
  readonly channels: readonly number[];
  /** The place of the device's clock. */
  readonly timeAt: number | undefined;
  /** The place of the counter. */
  readonly counterAt: number | undefined;
}

/** @throws {SerialLinesError} `INVALID_SETTINGS` */
export function layOut(settings: CompleteSettings, columns: readonly ColumnSettings[]): ColumnLayout {
  const names = columns.map(({ name }) => name);
  const placeOf = (setting: 'timeColumn' | 'counterColumn') => {
    const name = settings[setting];
    if (name === '') return undefined;
    const place = names.indexOf(name);
    if (place >= 0) return place;
    throw invalid(`The setting ${setting} is "${name}", but the columns are ${names.join(', ')}.`);
  };
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw invalid(`Two columns are named "${twice}": give each a name of its own.`);
  const timeAt = placeOf('timeColumn');
  const counterAt = placeOf('counterColumn');
  const channels = columns.flatMap((_, place) => (place === timeAt || place === counterAt ? [] : [place]));
  if (channels.length === 0)
    throw invalid('Beside the time and the counter a line has no column for a channel.');
  return { columns, channels, timeAt, counterAt };
}

function invalid(message: string): SerialLinesError {
  return new SerialLinesError('INVALID_SETTINGS', message);
}

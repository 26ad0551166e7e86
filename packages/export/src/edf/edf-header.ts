/** The head of an EDF or BDF file: fields of fixed width, in printable ASCII, the rest of each filled with spaces. */
import type { EdfVariant } from './edf-variant.js';

export interface EdfSignal {
  readonly label: string;
  readonly transducer: string;
  readonly unit: string;
  readonly physicalMin: string;
  readonly physicalMax: string;
  readonly samplesPerRecord: number;
}

export interface EdfHeader {
  /** Start of the file in whole seconds since the Unix epoch; written as UTC. */
  readonly startSeconds: number;
  /** The code of who was recorded; empty where it is not known. */
  readonly subject: string;
  readonly equipment: string;
  /** Which ones the samples stand by: `raw` or `dejittered`. */
  readonly timestamps: string;
  readonly records: number;
  readonly recordSeconds: number;
  readonly signals: readonly EdfSignal[];
  /** Samples of a record that the annotations take. */
  readonly annotationSamples: number;
}

const months = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];

export function encodeEdfHeader(variant: EdfVariant, header: EdfHeader): Buffer {
  const date = new Date(header.startSeconds * 1000);
  const [year, month, day] = [date.getUTCFullYear(), date.getUTCMonth(), twoDigits(date.getUTCDate())];
  const clock = [date.getUTCHours(), date.getUTCMinutes(), date.getUTCSeconds()].map(twoDigits);
  const annotations: EdfSignal = {
    label: variant.annotationsLabel,
    transducer: '',
    unit: '',
    physicalMin: '-1',
    physicalMax: '1',
    samplesPerRecord: header.annotationSamples,
  };
  const signals = [...header.signals, annotations];
  const each = (width: number, text: (signal: EdfSignal) => string): Buffer =>
    Buffer.concat(signals.map((signal) => field(text(signal), width)));
  return Buffer.concat([
    variant.version,
    // The subfields of EDF+, 2.1.3.3: code, sex, birth date and name of the patient; but for the code, nobody knows them.
    field(`${word(header.subject)} X X X`, 80),
    // The subfields of EDF+, 2.1.3.4: start date, administration code, technician, equipment; more may follow.
    field(
      `Startdate ${day}-${months[month]}-${year} X X ${word(header.equipment)} timestamps_${header.timestamps}`,
      80,
    ),
    field(`${day}.${twoDigits(month + 1)}.${twoDigits(year % 100)}`, 8),
    field(clock.join('.'), 8),
    field(String(256 * (signals.length + 1)), 8),
    field(variant.continuous, 44),
    field(String(header.records), 8),
    field(String(header.recordSeconds), 8),
    field(String(signals.length), 4),
    each(16, ({ label }) => label),
    each(80, ({ transducer }) => transducer),
    each(8, ({ unit }) => unit),
    each(8, ({ physicalMin }) => physicalMin),
    each(8, ({ physicalMax }) => physicalMax),
    each(8, () => String(variant.digitalMin)),
    each(8, () => String(variant.digitalMax)),
    each(80, () => ''),
    each(8, ({ samplesPerRecord }) => String(samplesPerRecord)),
    each(32, () => ''),
  ]);
}

/** Text as a header can say it: accents fall, the micro and degree signs are spelled, what is not printable becomes `_`. */
export function printableAscii(text: string): string {
  return text
    .replace(/[µμ]/g, 'u')
    .replace(/°/g, 'deg')
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[^ -~]/gu, '_');
}

function field(text: string, width: number): Buffer {
  return Buffer.from(printableAscii(text).slice(0, width).padEnd(width), 'latin1');
}

/** A subfield of EDF+ has no space in it. */
function word(text: string): string {
  return text.trim().replace(/\s+/g, '_') || 'X';
}

const twoDigits = (value: number): string => String(value).padStart(2, '0');

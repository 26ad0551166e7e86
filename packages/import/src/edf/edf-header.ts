/**
 * The head of an EDF, EDF+, BDF or BDF+ file: fields of fixed width in ASCII, filled with spaces. EDF: Kemp et al., "A simple
 * format for exchange of digitized polygraphic recordings", Electroencephalography and clinical Neurophysiology 82 (1992),
 * 391-393 (https://www.edfplus.info/specs/edf.html). EDF+: Kemp and Olivan, Clinical Neurophysiology 114 (2003), 1755-1761
 * (https://www.edfplus.info/specs/edfplus.html). BDF: https://www.biosemi.com/faq/file_format.htm. BDF+:
 * https://www.teuniz.net/edfbrowser/bdfplus%20format%20description.html.
 */
import { invalidFile, tooLarge } from '../errors.js';
import { nsOfDecimal } from '../input/nanoseconds.js';
import type { SourceFile } from '../input/source-file.js';
import type { WarningLog } from '../input/warning-log.js';

export interface EdfSignal {
  readonly label: string;
  readonly transducer: string;
  readonly unit: string;
  readonly physicalMin: number;
  readonly physicalMax: number;
  readonly digitalMin: number;
  readonly digitalMax: number;
  readonly prefilter: string;
  readonly samplesPerRecord: number;
  /** Of its samples, from the beginning of a record. */
  readonly offsetBytes: number;
}

export interface EdfHeader {
  /** `EDF`, `EDF+C`, `EDF+D`, `BDF`, `BDF+C` or `BDF+D`. */
  readonly kind: string;
  readonly sampleBytes: 2 | 3;
  /** Whether the records have times of their own. */
  readonly isPlus: boolean;
  readonly isDiscontinuous: boolean;
  readonly patient: string;
  readonly recording: string;
  /** The date and time of the head, taken as UTC. */
  readonly startNs: bigint;
  readonly headerBytes: number;
  /** Whole records in the file. */
  readonly records: number;
  readonly recordNs: bigint;
  readonly recordBytes: number;
  readonly signals: readonly EdfSignal[];
}

export const edfMagic = Buffer.from('0       ');
export const bdfMagic = Buffer.from([0xff, ...Buffer.from('BIOSEMI')]);

const fixedBytes = 256;
const signalBytes = 256;
const mostRecordBytes = 4 * 1024 * 1024 * 1024;
const months = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];

/** @throws {ImportError} `IMPORT_INVALID_FILE`, `IMPORT_TOO_LARGE` */
export async function readEdfHeader(source: SourceFile, warnings: WarningLog): Promise<EdfHeader> {
  const { path } = source;
  const fixed = new Fields(await source.read(0, fixedBytes), path, 0);
  const isBdf = fixed.startsWith(bdfMagic);
  if (!isBdf && !fixed.startsWith(edfMagic))
    throw invalidFile(
      path,
      'byte 0',
      'an EDF file begins with "0" and 7 spaces, a BDF file with 255 and "BIOSEMI"',
    );
  fixed.skip(8);
  const patient = fixed.text(80);
  const recording = fixed.text(80);
  const date = fixed.text(8);
  const time = fixed.text(8);
  const headerBytes = fixed.count(8, 'the size of the header');
  const reserved = fixed.text(44);
  const saidRecords = fixed.integer(8, 'the number of data records');
  const recordNs = fixed.duration(8);
  const count = fixed.count(4, 'the number of signals');
  if (headerBytes !== fixedBytes + count * signalBytes)
    throw invalidFile(
      path,
      'byte 184',
      `the header of ${count} signals has ${fixedBytes + count * signalBytes} bytes, and the file says ${headerBytes}`,
    );
  const sampleBytes = isBdf ? 3 : 2;
  const fields = new Fields(await source.read(fixedBytes, count * signalBytes), path, fixedBytes);
  const signals = readSignals(fields, count, sampleBytes);
  const last = signals.at(-1);
  const recordBytes = last === undefined ? 0 : last.offsetBytes + last.samplesPerRecord * sampleBytes;
  if (recordBytes === 0) throw invalidFile(path, 'byte 252', 'the file has no signal with samples');
  if (recordBytes > mostRecordBytes)
    throw tooLarge(
      path,
      `byte ${fixedBytes}`,
      `a data record of ${recordBytes} bytes is beyond what a record may have`,
    );
  const isPlus = /^[EB]DF\+[CD]/.test(reserved);
  return {
    kind: isPlus ? reserved.slice(0, 5) : isBdf ? 'BDF' : 'EDF',
    sampleBytes,
    isPlus,
    isDiscontinuous: isPlus && reserved[4] === 'D',
    patient,
    recording,
    startNs: startNs(date, time, recording, warnings),
    headerBytes,
    records: wholeRecords(source, { headerBytes, recordBytes, saidRecords }, warnings),
    recordNs,
    recordBytes,
    signals,
  };
}

function readSignals(fields: Fields, count: number, sampleBytes: number): EdfSignal[] {
  const each = <T>(read: () => T): T[] => Array.from({ length: count }, read);
  const labels = each(() => fields.text(16));
  const transducers = each(() => fields.text(80));
  const units = each(() => fields.text(8));
  const physicalMins = each(() => fields.number(8, 'a physical minimum'));
  const physicalMaxs = each(() => fields.number(8, 'a physical maximum'));
  const digitalMins = each(() => fields.integer(8, 'a digital minimum'));
  const digitalMaxs = each(() => fields.integer(8, 'a digital maximum'));
  const prefilters = each(() => fields.text(80));
  const samples = each(() => fields.count(8, 'the samples of a signal in a record'));
  let offsetBytes = 0;
  return labels.map((label, index) => {
    const samplesPerRecord = samples[index] ?? 0;
    const signal = {
      label,
      transducer: transducers[index] ?? '',
      unit: units[index] ?? '',
      physicalMin: physicalMins[index] ?? 0,
      physicalMax: physicalMaxs[index] ?? 0,
      digitalMin: digitalMins[index] ?? 0,
      digitalMax: digitalMaxs[index] ?? 0,
      prefilter: prefilters[index] ?? '',
      samplesPerRecord,
      offsetBytes,
    };
    offsetBytes += samplesPerRecord * sampleBytes;
    return signal;
  });
}

function wholeRecords(
  { sizeBytes }: SourceFile,
  head: { readonly headerBytes: number; readonly recordBytes: number; readonly saidRecords: number },
  warnings: WarningLog,
): number {
  const { headerBytes, recordBytes, saidRecords } = head;
  const dataBytes = Math.max(sizeBytes - headerBytes, 0);
  const whole = Math.floor(dataBytes / recordBytes);
  // -1 stands there while a file is being written, and stays when the program ended before it was closed.
  const records = saidRecords < 0 ? whole : Math.min(saidRecords, whole);
  const rest = dataBytes - records * recordBytes;
  if (saidRecords > whole)
    warnings.add(
      `the file says ${saidRecords} data records and has ${whole} whole ones: what is missing is lost`,
      `byte ${headerBytes + whole * recordBytes}`,
    );
  else if (rest > 0)
    warnings.add(`${rest} bytes after the last data record are left out`, `byte ${sizeBytes - rest}`);
  return records;
}

/** The date of EDF+ has four digits of the year; that of EDF two, which are those of 1985 to 2084. */
function startNs(date: string, time: string, recording: string, warnings: WarningLog): bigint {
  const short = /^(\d\d)[.:/-](\d\d)[.:/-](\d\d)$/.exec(date);
  const clock = /^(\d\d)[.:](\d\d)[.:](\d\d)$/.exec(time);
  const long = /^Startdate (\d\d)-([A-Z]{3})-(\d{4})\b/i.exec(recording);
  const [hours = 0, minutes = 0, seconds = 0] = clock?.slice(1).map(Number) ?? [];
  let milliseconds = Number.NaN;
  const month = months.indexOf(long?.[2]?.toUpperCase() ?? '');
  if (long !== null && month !== -1)
    milliseconds = Date.UTC(Number(long[3]), month, Number(long[1]), hours, minutes, seconds);
  else if (short !== null) {
    const year = Number(short[3]);
    milliseconds = Date.UTC(
      year < 85 ? 2000 + year : 1900 + year,
      Number(short[2]) - 1,
      Number(short[1]),
      hours,
      minutes,
      seconds,
    );
  }
  if (clock === null || !(milliseconds >= 0)) {
    warnings.add(
      `the start ${JSON.stringify(`${date} ${time}`)} of the recording is no date with a time: its times begin at 1970-01-01`,
      'byte 168',
    );
    return 0n;
  }
  return BigInt(milliseconds) * 1_000_000n;
}

/** Reads fields one after the other. */
class Fields {
  readonly #bytes: Buffer;
  readonly #path: string;
  readonly #start: number;
  #at = 0;

  constructor(bytes: Buffer, path: string, start: number) {
    this.#bytes = bytes;
    this.#path = path;
    this.#start = start;
  }

  startsWith(bytes: Buffer): boolean {
    return this.#bytes.subarray(0, bytes.byteLength).equals(bytes);
  }

  skip(width: number): void {
    this.#at += width;
  }

  text(width: number): string {
    if (this.#at + width > this.#bytes.byteLength)
      throw invalidFile(
        this.#path,
        `byte ${this.#start + this.#bytes.byteLength}`,
        'the file ends within its header',
      );
    const field = this.#bytes.subarray(this.#at, this.#at + width);
    this.#at += width;
    // Outside of ASCII, which the format asks for, programs write Latin-1.
    return field.toString('latin1').replaceAll('\0', ' ').trim();
  }

  number(width: number, what: string): number {
    const at = this.#start + this.#at;
    const text = this.text(width).replace(',', '.');
    const value = Number(text);
    if (text === '' || !Number.isFinite(value))
      throw invalidFile(
        this.#path,
        `byte ${at}`,
        `${what} was expected, and ${JSON.stringify(text)} is no number`,
      );
    return value;
  }

  integer(width: number, what: string): number {
    const at = this.#start + this.#at;
    const value = this.number(width, what);
    if (!Number.isSafeInteger(value))
      throw invalidFile(this.#path, `byte ${at}`, `${what} was expected, and ${value} is no whole number`);
    return value;
  }

  count(width: number, what: string): number {
    const at = this.#start + this.#at;
    const value = this.integer(width, what);
    if (value < 0)
      throw invalidFile(this.#path, `byte ${at}`, `${what} was expected, and ${value} is negative`);
    return value;
  }

  /** Seconds. */
  duration(width: number): bigint {
    const at = this.#start + this.#at;
    const text = this.text(width).replace(',', '.');
    const exact = nsOfDecimal(text);
    const ns =
      exact ??
      (Number.isFinite(Number(text)) && Number(text) < 1e8 ? BigInt(Math.round(Number(text) * 1e9)) : -1n);
    if (text === '' || ns < 0n)
      throw invalidFile(
        this.#path,
        `byte ${at}`,
        `the duration of a data record was expected, and ${JSON.stringify(text)} is none`,
      );
    return ns;
  }
}

/** The samples of a stream, record by record. */
import { ndarray } from '@modlink/sdk';
import type { ImportedFrame, ImportedItem } from '../import-format.js';
import { isRecordable } from '../input/nanoseconds.js';
import type { SourceFile, SourceReader } from '../input/source-file.js';
import type { WarningLog } from '../input/warning-log.js';
import { isAnnotationSignal, recordOnset } from './edf-annotations.js';
import type { EdfHeader, EdfSignal } from './edf-header.js';
import { type EdfStream, hasScale } from './edf-streams.js';

/** Records up to this are read whole. */
const wholeRecordBytes = 1024 * 1024;

/**
 * The frames of a stream. Values are physical ones, as `float64`: `physicalMin + (digital - digitalMin) * (physicalMax - physicalMin)
 * / (digitalMax - digitalMin)`; the digital ones come back from them by rounding, with the `scaling` of the metadata.
 */
export async function* edfFrames(
  source: SourceFile,
  header: EdfHeader,
  stream: EdfStream,
  index: number,
  warnings: WarningLog,
): AsyncGenerator<ImportedItem, void, void> {
  const { samplesPerRecord, descriptor, isStatus } = stream;
  const { recordNs, startNs } = header;
  const block = descriptor.chunkSize;
  const triggers = new TriggerMarkers();
  for await (const { record, onsetNs, lostNs, reader } of recordTimes(
    source,
    header,
    index === 0 ? warnings : undefined,
  )) {
    for (let sample = 0; sample < samplesPerRecord; sample += block) {
      const count = Math.min(block, samplesPerRecord - sample);
      const offsetNs = (BigInt(sample) * recordNs) / BigInt(samplesPerRecord);
      const timestampNs = startNs + onsetNs + offsetNs;
      if (!isRecordable(timestampNs)) continue;
      const lost = sample === 0 ? Number((lostNs * BigInt(samplesPerRecord) + recordNs / 2n) / recordNs) : 0;
      const place = { record, sample, count };
      const data = isStatus
        ? ndarray(await statusValues(reader, header, stream, place), [1, count])
        : ndarray(await physicalValues(reader, header, stream, place), [stream.signals.length, count]);
      const frame: ImportedFrame = {
        type: 'frame',
        stream: index,
        timestampNs,
        ...(lost > 0 && lost < 2 ** 31 && { lost }),
        data,
      };
      yield frame;
      if (!isStatus) continue;
      for (const [at, code] of triggers.find(data.values as Int32Array)) {
        const triggerNs = startNs + onsetNs + (BigInt(sample + at) * recordNs) / BigInt(samplesPerRecord);
        yield {
          type: 'event',
          timestampNs: triggerNs,
          event: { type: 'marker', label: String(code), data: { channel: 'Status', code } },
        };
      }
    }
  }
}

interface Place {
  readonly record: number;
  readonly sample: number;
  readonly count: number;
}

/** When each record begins: one after the other, or as the records of a discontinuous file say it. */
async function* recordTimes(
  source: SourceFile,
  header: EdfHeader,
  warnings: WarningLog | undefined,
): AsyncGenerator<{ record: number; onsetNs: bigint; lostNs: bigint; reader: SourceReader }, void, void> {
  const { isPlus, isDiscontinuous, records, recordNs, recordBytes, headerBytes, signals, sampleBytes } =
    header;
  const clock = isPlus ? signals.find(isAnnotationSignal) : undefined;
  const reader = source.reader();
  let expectedNs = 0n;
  for (let record = 0; record < records; record++) {
    const start = headerBytes + record * recordBytes;
    if (recordBytes <= wholeRecordBytes) {
      reader.skipTo(start);
      await reader.has(recordBytes);
    }
    let onsetNs = expectedNs;
    if (clock !== undefined && (record === 0 || isDiscontinuous)) {
      const bytes = await bytesAt(reader, start + clock.offsetBytes, clock.samplesPerRecord * sampleBytes);
      const said = recordOnset(bytes);
      if (said === undefined)
        warnings?.add(
          `the data record ${record + 1} does not say when it began: it follows the one before`,
          `byte ${start}`,
        );
      else onsetNs = said;
    }
    const lostNs = record > 0 && onsetNs > expectedNs ? onsetNs - expectedNs : 0n;
    yield { record, onsetNs, lostNs, reader };
    expectedNs = onsetNs + recordNs;
  }
}

async function physicalValues(
  reader: SourceReader,
  header: EdfHeader,
  { signals }: EdfStream,
  place: Place,
): Promise<Float64Array> {
  const { count } = place;
  const values = new Float64Array(signals.length * count);
  for (const [channel, signal] of signals.entries()) {
    const { physicalMin, physicalMax, digitalMin, digitalMax } = signal;
    const digital = await digitalBytes(reader, header, signal, place);
    const isScaled = hasScale(signal);
    const step = (physicalMax - physicalMin) / (digitalMax - digitalMin);
    for (let sample = 0; sample < count; sample++) {
      const value = digital.readIntLE(sample * header.sampleBytes, header.sampleBytes);
      values[channel * count + sample] = isScaled ? physicalMin + (value - digitalMin) * step : value;
    }
  }
  return values;
}

async function statusValues(
  reader: SourceReader,
  header: EdfHeader,
  { signals: [signal] }: EdfStream,
  place: Place,
): Promise<Int32Array> {
  const values = new Int32Array(place.count);
  if (signal === undefined) return values;
  const digital = await digitalBytes(reader, header, signal, place);
  for (let sample = 0; sample < place.count; sample++)
    values[sample] = digital.readUIntLE(sample * header.sampleBytes, header.sampleBytes);
  return values;
}

function digitalBytes(
  reader: SourceReader,
  { headerBytes, recordBytes, sampleBytes }: EdfHeader,
  { offsetBytes }: EdfSignal,
  { record, sample, count }: Place,
): Promise<Buffer> {
  const position = headerBytes + record * recordBytes + offsetBytes + sample * sampleBytes;
  return bytesAt(reader, position, count * sampleBytes);
}

/** The header was checked against the size of the file: what is not there was taken away meanwhile, and reads as zeros. */
async function bytesAt(reader: SourceReader, position: number, length: number): Promise<Buffer> {
  reader.skipTo(position);
  return (await reader.has(length)) ? reader.take(length) : Buffer.alloc(length);
}

/**
 * Triggers in the status of a BDF file: the lower 16 of its 24 bits (https://www.biosemi.com/faq/trigger_signals.htm). Each
 * change to another value that is not zero is one.
 */
class TriggerMarkers {
  #last = 0;

  *find(values: Int32Array): Generator<readonly [at: number, code: number], void, void> {
    for (const [at, value] of values.entries()) {
      const code = value & 0xffff;
      if (code !== this.#last && code !== 0) yield [at, code];
      this.#last = code;
    }
  }
}

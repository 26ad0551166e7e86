/** Time-stamped annotation lists (TALs), after EDF+, 2.2.2 to 2.2.4, and what they are in a recording. */
import type { ImportedEvent } from '../import-format.js';
import { isRecordable, nsOfDecimal } from '../input/nanoseconds.js';
import type { SourceFile } from '../input/source-file.js';
import type { WarningLog } from '../input/warning-log.js';
import type { EdfHeader, EdfSignal } from './edf-header.js';

interface TimedList {
  /** From the start of the file. */
  readonly onsetNs: bigint;
  readonly durationNs: bigint | undefined;
  readonly texts: readonly string[];
}

/** They are kept and put in order: an annotation may stand in any record. */
const mostAnnotations = 500_000;
const mostTextCharacters = 64 * 1024 * 1024;
const mostRecordAnnotationBytes = 16 * 1024 * 1024;

export function isAnnotationSignal({ label }: EdfSignal): boolean {
  return label === 'EDF Annotations' || label === 'BDF Annotations';
}

/** @returns `undefined` for what is none. */
function parseList(bytes: Buffer): TimedList | undefined {
  const [time = '', ...texts] = bytes.toString('utf8').split('\u0014');
  const [onset = '', duration, ...rest] = time.split('\u0015');
  const onsetNs = /^[+-]/.test(onset) ? nsOfDecimal(onset) : undefined;
  if (onsetNs === undefined || rest.length > 0) return undefined;
  // The list ends with a mark, and what follows it is nothing.
  if (texts.pop() !== '' && texts.length === 0) return undefined;
  const durationNs = duration === undefined || duration === '' ? undefined : nsOfDecimal(duration);
  return { onsetNs, durationNs, texts };
}

/** @param onBroken - for each list that is none. */
function* lists(bytes: Buffer, onBroken: () => void): Generator<TimedList, void, void> {
  for (let at = 0; at < bytes.byteLength; ) {
    const end = bytes.indexOf(0, at);
    const list = bytes.subarray(at, end === -1 ? bytes.byteLength : end);
    at = end === -1 ? bytes.byteLength : end + 1;
    if (list.byteLength === 0) continue;
    const parsed = parseList(list);
    if (parsed === undefined) onBroken();
    else yield parsed;
  }
}

/** When a record begins, from its first list; `undefined` where that does not say it. */
export function recordOnset(bytes: Buffer): bigint | undefined {
  for (const { onsetNs, texts } of lists(bytes, () => undefined))
    return texts[0] === '' ? onsetNs : undefined;
  return undefined;
}

/**
 * Reads the annotations of all records, in the order of their times. One with a duration is a segment, others are markers.
 */
export async function readAnnotations(
  source: SourceFile,
  header: EdfHeader,
  warnings: WarningLog,
): Promise<ImportedEvent[]> {
  const { headerBytes, recordBytes, records, sampleBytes, signals, startNs } = header;
  const reader = source.reader();
  const events: ImportedEvent[] = [];
  let characters = 0;
  let leftOut = 0;
  for (let record = 0; record < records; record++) {
    for (const { samplesPerRecord, offsetBytes } of signals.filter(isAnnotationSignal)) {
      const length = samplesPerRecord * sampleBytes;
      const position = headerBytes + record * recordBytes + offsetBytes;
      reader.skipTo(position);
      if (length > mostRecordAnnotationBytes || !(await reader.has(length))) continue;
      const onBroken = () =>
        warnings.add('an annotation that is not written as it should be is left out', `byte ${position}`);
      for (const list of lists(reader.take(length), onBroken)) {
        characters += list.texts.reduce((sum, { length }) => sum + length, 0);
        if (events.length < mostAnnotations && characters <= mostTextCharacters)
          events.push(...eventsOf(list, startNs));
        else leftOut += 1;
      }
    }
  }
  if (leftOut > 0)
    warnings.add(`${leftOut} annotations are left out: there are more than can be put in order`);
  return events.sort((one, other) => Number(one.timestampNs - other.timestampNs));
}

function eventsOf({ onsetNs, durationNs, texts }: TimedList, startNs: bigint): ImportedEvent[] {
  const timestampNs = startNs + onsetNs;
  const endNs = timestampNs + (durationNs ?? 0n);
  if (!isRecordable(timestampNs) || !isRecordable(endNs)) return [];
  return texts
    .filter((text) => text.trim() !== '')
    .flatMap((label): ImportedEvent[] =>
      durationNs === undefined || durationNs <= 0n
        ? [{ type: 'event', timestampNs, event: { type: 'marker', label } }]
        : [
            { type: 'event', timestampNs, event: { type: 'segment-start', label } },
            { type: 'event', timestampNs: endNs, event: { type: 'segment-end', label } },
          ],
    );
}

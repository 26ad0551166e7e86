/** Time-stamped annotation lists (TALs), after EDF+, 2.2.2 to 2.2.4. */

export interface EdfAnnotation {
  /** From the start of the file as the header says it, nanoseconds; may be negative. */
  readonly onsetNs: bigint;
  readonly durationNs?: bigint | undefined;
  readonly text: string;
}

const durationMark = '\u0015';
const textMark = '\u0014';
const end = '\u0000';

/** The list that begins each record and says when that was. */
export function encodeRecordTime(onsetNs: bigint): Buffer {
  return Buffer.from(signedSeconds(onsetNs) + textMark + textMark + end);
}

export function encodeAnnotation({ onsetNs, durationNs, text }: EdfAnnotation): Buffer {
  const duration = durationNs === undefined ? '' : durationMark + seconds(durationNs);
  // The marks of the format may not be in a text; of control characters it allows tab and line breaks alone, and MNE
  // passes over a text with a line break without a word.
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is replaced.
  const clean = text.replace(/[\u0000-\u0008\u000a-\u001f]/g, ' ');
  return Buffer.from(signedSeconds(onsetNs) + duration + textMark + clean + textMark + end);
}

function signedSeconds(ns: bigint): string {
  return ns < 0n ? `-${seconds(-ns)}` : `+${seconds(ns)}`;
}

/** To 100 ns, the finest that widespread readers (EDFlib) keep. */
function seconds(ns: bigint): string {
  const ticks = (ns + 50n) / 100n;
  const fraction = String(ticks % 10_000_000n)
    .padStart(7, '0')
    .replace(/0+$/, '');
  return `${ticks / 10_000_000n}${fraction === '' ? '' : `.${fraction}`}`;
}

/**
 * Puts annotations into records of one size, from the first record on: an annotation may stand in any record. The capacity
 * is that with which all of them fit: what is left at the end of a record is less than the longest of them.
 */
export class AnnotationSpace {
  #totalBytes = 0;
  #longestBytes = 0;

  count(annotation: EdfAnnotation): void {
    const { byteLength } = encodeAnnotation(annotation);
    this.#totalBytes += byteLength;
    this.#longestBytes = Math.max(this.#longestBytes, byteLength);
  }

  /** Bytes of a record for annotations, beside its time. */
  capacityBytes(records: number): number {
    return this.#longestBytes + Math.ceil(this.#totalBytes / Math.max(records, 1));
  }
}

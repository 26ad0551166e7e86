const lineFeed = 0x0a;
const carriageReturn = 0x0d;
/** How much of a refused line is shown. */
const exampleLength = 60;

/** Why a line was refused. */
export const refusalReasons = [
  'too-long',
  'not-text',
  'not-the-format',
  'wrong-count',
  'missing-value',
  'not-a-number',
  'incomplete-block',
] as const;
export type RefusalReason = (typeof refusalReasons)[number];

/** A line that gave no values. */
export interface Refusal {
  readonly reason: RefusalReason;
  /** The beginning of the line; bytes that are no printable ASCII are shown as points. */
  readonly example: string;
}

/** What bytes turn into. */
export interface LineHandlers {
  /** A line without its end; `''` for an empty one. */
  readonly onLine: (text: string) => void;
  /** A line that is too long, no UTF-8, or has control characters. */
  readonly onRefused: (refusal: Refusal) => void;
}

export interface LineSplitterOptions {
  /** What is longer is refused, at once, and skipped up to its end. */
  readonly maxLineBytes: number;
  /** Whether the first bytes may belong to a line whose beginning is missing: it is then skipped. */
  readonly startsMidLine: boolean;
}

/**
 * Cuts bytes into lines of text, however they arrive. A line ends with LF, CR LF or CR. Memory is `maxLineBytes`, and no
 * input makes it throw or stall.
 */
export class LineSplitter {
  readonly #handlers: LineHandlers;
  readonly #buffer: Uint8Array;
  readonly #decoder = new TextDecoder('utf-8', { fatal: true });
  #pendingBytes = 0;
  #skipsLine: boolean;
  #afterCarriageReturn = false;

  constructor({ maxLineBytes, startsMidLine }: LineSplitterOptions, handlers: LineHandlers) {
    this.#handlers = handlers;
    this.#buffer = new Uint8Array(maxLineBytes);
    this.#skipsLine = startsMidLine;
  }

  /** Bytes of a line whose end has not come yet: `maxLineBytes` at most. */
  get pendingBytes(): number {
    return this.#pendingBytes;
  }

  /** Takes the next bytes. They are copied. */
  push(bytes: Uint8Array): void {
    let start = 0;
    for (let at = 0; at < bytes.length; at++) {
      const byte = bytes[at];
      const isSecondOfPair = this.#afterCarriageReturn && byte === lineFeed;
      this.#afterCarriageReturn = byte === carriageReturn;
      if (byte !== lineFeed && byte !== carriageReturn) continue;
      if (!isSecondOfPair) {
        this.#keep(bytes.subarray(start, at));
        this.#endLine();
      }
      start = at + 1;
    }
    this.#keep(bytes.subarray(start));
  }

  /** How many lines end within the next bytes, those that are passed over not counted. */
  countLines(bytes: Uint8Array): number {
    let ends = this.#skipsLine ? -1 : 0;
    let afterCarriageReturn = this.#afterCarriageReturn;
    for (const byte of bytes) {
      if (byte === carriageReturn || (byte === lineFeed && !afterCarriageReturn)) ends += 1;
      afterCarriageReturn = byte === carriageReturn;
    }
    return Math.max(0, ends);
  }

  /** Forgets what it has: the next byte is the first of a line. */
  reset(): void {
    this.#pendingBytes = 0;
    this.#skipsLine = false;
    this.#afterCarriageReturn = false;
  }

  #keep(part: Uint8Array): void {
    if (this.#skipsLine) return;
    const room = this.#buffer.length - this.#pendingBytes;
    this.#buffer.set(part.subarray(0, room), this.#pendingBytes);
    this.#pendingBytes += Math.min(part.length, room);
    if (part.length <= room) return;
    const example = exampleOf(this.#buffer);
    this.#pendingBytes = 0;
    this.#skipsLine = true;
    this.#handlers.onRefused({ reason: 'too-long', example });
  }

  #endLine(): void {
    const line = this.#buffer.subarray(0, this.#pendingBytes);
    const isSkipped = this.#skipsLine;
    this.#pendingBytes = 0;
    this.#skipsLine = false;
    if (isSkipped) return;
    const text = this.#decode(line);
    if (text === undefined) this.#handlers.onRefused({ reason: 'not-text', example: exampleOf(line) });
    else this.#handlers.onLine(text);
  }

  #decode(line: Uint8Array): string | undefined {
    if (line.some((byte) => (byte < 0x20 && byte !== 0x09) || byte === 0x7f)) return undefined;
    try {
      return this.#decoder.decode(line);
    } catch {
      return undefined;
    }
  }
}

/** The beginning of a line, for people. */
export function exampleOf(line: Uint8Array | string): string {
  const bytes = typeof line === 'string' ? Array.from(line, (character) => character.charCodeAt(0)) : line;
  const shown = Array.from(bytes.slice(0, exampleLength), (byte) =>
    byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.',
  );
  return shown.join('') + (bytes.length > exampleLength ? '...' : '');
}

/** Captures as they are read: from a file, line by line, or from a text. */
import { closeSync, openSync, readSync } from 'node:fs';
import { CaptureError } from '../errors.js';
import { type CaptureEvent, type CaptureHeader, parseEvent, parseHeader } from './capture-format.js';

const readBytes = 256 * 1024;
const lineBreak = 0x0a;

/** What went over one connection. */
export interface Capture {
  /** The file, or what the text was called. */
  readonly name: string;
  readonly header: CaptureHeader;
  /**
   * The events in their order, from the beginning. They are read as they are asked for: a long capture takes no more memory
   * than its longest line. A last line that was cut off ends them.
   * @throws {CaptureError} `CAPTURE_INVALID` naming the line that is damaged, `CAPTURE_NOT_READABLE`.
   */
  events(): Generator<CaptureEvent, void, undefined>;
}

/** What a whole capture holds. */
export interface CaptureSummary {
  readonly events: number;
  /** Bytes that arrived. */
  readonly dataBytes: number;
  /** From the opening to the last event, nanoseconds. */
  readonly durationNs: number;
  /** Whether it just stops: the process that wrote it was killed, or the file was cut off. */
  readonly isCutOff: boolean;
}

/**
 * Opens a capture; its events are read when they are asked for.
 * @throws {CaptureError} `CAPTURE_NOT_READABLE`; `CAPTURE_INVALID` when its first line is no header.
 */
export function readCapture(path: string): Capture {
  return captureOf(path, () => linesOfFile(path));
}

/**
 * The capture that a text is.
 * @param name - what errors call it.
 * @throws {CaptureError} `CAPTURE_INVALID` when its first line is no header.
 */
export function parseCapture(text: string, name = 'the capture'): Capture {
  return captureOf(name, () => linesOfText(text));
}

/**
 * Reads a capture through to its end.
 * @throws {CaptureError} as {@link Capture.events}.
 */
export function checkCapture(capture: Capture): CaptureSummary {
  let events = 0;
  let dataBytes = 0;
  let durationNs = 0;
  let isClosed = false;
  for (const event of capture.events()) {
    events += 1;
    durationNs = Math.max(durationNs, event.offsetNs);
    if (event.type === 'data') dataBytes += event.bytes.length;
    isClosed ||= event.type === 'close';
  }
  return { events, dataBytes, durationNs, isCutOff: !isClosed };
}

interface Line {
  readonly text: string;
  /** Whether its line break is there. */
  readonly isWhole: boolean;
}

function captureOf(name: string, lines: () => Generator<Line, void, undefined>): Capture {
  const header = readHeader(name, lines());
  return {
    name,
    header,
    *events() {
      let number = 0;
      for (const line of lines()) {
        number += 1;
        if (number === 1 || line.text === '') continue;
        let event: CaptureEvent;
        try {
          event = parseEvent(line.text);
        } catch (cause) {
          // What was written last when the power went: the rest is as good as ever.
          if (!line.isWhole && !isJson(line.text)) return;
          throw invalidLine(name, number, cause);
        }
        yield event;
      }
    },
  };
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function readHeader(name: string, lines: Generator<Line, void, undefined>): CaptureHeader {
  try {
    const { value: first } = lines.next();
    if (first === undefined) throw invalidLine(name, 1, new SyntaxError('the capture is empty'));
    try {
      return parseHeader(first.text);
    } catch (cause) {
      throw invalidLine(name, 1, cause);
    }
  } finally {
    lines.return();
  }
}

/**
 * Read synchronously: at playback in virtual time the next event must be known before time goes on, and pieces of this size
 * take no noticeable time.
 */
function* linesOfFile(path: string): Generator<Line, void, undefined> {
  let file: number | undefined;
  try {
    file = openSync(path, 'r');
    const buffer = Buffer.allocUnsafe(readBytes);
    let pieces: Buffer[] = [];
    for (let length = readSync(file, buffer); length > 0; length = readSync(file, buffer)) {
      let start = 0;
      for (let end = buffer.indexOf(lineBreak); end !== -1 && end < length; ) {
        pieces.push(buffer.subarray(start, end));
        yield { text: Buffer.concat(pieces).toString('utf8'), isWhole: true };
        pieces = [];
        start = end + 1;
        end = buffer.indexOf(lineBreak, start);
      }
      pieces.push(Buffer.from(buffer.subarray(start, length)));
    }
    const rest = Buffer.concat(pieces).toString('utf8');
    if (rest !== '') yield { text: rest, isWhole: false };
  } catch (cause) {
    if (!(cause instanceof Error && 'syscall' in cause)) throw cause;
    throw new CaptureError(
      'CAPTURE_NOT_READABLE',
      `The capture ${path} cannot be read: ${cause.message}. Give the path of a file that "modlink record --capture-raw" wrote.`,
      { cause, subject: { path } },
    );
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

function* linesOfText(text: string): Generator<Line, void, undefined> {
  const lines = text.split('\n');
  const rest = lines.pop() ?? '';
  for (const line of lines) yield { text: line, isWhole: true };
  if (rest !== '') yield { text: rest, isWhole: false };
}

function invalidLine(name: string, number: number, cause: unknown): CaptureError {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new CaptureError(
    'CAPTURE_INVALID',
    `Line ${number} of ${name} is not valid: ${why.replace(/\.$/, '')}. Take an undamaged copy, or capture again.`,
    { cause, subject: { path: name } },
  );
}

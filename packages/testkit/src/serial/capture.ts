/**
 * The capture format: what went over one serial connection, as lines of JSON (`.serial.jsonl`).
 *
 * ```text
 * {"format":"modlink-serial-capture","version":1,"path":"/dev/ttyUSB0","baudRate":115200,"startNs":"1700000000000000000"}
 * [12000000,">","76"]
 * [15250000,"<","4f50454e"]
 * [90000000,"!","DEVICE_UNPLUGGED"]
 * ```
 *
 * The first line says what was opened and when (host clock, nanoseconds since the Unix epoch, as text). Each other line is
 * one event: nanoseconds since then; `<` for a chunk of bytes that arrived, `>` for one that was written, `!` for the
 * end; and the bytes as hexadecimal digits, or the code of the error that ended it (`""` when it was closed on purpose).
 */
import { TestkitError } from '../errors.js';

const format = 'modlink-serial-capture';

/** One thing that went over the line. */
export type CaptureEvent =
  | { readonly kind: 'received' | 'written'; readonly offsetNs: number; readonly bytes: Uint8Array }
  | { readonly kind: 'ended'; readonly offsetNs: number; readonly code: string };

/** What went over one serial connection. */
export interface SerialCapture {
  /** The port that was opened. */
  readonly path: string;
  /** Bits per second. */
  readonly baudRate: number;
  /** Host clock at the opening, nanoseconds since the Unix epoch. */
  readonly startNs: bigint;
  /** In their order. */
  readonly events: readonly CaptureEvent[];
}

const signs = { received: '<', written: '>', ended: '!' } as const;

/** The first line, without a line break. */
export function formatCaptureHeader({ path, baudRate, startNs }: Omit<SerialCapture, 'events'>): string {
  return JSON.stringify({ format, version: 1, path, baudRate, startNs: String(startNs) });
}

/** The line of one event, without a line break. */
export function formatCaptureEvent(event: CaptureEvent): string {
  const text = event.kind === 'ended' ? event.code : Buffer.from(event.bytes).toString('hex');
  return JSON.stringify([event.offsetNs, signs[event.kind], text]);
}

/**
 * Reads a capture.
 * @throws {TestkitError} `INVALID_CAPTURE` that names the line: a capture is taken whole or not at all.
 */
export function parseCapture(text: string): SerialCapture {
  const [first = '', ...rest] = text.trimEnd().split('\n');
  const header = parseLine(first, 1) as Record<string, unknown> | null;
  if (header?.format !== format || header.version !== 1) {
    throw invalid(1, `it is no header of the format "${format}", version 1`);
  }
  const { path, baudRate, startNs } = header;
  if (typeof path !== 'string' || typeof baudRate !== 'number' || !/^\d+$/.test(String(startNs))) {
    throw invalid(1, 'a header has a path, a baudRate and a startNs');
  }
  let lastNs = 0;
  const events = rest.map((line, index): CaptureEvent => {
    const event = parseEvent(parseLine(line, index + 2), index + 2);
    if (event.offsetNs < lastNs) throw invalid(index + 2, 'it is earlier than the line before');
    lastNs = event.offsetNs;
    return event;
  });
  return { path, baudRate, startNs: BigInt(String(startNs)), events };
}

function parseEvent(value: unknown, line: number): CaptureEvent {
  const [offsetNs, sign, text] = Array.isArray(value) ? (value as unknown[]) : [];
  if (!Number.isSafeInteger(offsetNs) || Number(offsetNs) < 0 || typeof text !== 'string') {
    throw invalid(line, 'an event is [nanoseconds, "<" or ">" or "!", text]');
  }
  if (sign === signs.ended) return { kind: 'ended', offsetNs: Number(offsetNs), code: text };
  if (sign !== signs.received && sign !== signs.written) {
    throw invalid(line, `${JSON.stringify(sign)} is none of "<", ">", "!"`);
  }
  if (!/^([0-9a-f]{2})+$/.test(text)) throw invalid(line, 'bytes are pairs of hexadecimal digits');
  const kind = sign === signs.received ? 'received' : 'written';
  return { kind, offsetNs: Number(offsetNs), bytes: Uint8Array.from(Buffer.from(text, 'hex')) };
}

function parseLine(line: string, number: number): unknown {
  try {
    return JSON.parse(line) as unknown;
  } catch (cause) {
    throw invalid(number, 'it is no JSON; a capture that was cut off ends like that', cause);
  }
}

function invalid(line: number, why: string, cause?: unknown): TestkitError {
  return new TestkitError('INVALID_CAPTURE', `Line ${line} of the serial capture is not valid: ${why}.`, {
    cause,
  });
}

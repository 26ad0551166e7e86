/**
 * The capture format: what went over one connection, as lines of JSON (`.capture.jsonl`). The README documents it.
 *
 * ```text
 * {"format":"modlink-capture","version":1,"startNs":"1700000000000000000","kind":"serial","open":{"method":"open","options":{"path":"/dev/ttyUSB0","baudRate":115200}}}
 * [3100000,"result",0]
 * [12000000,"call",1,"write",[{"base64":"dg=="}]]
 * [12100000,"result",1]
 * [15250000,"data","T3BlbkJDSQ=="]
 * [90000000,"close",{"code":"DEVICE_UNPLUGGED","message":"The device is gone."}]
 * ```
 */
import { type JsonObject, type JsonValue, transportKinds } from '@modlink/sdk';
import { z } from 'zod';
import { fromBase64, toBase64 } from './json-bytes.js';

const format = 'modlink-capture';

/** The end of the names of captures. */
export const captureSuffix = '.capture.jsonl';

const json = z.json() as unknown as z.ZodType<JsonValue>;
const jsonObject = z.record(z.string(), json) as unknown as z.ZodType<JsonObject>;

const headerSchema = z.object({
  format: z.literal(format),
  version: z.literal(1),
  kind: z.enum(transportKinds),
  startNs: z.string().regex(/^\d{1,20}$/, 'nanoseconds since the Unix epoch, as a text of digits'),
  open: z.object({ method: z.string(), options: jsonObject }),
  device: jsonObject.optional(),
  software: z.record(z.string(), z.string()).optional(),
});

/** The first line: what was opened, when, and by what. */
export interface CaptureHeader extends Omit<z.infer<typeof headerSchema>, 'format' | 'version' | 'startNs'> {
  /** Host clock when the driver asked to open the device, nanoseconds since the Unix epoch. Events count from here. */
  readonly startNs: bigint;
}

/** An error, as a capture has it. */
export interface CapturedError {
  readonly code: string;
  readonly message: string;
}

/** What is known of bytes that arrived, beside when. */
export interface DataAbout {
  /** The call that subscribed to them. */
  readonly call?: number | undefined;
  /** Pictures: nanoseconds from when it was taken to its arrival. */
  readonly delayNs?: number | undefined;
  /** Pictures: those that are missing before it. */
  readonly lost?: number | undefined;
}

/** One thing that happened, nanoseconds after the capture's start. The call with number 0 is the opening;
 * its result is what the connection says of itself. */
export type CaptureEvent = { readonly offsetNs: number } & (
  | {
      readonly type: 'call';
      /** Counted from 1. */
      readonly call: number;
      readonly method: string;
      /** Bytes in their JSON form. */
      readonly args: readonly JsonValue[];
    }
  /** A call succeeded; `value` is absent when it gave nothing. */
  | { readonly type: 'result'; readonly call: number; readonly value?: JsonValue | undefined }
  | { readonly type: 'error'; readonly call: number; readonly error: CapturedError }
  /** Bytes arrived; the offset is that of their arrival, which may be before the event that stands before it. */
  | { readonly type: 'data'; readonly bytes: Uint8Array; readonly about?: DataAbout | undefined }
  /** The connection ended; with an error where nobody had asked for it. Only outcomes of calls come after it. */
  | { readonly type: 'close'; readonly error?: CapturedError | undefined }
);

const callNumber = z.int().nonnegative();
const capturedError = z.object({ code: z.string(), message: z.string() });
const base64 = z.string().transform((text, context) => {
  const bytes = fromBase64(text);
  if (bytes !== undefined) return bytes;
  context.issues.push({ code: 'custom', input: text, message: 'bytes are base64' });
  return z.NEVER;
});

const dataAbout = z.object({
  call: callNumber.optional(),
  delayNs: z.int().nonnegative().optional(),
  lost: z.int().nonnegative().optional(),
});

/** What follows the offset and the type. */
const bodies = {
  call: z
    .tuple([callNumber.min(1), z.string(), z.array(json)])
    .transform(([call, method, args]) => ({ type: 'call' as const, call, method, args })),
  result: z
    .tuple([callNumber, json.optional()])
    .transform(([call, value]) => ({ type: 'result' as const, call, value })),
  error: z
    .tuple([callNumber, capturedError])
    .transform(([call, error]) => ({ type: 'error' as const, call, error })),
  data: z
    .tuple([base64, dataAbout.optional()])
    .transform(([bytes, about]) => ({ type: 'data' as const, bytes, about })),
  close: z.tuple([capturedError.optional()]).transform(([error]) => ({ type: 'close' as const, error })),
} as const;

/** The first line, without a line break. */
export function formatHeader({ startNs, ...header }: CaptureHeader): string {
  return JSON.stringify({ format, version: 1, startNs: String(startNs), ...header });
}

/** The line of one event, without a line break. */
export function formatEvent(event: CaptureEvent): string {
  const { offsetNs, type } = event;
  switch (event.type) {
    case 'data': {
      // The one line that is written all the time: base64 needs no escaping.
      const about = event.about === undefined ? '' : `,${JSON.stringify(event.about)}`;
      return `[${offsetNs},"data","${toBase64(event.bytes)}"${about}]`;
    }
    case 'call':
      return JSON.stringify([offsetNs, type, event.call, event.method, event.args]);
    case 'result':
      return JSON.stringify([offsetNs, type, event.call, ...optional(event.value)]);
    case 'error':
      return JSON.stringify([offsetNs, type, event.call, event.error]);
    case 'close':
      return JSON.stringify([offsetNs, type, ...optional(event.error)]);
  }
}

const optional = <T>(value: T | undefined): T[] => (value === undefined ? [] : [value]);

/** @throws {SyntaxError} saying in words what is wrong with the line. */
export function parseHeader(line: string): CaptureHeader {
  const parsed = headerSchema.safeParse(JSON.parse(line));
  if (!parsed.success) {
    throw new SyntaxError(`it is no header of the format "${format}", version 1 (${issuesOf(parsed.error)})`);
  }
  const { format: _, version: __, startNs, ...header } = parsed.data;
  return { ...header, startNs: BigInt(startNs) };
}

/** @throws {SyntaxError} saying in words what is wrong with the line. */
export function parseEvent(line: string): CaptureEvent {
  const [offsetNs, type, ...body] = eventParts(JSON.parse(line));
  const parsed = bodies[type].safeParse(body);
  if (parsed.success) return { offsetNs, ...parsed.data };
  throw new SyntaxError(`it is no event of type "${type}" (${issuesOf(parsed.error)})`);
}

function eventParts(value: unknown): [offsetNs: number, type: keyof typeof bodies, ...unknown[]] {
  const [offsetNs, type, ...body] = Array.isArray(value) ? (value as unknown[]) : [];
  if (!Number.isSafeInteger(offsetNs)) throw new SyntaxError('an event is [nanoseconds, type, ...]');
  if (typeof type !== 'string' || !Object.hasOwn(bodies, type)) {
    throw new SyntaxError(`${JSON.stringify(type)} is none of ${Object.keys(bodies).join(', ')}`);
  }
  return [offsetNs as number, type as keyof typeof bodies, ...body];
}

const issuesOf = ({ issues }: z.ZodError): string =>
  issues.map(({ path, message }) => `${path.join('.') || 'the line'}: ${message}`).join('; ');

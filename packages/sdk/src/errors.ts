/**
 * Typed errors. Every error that ModLink throws or reports has a stable `code`, a message that says what was
 * wrong, what was expected and what to do, and the ids involved. Codes are never reused.
 */

/** Marks errors of ModLink, also those of another copy of the SDK, where `instanceof` would fail. */
const errorBrand = Symbol.for('modlink.error');

/** What an error is about. Absent keys do not apply. */
export interface ErrorSubject {
  /** As in the manifest: `openbci-cyton`. */
  readonly driverId?: string;
  /** `name.XX` */
  readonly deviceId?: string;
  /** `deviceId:streamKey` */
  readonly streamId?: string;
  /** The name of an npm package. */
  readonly package?: string;
  /** A file, a port, a URL. */
  readonly path?: string;
}

/** What an error may carry beside code and message. */
export interface ModlinkErrorOptions {
  /** The error underneath. */
  readonly cause?: unknown;
  /** What the error is about. */
  readonly subject?: ErrorSubject;
}

/** The JSON form of an error, as it crosses processes and wires. */
export interface SerializedError {
  readonly name: string;
  readonly code: string;
  readonly message: string;
  readonly subject?: ErrorSubject;
  readonly stack?: string;
}

/** The base of every ModLink error. Each package has one subclass with its own codes. */
export class ModlinkError<Code extends string = string> extends Error {
  /** The name of the class: of one package. */
  override readonly name: string = 'ModlinkError';
  /** Stable: never changes its meaning, never used for something else. */
  readonly code: Code;
  /** What the error is about; empty when nothing is known. */
  readonly subject: ErrorSubject;

  constructor(code: Code, message: string, options: ModlinkErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.subject = options.subject ?? {};
    Object.defineProperty(this, errorBrand, { value: true });
  }
}

/** Codes of {@link DriverError}: the driver contract was broken, or used in the wrong order. */
export const driverErrorCodes = [
  'INVALID_DEVICE_NAME',
  'INVALID_DEVICE_ID',
  'INVALID_STREAM_KEY',
  'INVALID_DESCRIPTOR',
  'INVALID_SEARCH_RESULT',
  'INVALID_FRAME',
  'INVALID_MARKER',
  'INVALID_COMMAND',
  'UNKNOWN_COMMAND',
  'METHOD_NOT_IMPLEMENTED',
  'NOT_BOUND',
  'ALREADY_BOUND',
  'UNKNOWN_STREAM',
  'TRANSPORT_NOT_AVAILABLE',
  'UNKNOWN_PROVIDER',
  'ALREADY_CONNECTED',
  'NOT_CONNECTED',
] as const;
/** One of the codes of {@link DriverError}. */
export type DriverErrorCode = (typeof driverErrorCodes)[number];

/** The driver contract was broken, or used in the wrong order. */
export class DriverError extends ModlinkError<DriverErrorCode> {
  override readonly name = 'DriverError';
}

/** Codes of {@link TransportError}: a port, a radio or a device did not do what was asked. */
export const transportErrorCodes = [
  'DEVICE_NOT_FOUND',
  'DEVICE_BUSY',
  'PERMISSION_DENIED',
  'DEVICE_UNPLUGGED',
  'CONNECTION_CLOSED',
  'INVALID_OPTIONS',
  'TRANSPORT_UNAVAILABLE',
  'IO_FAILED',
] as const;
/** One of the codes of {@link TransportError}. */
export type TransportErrorCode = (typeof transportErrorCodes)[number];

/** A port, a radio or a device did not do what was asked. */
export class TransportError extends ModlinkError<TransportErrorCode> {
  override readonly name = 'TransportError';
}

/** Whether a value is an error of ModLink, from whichever copy of the SDK. */
export function isModlinkError(value: unknown): value is ModlinkError {
  return typeof value === 'object' && value !== null && errorBrand in value;
}

/**
 * The JSON form of anything thrown. Errors that are not ours get the code `UNEXPECTED` unless they carry
 * a string `code` of their own (as Node's system errors do).
 */
export function serializeError(thrown: unknown): SerializedError {
  if (!isError(thrown)) {
    return {
      name: 'NonError',
      code: 'UNEXPECTED',
      message: `A value that is no Error was thrown: ${describeThrown(thrown)}`,
    };
  }
  const code = 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : 'UNEXPECTED';
  const subject =
    isModlinkError(thrown) && Object.keys(thrown.subject ?? {}).length > 0 ? thrown.subject : undefined;
  return {
    name: String(thrown.name),
    code,
    message: String(thrown.message),
    ...(subject && { subject }),
    ...(thrown.stack !== undefined && { stack: thrown.stack }),
  };
}

/** Also an error of another realm (a `node:vm` context, a frame), where `instanceof` would fail. */
function isError(thrown: unknown): thrown is Error {
  return (
    thrown instanceof Error ||
    isModlinkError(thrown) ||
    Object.prototype.toString.call(thrown) === '[object Error]'
  );
}

function describeThrown(thrown: unknown): string {
  if (typeof thrown !== 'object' || thrown === null) return String(thrown);
  try {
    return JSON.stringify(thrown) ?? 'an object';
  } catch {
    return 'an object';
  }
}

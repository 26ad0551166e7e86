/** What goes wrong with Bluetooth, as errors that tell what to do. */
import { type ErrorSubject, isModlinkError, TransportError, type TransportErrorCode } from '@modlink/sdk';
import type { Failure } from './wire/messages.js';

const about = (id: string): { subject: ErrorSubject } => ({ subject: { path: id } });

export function unavailable(message: string, cause?: unknown): TransportError {
  return new TransportError('TRANSPORT_UNAVAILABLE', message, { cause });
}

export function denied(message: string, cause?: unknown): TransportError {
  return new TransportError('PERMISSION_DENIED', message, { cause });
}

export function invalidOptions(message: string): TransportError {
  return new TransportError('INVALID_OPTIONS', message);
}

/** The radio process could not be started or reached. */
export function radioFailed(message: string, cause?: unknown): TransportError {
  return new TransportError('IO_FAILED', message, { cause });
}

/** The radio process ended while it was used. */
export function radioEnded(): TransportError {
  const remedy =
    process.platform === 'darwin'
      ? 'macOS ends programs that may not use Bluetooth: allow it to the program that runs this one (a terminal, an editor) under System ' +
        'Settings, Privacy & Security, Bluetooth.'
      : 'The next call starts it anew.';
  return radioFailed(`The Bluetooth process of ModLink has ended, and all connections with it. ${remedy}`);
}

/** The adapter went while a device was connected. */
export function adapterLost(id: string): TransportError {
  return operationFailed(
    id,
    'the Bluetooth adapter is gone or switched off; switch it on, and connect again',
  );
}

export function notFound(id: string, timeoutMs: number): TransportError {
  return new TransportError(
    'DEVICE_NOT_FOUND',
    `The Bluetooth device ${id} was not seen within ${timeoutMs / 1_000} s. Switch it on, bring it near, and end its connection to ` +
      'other computers and phones: most devices have one at a time.',
    about(id),
  );
}

export function busy(id: string): TransportError {
  return new TransportError(
    'DEVICE_BUSY',
    `The Bluetooth device ${id} is connected already, by another ModLink program of this user. Disconnect it there first.`,
    about(id),
  );
}

export function noCharacteristic(id: string, service: string, characteristic: string): TransportError {
  return new TransportError(
    'DEVICE_NOT_FOUND',
    `The Bluetooth device ${id} has no characteristic ${characteristic} in a service ${service}.`,
    about(id),
  );
}

export function operationFailed(id: string, message: string, cause?: unknown): TransportError {
  return new TransportError('IO_FAILED', `The Bluetooth device ${id}: ${message}.`, { cause, ...about(id) });
}

export function unplugged(id: string, reason: string): TransportError {
  return new TransportError(
    'DEVICE_UNPLUGGED',
    `The connection to the Bluetooth device ${id} is lost (${reason}): it is out of range, without power, or has ended the ` +
      'connection. Bring it near, switch it on, and connect again.',
    about(id),
  );
}

/** For calls on a connection that is not open any more. `cause` says why, where it was not closed on purpose. */
export function connectionClosed(id: string, cause?: TransportError): TransportError {
  const why = cause === undefined ? '' : ` ${cause.message}`;
  return new TransportError(
    'CONNECTION_CLOSED',
    `The connection to the Bluetooth device ${id} is closed.${why}`,
    {
      cause,
      ...about(id),
    },
  );
}

/** An error as it crosses processes. */
export function failureOf(thrown: unknown): Failure {
  if (isModlinkError(thrown)) return { code: thrown.code as TransportErrorCode, message: thrown.message };
  return { code: 'IO_FAILED', message: `Bluetooth failed: ${messageOf(thrown)}.` };
}

/** The error that crossed. */
export function errorOf({ code, message }: Failure, id?: string): TransportError {
  return new TransportError(code, message, id === undefined ? {} : about(id));
}

export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}

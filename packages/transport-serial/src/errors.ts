/** What the operating system and serialport say, as errors that tell what to do. */
import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { isModlinkError, TransportError } from '@modlink/sdk';

export function portNotFound(path: string, cause?: unknown): TransportError {
  return new TransportError(
    'DEVICE_NOT_FOUND',
    `There is no serial port ${path}. Plug the device in, and search again: its path may have changed.`,
    { cause, subject: { path } },
  );
}

export function portUnplugged(path: string, cause?: unknown): TransportError {
  return new TransportError(
    'DEVICE_UNPLUGGED',
    `The device on ${path} is gone: it was unplugged or has lost its power. Plug it in and connect again.`,
    { cause, subject: { path } },
  );
}

/** For calls on a port that is not open any more. `cause` says why, where it was not closed on purpose. */
export function portClosed(path: string, cause?: TransportError): TransportError {
  const why = cause === undefined ? '' : ` ${cause.message}`;
  return new TransportError('CONNECTION_CLOSED', `The serial port ${path} is closed.${why}`, {
    cause,
    subject: { path },
  });
}

export function invalidOptions(path: string, message: string, cause?: unknown): TransportError {
  return new TransportError('INVALID_OPTIONS', message, { cause, subject: { path } });
}

/** An open port failed in reading or writing. */
export function portLost(path: string, cause: unknown): TransportError {
  if (isModlinkError(cause)) return cause as TransportError;
  const { code, message } = cause as NodeJS.ErrnoException;
  const isGone = /bad file descriptor|operation aborted|access denied/i.test(message);
  if (isGone || ['EBADF', 'EIO', 'ENXIO', 'ENODEV'].includes(code ?? '')) return portUnplugged(path, cause);
  return new TransportError(
    'IO_FAILED',
    `The serial port ${path} failed: ${message}. Connect again; if it happens again, try another cable or USB socket.`,
    { cause, subject: { path } },
  );
}

/** Opening a port failed. The binding gives messages alone; the file system tells the rest. */
export async function openFailed(path: string, cause: unknown): Promise<TransportError> {
  if (isModlinkError(cause)) return cause as TransportError;
  const message = cause instanceof Error ? cause.message : String(cause);
  if (/cannot lock port|resource busy|access denied/i.test(message)) return busy(path, cause);
  if (/baud rate|stop bits|parity|data bits|ioctl for device|is a directory/i.test(message)) {
    return optionsRefused(path, message, cause);
  }
  switch (await accessProblem(path)) {
    case 'ENOENT':
      return portNotFound(path, cause);
    case 'EACCES':
    case 'EPERM':
      return denied(path, cause);
  }
  if (/file not found|no such (file|device)/i.test(message)) return portNotFound(path, cause);
  return new TransportError('IO_FAILED', `The serial port ${path} cannot be opened: ${message}.`, {
    cause,
    subject: { path },
  });
}

function busy(path: string, cause: unknown): TransportError {
  return new TransportError(
    'DEVICE_BUSY',
    `The serial port ${path} is in use by another program. Close that program (a serial monitor, the vendor's software, ` +
      'on Linux also ModemManager) and connect again.',
    { cause, subject: { path } },
  );
}

function optionsRefused(path: string, message: string, cause: unknown): TransportError {
  if (/ioctl for device|is a directory/i.test(message)) {
    return invalidOptions(path, `${path} is not a serial port. Choose a path that a search lists.`, cause);
  }
  return invalidOptions(
    path,
    `The serial port ${path} refuses these settings: ${message}. Choose a baud rate and a format that it knows.`,
    cause,
  );
}

function denied(path: string, cause: unknown): TransportError {
  return new TransportError(
    'PERMISSION_DENIED',
    `This user may not open the serial port ${path}. ${permissionRemedy()}`,
    { cause, subject: { path } },
  );
}

function permissionRemedy(): string {
  if (process.platform !== 'linux') return 'Give the user read and write access to it, and connect again.';
  return (
    'Add the user to the group that owns it, dialout on Debian, Ubuntu and Fedora, uucp on Arch: ' +
    '"sudo usermod -a -G dialout $USER", then log out and in again. Or let everyone at the computer use it, with the ' +
    'udev rule SUBSYSTEM=="tty", TAG+="uaccess" in /etc/udev/rules.d/70-serial.rules, then plug the device in again.'
  );
}

async function accessProblem(path: string): Promise<string | undefined> {
  // The names of ports on Windows are no paths of its file system.
  if (process.platform === 'win32') return undefined;
  try {
    await access(path, constants.R_OK | constants.W_OK);
    return undefined;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code;
  }
}

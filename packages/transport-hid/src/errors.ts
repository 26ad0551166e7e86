/** What the operating system and node-hid say, as errors that tell what to do. */
import { isModlinkError, TransportError } from '@modlink/sdk';
import { type HidrawId, readHidrawId } from './hidraw.js';

/** HID devices cannot be reached on this machine, whichever they are. */
export function noHidraw(): TransportError {
  return new TransportError(
    'TRANSPORT_UNAVAILABLE',
    'This Linux gives no access to HID devices: there is no /sys/class/hidraw. Use a kernel with hidraw (CONFIG_HIDRAW), and in a ' +
      'container mount /sys. Everything else works without it.',
  );
}

export function listFailed(cause: unknown): TransportError {
  if (isLoadFailure(cause)) return libraryMissing(cause);
  return new TransportError('IO_FAILED', `HID devices cannot be listed: ${messageOf(cause)}.`, { cause });
}

export function invalidOptions(path: string, message: string, cause?: unknown): TransportError {
  return new TransportError('INVALID_OPTIONS', message, { cause, subject: { path } });
}

export function reportRefused(path: string): TransportError {
  return invalidOptions(
    path,
    'A report begins with its id, from 0 to 255, which counts as one byte of its length: send or read one byte or more.',
  );
}

/** For calls on a connection that is not open any more. `cause` says why, where it was not closed on purpose. */
export function connectionClosed(path: string, cause?: TransportError): TransportError {
  const why = cause === undefined ? '' : ` ${cause.message}`;
  return new TransportError('CONNECTION_CLOSED', `The HID device ${path} is closed.${why}`, {
    cause,
    subject: { path },
  });
}

/** Whether a failure says that the device is gone: the words of Linux, of hidapi, and error 1167 of Windows. */
export function isUnplugged(cause: unknown): boolean {
  return /no such device|device disconnected|0x0000048F/i.test(messageOf(cause));
}

/** The reading ended by itself. */
export function connectionLost(path: string, cause: unknown): TransportError {
  if (isUnplugged(cause) || /input\/output error/i.test(messageOf(cause))) {
    return new TransportError(
      'DEVICE_UNPLUGGED',
      `The device on ${path} is gone: it was unplugged, switched off, or out of reach. Connect it again.`,
      { cause, subject: { path } },
    );
  }
  return new TransportError(
    'IO_FAILED',
    `The HID device ${path} failed: ${messageOf(cause)}. Connect again; if it happens again, try another cable or USB socket.`,
    { cause, subject: { path } },
  );
}

/** A device that is there refused a report. */
export function callFailed(path: string, cause: unknown): TransportError {
  if (isModlinkError(cause)) return cause as TransportError;
  return new TransportError(
    'IO_FAILED',
    `The HID device ${path} does not take this: ${messageOf(cause)}. Check the report id and the length against its report descriptor.`,
    { cause, subject: { path } },
  );
}

export function noReportDescriptor(path: string): TransportError {
  return new TransportError(
    'TRANSPORT_UNAVAILABLE',
    `The report descriptor of ${path} cannot be read on this platform, only on Linux. Use what is known of the device's model.`,
    { subject: { path } },
  );
}

/** Opening failed. node-hid gives messages alone, with the words or the numbers of the platform. */
export async function openFailed(path: string, cause: unknown): Promise<TransportError> {
  if (isModlinkError(cause)) return cause as TransportError;
  if (isLoadFailure(cause)) return libraryMissing(cause);
  const message = messageOf(cause);
  // Access denied: Linux, macOS (kIOReturnNotPermitted, kIOReturnNotPrivileged), Windows (ERROR_ACCESS_DENIED).
  if (/permission denied|not permitted|0xE00002E2|0xE00002C1|0x00000005/i.test(message)) {
    return new TransportError(
      'PERMISSION_DENIED',
      `This user may not open the HID device ${path}. ${permissionRemedy(process.platform, await readHidrawId(path))}`,
      { cause, subject: { path } },
    );
  }
  // In use: Linux, macOS (kIOReturnExclusiveAccess), Windows (ERROR_SHARING_VIOLATION).
  if (/resource busy|0xE00002C5|0x00000020/i.test(message)) {
    return new TransportError(
      'DEVICE_BUSY',
      `The HID device ${path} is in use by another program alone. Close that program and connect again.`,
      { cause, subject: { path } },
    );
  }
  // Not there: Linux, hidapi on macOS, Windows (ERROR_FILE_NOT_FOUND, ERROR_PATH_NOT_FOUND).
  if (/no such (file|device)|not found with the given path|0x0000000[23]/i.test(message)) {
    return new TransportError(
      'DEVICE_NOT_FOUND',
      `There is no HID device ${path}. Connect it, and search again: its path may have changed.`,
      { cause, subject: { path } },
    );
  }
  if (/not a hidraw device/i.test(message)) {
    return invalidOptions(path, `${path} is not a HID device. Choose a path that a search lists.`, cause);
  }
  return new TransportError('IO_FAILED', `The HID device ${path} cannot be opened: ${message}.`, {
    cause,
    subject: { path },
  });
}

/** What gives a user access. @param id - of the device, where it is known. */
export function permissionRemedy(platform: NodeJS.Platform, id: HidrawId | undefined): string {
  if (platform === 'darwin') {
    return (
      'Allow the program that runs ModLink (the terminal, for example) under System Settings, Privacy & Security, Input ' +
      'Monitoring, and start it again.'
    );
  }
  if (platform === 'win32')
    return 'Windows keeps keyboards and mice for itself; close other programs that use it.';
  const ids = id ? `${hex(id.vendorId)}:${hex(id.productId)}` : '<VENDOR>:<PRODUCT>';
  return (
    `Put this udev rule into /etc/udev/rules.d/70-modlink-hid.rules: KERNEL=="hidraw*", KERNELS=="*:${ids}.*", TAG+="uaccess" ` +
    '(on a machine without a screen MODE="0666" instead of TAG+="uaccess"), run "sudo udevadm control --reload", and connect the device again.'
  );
}

function libraryMissing(cause: unknown): TransportError {
  const remedy =
    process.platform === 'linux'
      ? 'Install libudev (Debian, Ubuntu: "sudo apt install libudev1"; Alpine: "apk add eudev-libs").'
      : 'Install ModLink again, for this platform.';
  return new TransportError(
    'TRANSPORT_UNAVAILABLE',
    `HID devices cannot be reached: the native library of node-hid does not load. ${remedy} It said: ${messageOf(cause)}`,
    { cause },
  );
}

/** The dynamic loader says so, or node-hid has no binary for this platform, or its start failed. */
function isLoadFailure(cause: unknown): boolean {
  const code = (cause as NodeJS.ErrnoException | undefined)?.code;
  return code === 'ERR_DLOPEN_FAILED' || /find binding|hidapi not initialized/i.test(messageOf(cause));
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}

/** As the kernel writes ids in the names of its devices. */
function hex(id: number): string {
  return id.toString(16).toUpperCase().padStart(4, '0');
}

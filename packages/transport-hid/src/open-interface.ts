import { realpath } from 'node:fs/promises';
import type { HidConnection, TransportRuntime } from '@modlink/sdk';
import { InterfaceConnection } from './connection.js';
import { invalidOptions, openFailed } from './errors.js';
import type { NativeHid } from './native.js';

interface OpenOptions {
  readonly path: string;
  readonly signal?: AbortSignal | undefined;
}

export async function openInterface(
  runtime: TransportRuntime,
  native: NativeHid,
  { path, signal }: OpenOptions,
): Promise<HidConnection> {
  if (typeof path !== 'string' || path === '') {
    throw invalidOptions('', 'A HID device is opened by the path that a search lists, such as /dev/hidraw0.');
  }
  signal?.throwIfAborted();
  const devicePath = await resolvePath(path);
  const giveLeaseBack = await runtime.lease(`hid:${devicePath}`);
  const opening = InterfaceConnection.open({ path, devicePath, native, clock: runtime.clock, giveLeaseBack });
  return await unlessAborted(opening, signal);
}

/** Links of udev rules name the same interface as what they point to. Paths elsewhere are no files. */
async function resolvePath(path: string): Promise<string> {
  if (process.platform !== 'linux') return path;
  try {
    return await realpath(path);
  } catch (error) {
    throw await openFailed(path, error);
  }
}

/** The connection, or the signal's reason as soon as it fires; what is opened later is closed again. */
function unlessAborted(
  opening: Promise<InterfaceConnection>,
  signal: AbortSignal | undefined,
): Promise<InterfaceConnection> {
  if (signal === undefined) return opening;
  return new Promise((resolve, reject) => {
    const abort = () => {
      reject(signal.reason);
      opening.then(
        (connection) => connection.close(),
        () => {},
      );
    };
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort);
    opening.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}

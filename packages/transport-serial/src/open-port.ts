import { realpath } from 'node:fs/promises';
import type { SerialConnection, SerialOpenOptions, TransportRuntime } from '@modlink/sdk';
import { PortConnection } from './connection.js';
import { invalidOptions, openFailed } from './errors.js';
import type { NativePort, NativeSerial } from './native.js';

export async function openPort(
  runtime: TransportRuntime,
  native: NativeSerial,
  options: SerialOpenOptions,
): Promise<SerialConnection> {
  checkOptions(options);
  const { path, signal } = options;
  signal?.throwIfAborted();
  const giveLeaseBack = await runtime.lease(`serial:${await devicePath(path)}`);
  const opening = openNative(native, options);
  try {
    const port = await unlessAborted(opening, signal);
    return new PortConnection({ path, port, clock: runtime.clock, giveLeaseBack });
  } catch (error) {
    // An open that was given up may still succeed: until that is undone, the device is not free.
    const undone = opening.then((port) => port.close()).then(giveLeaseBack, giveLeaseBack);
    if (!signal?.aborted) await undone;
    throw error;
  }
}

function checkOptions({ path, baudRate }: SerialOpenOptions): void {
  if (typeof path !== 'string' || path === '') {
    throw invalidOptions('', 'A serial port is opened by its path, for example /dev/ttyUSB0 or COM3.');
  }
  if (!Number.isSafeInteger(baudRate) || baudRate < 1) {
    throw invalidOptions(
      path,
      `The baud rate is a positive integer such as 115200, not ${String(baudRate)}.`,
    );
  }
}

/** Links such as /dev/serial/by-id/... name the same device as what they point to. */
async function devicePath(path: string): Promise<string> {
  if (process.platform === 'win32') return path.toUpperCase();
  try {
    return await realpath(path);
  } catch (error) {
    throw await openFailed(path, error);
  }
}

async function openNative(native: NativeSerial, options: SerialOpenOptions): Promise<NativePort> {
  try {
    return await native.open({
      path: options.path,
      baudRate: options.baudRate,
      dataBits: options.dataBits ?? 8,
      stopBits: options.stopBits ?? 1,
      parity: options.parity ?? 'none',
      rtscts: options.hardwareFlowControl ?? false,
      lock: true,
    });
  } catch (error) {
    throw await openFailed(options.path, error);
  }
}

/** The outcome of the work, or the signal's reason as soon as it fires. */
function unlessAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return work;
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort);
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}

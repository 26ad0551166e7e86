import { type SerialTransport, type TransportRuntime, watchList } from '@modlink/sdk';
import { watchDeviceFiles } from './device-files.js';
import { listPorts } from './list-ports.js';
import { type NativeSerial, nativeSerial } from './native.js';
import { openPort } from './open-port.js';

/** Listing takes a process on Linux, where hints say when it is worth it; Windows has no hints. */
const watchIntervalMs = process.platform === 'win32' ? 2_000 : 10_000;

/** @param native - the operating system's ports; another one only where a test needs a failure that cannot be made. */
export function createSerialTransport(
  runtime: TransportRuntime,
  native: NativeSerial = nativeSerial,
): SerialTransport {
  return {
    list: () => listPorts(native),
    watch: (onChange) =>
      watchList({
        list: () => listPorts(native),
        keyOf: ({ path, identity }) => `${path} ${identity}`,
        onChange,
        intervalMs: watchIntervalMs,
        hints: watchDeviceFiles,
      }),
    open: (options) => openPort(runtime, native, options),
  };
}

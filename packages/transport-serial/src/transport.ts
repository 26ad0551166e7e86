import { type SerialTransport, type TransportRuntime, watchList } from '@modlink/sdk';
import { listPorts } from './list-ports.js';
import { type NativeSerial, nativeSerial } from './native.js';
import { openPort } from './open-port.js';

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
        intervalMs: 2_000,
      }),
    open: (options) => openPort(runtime, native, options),
  };
}

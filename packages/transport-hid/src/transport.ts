import { type HidTransport, type TransportRuntime, watchList } from '@modlink/sdk';
import { watchDeviceFiles } from './device-files.js';
import { listInterfaces } from './list-interfaces.js';
import { type NativeHid, nativeHid } from './native.js';
import { openInterface } from './open-interface.js';

/** @param native - the operating system's devices; others only where a test needs what cannot be had everywhere. */
export function createHidTransport(runtime: TransportRuntime, native: NativeHid = nativeHid): HidTransport {
  return {
    list: () => listInterfaces(native),
    watch: (onChange) =>
      watchList({
        list: () => listInterfaces(native),
        keyOf: ({ path, identity }) => `${path} ${identity}`,
        onChange,
        // To list is to ask each device for its names on macOS and Windows, which costs the bus some time.
        intervalMs: 3_000,
        hints: watchDeviceFiles,
      }),
    open: (options) => openInterface(runtime, native, options),
  };
}

import { createSystemClock, TransportError, type TransportRuntime } from '@modlink/sdk';
import type { NativeHid, NativeHidInfo } from '../src/native.js';

/** What a host gives a transport: its clock, and leases that know their holder. */
export function createRuntime(holders = new Map<string, string>(), holder = 'a driver'): TransportRuntime {
  return {
    clock: createSystemClock(),
    async lease(resource) {
      const other = holders.get(resource);
      if (other !== undefined) throw new TransportError('DEVICE_BUSY', `${resource} is held by ${other}.`);
      holders.set(resource, holder);
      return () => void holders.delete(resource);
    },
  };
}

/** The error that a promise rejects with. */
export async function rejectionOf(promise: Promise<unknown>): Promise<Error & { code?: string }> {
  const outcome = await promise.then(
    (value) => ({ value }),
    (error: Error) => ({ error }),
  );
  if ('error' in outcome) return outcome.error;
  throw new Error(`It was fulfilled with ${String(outcome.value)}, not rejected.`);
}

/** What node-hid tells of a collection. */
export function listed(info: Partial<NativeHidInfo> & { path: string }): NativeHidInfo {
  return { vendorId: 0x54c, productId: 0xce6, release: 0, interface: -1, ...info };
}

/** A native library that does what a test needs, where no device of the machine can. */
export function nativeWith(parts: Partial<NativeHid>): NativeHid {
  return {
    list: () => Promise.reject(new Error('not listed here')),
    open: () => Promise.reject(new Error('not opened here')),
    ...parts,
  };
}

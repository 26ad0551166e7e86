import { createSystemClock, TransportError, type TransportRuntime } from '@modlink/sdk';
import { createMediaTransport } from '../src/transport.js';

export const patience = { timeout: 15_000, interval: 10 };

/** What a host gives a transport: its clock, and leases that know their holder. */
export function createRuntime(holders = new Set<string>()): TransportRuntime {
  return {
    clock: createSystemClock(),
    async lease(resource) {
      if (holders.has(resource))
        throw new TransportError('DEVICE_BUSY', `${resource} is held by another driver.`);
      holders.add(resource);
      return () => void holders.delete(resource);
    },
  };
}

/** The transport of this machine, with the leases that it holds. */
export function createTransport() {
  const holders = new Set<string>();
  const runtime = createRuntime(holders);
  return { transport: createMediaTransport(runtime), runtime, holders };
}

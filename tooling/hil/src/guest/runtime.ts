import { createSystemClock, TransportError, type TransportRuntime } from '@modlink/sdk';

/** What a host gives a transport: its clock, and leases. */
export function createRuntime(): TransportRuntime {
  const held = new Set<string>();
  return {
    clock: createSystemClock(),
    async lease(resource) {
      if (held.has(resource)) throw new TransportError('DEVICE_BUSY', `${resource} is held already.`);
      held.add(resource);
      return () => void held.delete(resource);
    },
  };
}

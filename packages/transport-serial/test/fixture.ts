import { createSystemClock, TransportError, type TransportRuntime } from '@modlink/sdk';

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

export const patience = { timeout: 15_000, interval: 5 };

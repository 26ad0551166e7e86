import type { Device, FoundDevice, Host } from '@modlink/host';

export interface Connected {
  readonly devices: readonly Device[];
  readonly failures: readonly { readonly found: FoundDevice; readonly error: unknown }[];
}

/** Connects devices side by side; one that fails does not keep the others from it. */
export async function connectDevices(
  host: Host,
  found: readonly FoundDevice[],
  signal: AbortSignal,
): Promise<Connected> {
  const attempts = await Promise.allSettled(found.map((each) => host.connect(each, { signal })));
  signal.throwIfAborted();
  return {
    devices: attempts.flatMap((attempt) => (attempt.status === 'fulfilled' ? [attempt.value] : [])),
    failures: attempts.flatMap((attempt, index) => {
      const each = found[index];
      return attempt.status === 'rejected' && each !== undefined
        ? [{ found: each, error: attempt.reason }]
        : [];
    }),
  };
}

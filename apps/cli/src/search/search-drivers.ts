import type { FoundDevice, Host, SearchOutcome } from '@modlink/host';
import { isModlinkError } from '@modlink/sdk';

/** What a search with several drivers came to within its time. */
export interface Search extends SearchOutcome {
  /** Every driver that was asked. */
  readonly asked: readonly string[];
  /** Those that had not answered when the time was over. */
  readonly slow: readonly string[];
}

/**
 * Asks drivers side by side. Those that take much longer than the fastest are given up, and the rest is the result.
 * @param timeoutMs - how long the others are waited for once one has answered: to start them takes a busy machine longer
 * than to search. As long as the host allows when absent.
 * @throws {HostError} `UNKNOWN_DRIVER`, `DRIVER_BLOCKED`, `DRIVER_DISABLED`; the signal's reason.
 */
export async function searchDrivers(
  host: Host,
  asked: readonly string[],
  { timeoutMs, signal }: { readonly timeoutMs: number | undefined; readonly signal: AbortSignal },
): Promise<Search> {
  const limit = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const searches = asked.map(async (driverId): Promise<SearchOutcome | 'slow'> => {
    const outcome = await host.search({ driverId, signal: AbortSignal.any([signal, limit.signal]) });
    if (timeoutMs !== undefined) timer ??= setTimeout(() => limit.abort(), timeoutMs);
    return limit.signal.aborted && outcome.failures.some(isGivenUp) ? 'slow' : outcome;
  });
  const outcomes = await Promise.all(searches).finally(() => clearTimeout(timer));
  signal.throwIfAborted();
  return {
    asked,
    slow: asked.filter((_, index) => outcomes[index] === 'slow'),
    devices: outcomes.flatMap((outcome) => (outcome === 'slow' ? [] : outcome.devices)),
    failures: outcomes.flatMap((outcome) => (outcome === 'slow' ? [] : outcome.failures)),
  };
}

const isGivenUp = ({ error }: SearchOutcome['failures'][number]): boolean =>
  isModlinkError(error) && error.code === 'CONTROL_ABORTED';

/** One physical device, with those who can use it: drivers that recognize it first. */
export interface FoundOnce {
  readonly first: FoundDevice;
  readonly driverIds: readonly string[];
}

/** Each device once, what a driver recognizes before what is only offered. */
export function eachOnce(devices: readonly FoundDevice[]): readonly FoundOnce[] {
  const groups: FoundDevice[][] = [];
  for (const device of [...devices].sort(recognizedFirst)) {
    // A driver that finds two devices of one identity finds two devices.
    const group = groups.find((others) =>
      others.every(({ identity, driverId }) => identity === device.identity && driverId !== device.driverId),
    );
    if (group === undefined) groups.push([device]);
    else group.push(device);
  }
  return groups.flatMap((group) => {
    const [first] = group;
    return first === undefined ? [] : [{ first, driverIds: group.map(({ driverId }) => driverId) }];
  });
}

const recognizedFirst = (a: FoundDevice, b: FoundDevice): number =>
  Number(a.result.likely === false) - Number(b.result.likely === false);

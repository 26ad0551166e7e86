import { setTimeout as sleep } from 'node:timers/promises';
import type { FoundDevice, Host } from '@modlink/host';
import type { CommandContext } from '../command-context.js';
import { eachOnce, type Search, searchDrivers } from './search-drivers.js';

/** What came or went. */
export interface DeviceNews {
  readonly type: 'came' | 'went';
  readonly device: FoundDevice;
}

/** How long changes are collected before drivers are asked: one plug makes several. */
const settleMs = 300;

/** Tells what comes and goes until it is interrupted, by asking the drivers concerned again. */
export async function watchSearch(
  host: Host,
  first: Search,
  { interruption }: CommandContext,
  onNews: (news: DeviceNews) => void,
): Promise<void> {
  const { signal } = interruption;
  let known = first.devices;
  const waiting = new Set<string>();
  let wake = () => {};
  const stopListening = host.events.on('devices-changed', ({ driverIds }) => {
    for (const driverId of driverIds) if (first.asked.includes(driverId)) waiting.add(driverId);
    wake();
  });
  signal.addEventListener('abort', () => wake(), { once: true });
  const stopWatching = host.watchDevices();
  try {
    for (;;) {
      await new Promise<void>((resolve) => {
        wake = resolve;
        if (waiting.size > 0 || signal.aborted) resolve();
      });
      if (signal.aborted) return;
      await sleep(settleMs);
      const asked = [...waiting];
      waiting.clear();
      const again = await searchDrivers(host, asked, { timeoutMs: undefined, signal });
      // Of a driver that could not look nothing is known anew.
      const untold = [...first.asked.filter((driverId) => !asked.includes(driverId)), ...failedIn(again)];
      const now = [...known.filter(({ driverId }) => untold.includes(driverId)), ...again.devices];
      for (const news of newsBetween(known, now)) onNews(news);
      known = now;
    }
  } catch (error) {
    // To be ended is how a watch ends.
    if (!signal.aborted) throw error;
  } finally {
    stopWatching();
    stopListening();
  }
}

const failedIn = ({ failures }: Search): readonly string[] => failures.map(({ driverId }) => driverId);

/** A device that several drivers can use comes and goes once. */
export function newsBetween(
  before: readonly FoundDevice[],
  now: readonly FoundDevice[],
): readonly DeviceNews[] {
  const has = (devices: readonly FoundDevice[], { identity }: FoundDevice) =>
    devices.some((device) => device.identity === identity);
  const went = eachOnce(before).flatMap(({ first }) => (has(now, first) ? [] : [first]));
  const came = eachOnce(now).flatMap(({ first }) => (has(before, first) ? [] : [first]));
  return [
    ...went.map((device) => ({ type: 'went', device }) as const),
    ...came.map((device) => ({ type: 'came', device }) as const),
  ];
}

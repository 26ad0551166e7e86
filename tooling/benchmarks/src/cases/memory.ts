/** Resident memory of a host, and what one driver adds to it. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Isolation } from '@modlink/sdk/manifest';
import { openBenchHost, startOneDevice, temporaryFolder } from '../bench-host.js';
import type { FrameKind } from '../frames.js';
import type { Plan } from '../plan.js';
import { processUsage } from '../process-usage.js';

export interface MemoryRequest {
  readonly isolation: Isolation;
  readonly frame: FrameKind;
  readonly plan: Plan['memory'];
}

export interface MemoryUse {
  /** The host before it has a device. */
  readonly hostMB: number;
  /** A driver that streams: its process, or what the host's process grew by. */
  readonly isolateMB: number;
}

export default async function measureMemory({ isolation, frame, plan }: MemoryRequest): Promise<MemoryUse> {
  await using folder = await temporaryFolder();
  await using host = await openBenchHost(folder.path, isolation, [{ ...frame, rateHz: 25 }]);
  await sleep(plan.settleMs);
  const hostMB = residentMB();
  const device = await startOneDevice(host);
  await sleep(plan.settleMs);
  const pid = device.info().pid;
  const isolate = pid === undefined ? undefined : await processUsage(pid);
  return { hostMB, isolateMB: isolate?.memoryMB ?? residentMB() - hostMB };
}

const residentMB = (): number => process.memoryUsage.rss() / 1e6;

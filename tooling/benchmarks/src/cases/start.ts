/** How soon a host is ready, and a driver sends its first frame. */
import type { Isolation } from '@modlink/sdk/manifest';
import { openBenchHost, startOneDevice, temporaryFolder } from '../bench-host.js';
import type { FrameKind } from '../frames.js';

export interface StartRequest {
  readonly isolation: Isolation;
  readonly frame: FrameKind;
}

export interface StartTimes {
  /** From the start of the process to a host that is ready. */
  readonly hostMs: number;
  /** From the first search, which starts the driver, to the first frame on the bus. */
  readonly driverMs: number;
}

export default async function measureStart({ isolation, frame }: StartRequest): Promise<StartTimes> {
  await using folder = await temporaryFolder();
  await using host = await openBenchHost(folder.path, isolation, [{ ...frame, rateHz: 1_000 }]);
  // The clock of performance.now() begins with the process.
  const hostMs = performance.now();
  const startMs = performance.now();
  await startOneDevice(host);
  const driverMs = performance.now() - startMs;
  return { hostMs, driverMs };
}

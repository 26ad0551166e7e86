/** Finding the drivers among the packages of a large application. */
import { createHost } from '@modlink/host';
import { temporaryFolder } from '../bench-host.js';
import { readPackageFiles, writePackageTree } from '../package-tree.js';
import type { Plan } from '../plan.js';
import { median } from '../statistics.js';

export interface ScanTimes {
  /** The first of the process, with nothing compiled and nothing known. */
  readonly firstMs: number;
  readonly againMs: number;
  /** Reading every package.json and parsing it. */
  readonly readMs: number;
}

export default async function measureScan(plan: Plan['scan']): Promise<ScanTimes> {
  await using folder = await temporaryFolder();
  await writePackageTree(folder.path, plan);
  // The package files are in the system's memory for everything that is measured.
  await readPackageFiles(folder.path);
  const firstStartMs = performance.now();
  await using host = await createHost({ home: folder.path, appRoot: folder.path });
  const firstMs = performance.now() - firstStartMs;
  const found = host.drivers.list().length;
  if (found !== plan.drivers) throw new Error(`${found} drivers were found, ${plan.drivers} are there.`);
  const againMs: number[] = [];
  const readMs: number[] = [];
  for (let round = 0; round < plan.rounds; round++) {
    againMs.push(await timed(() => host.drivers.rescan()));
    readMs.push(await timed(() => readPackageFiles(folder.path)));
  }
  return { firstMs, againMs: median(againMs), readMs: median(readMs) };
}

async function timed(run: () => Promise<unknown>): Promise<number> {
  const startMs = performance.now();
  await run();
  return performance.now() - startMs;
}

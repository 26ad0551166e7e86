/** The files that results are kept in. */
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Results } from './measurement.js';

const inPackage = (path: string): string => fileURLToPath(new URL(`../${path}`, import.meta.url));

/** The last run of this checkout; not in version control. */
export const latestFile = inPackage('results/latest.json');
/** What runs are compared with, and the README's numbers. */
export const baselineFile = inPackage('baseline.json');

/** @returns `undefined` where there is none. */
export async function readResults(path: string): Promise<Results | undefined> {
  return existsSync(path) ? (JSON.parse(await readFile(path, 'utf8')) as Results) : undefined;
}

export async function writeResults(path: string, results: Results): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, `${JSON.stringify(results, undefined, 2)}\n`);
}

/** Takes over what earlier results of the same machine say of cases that this run did not have. */
export function completedBy(results: Results, earlier: Results | undefined): Results {
  const ids = new Set(results.measurements.map(({ id }) => id));
  const isSameMachine = JSON.stringify(earlier?.machine) === JSON.stringify(results.machine);
  const kept = isSameMachine ? (earlier?.measurements.filter(({ id }) => !ids.has(id)) ?? []) : [];
  return { ...results, measurements: [...results.measurements, ...kept] };
}

import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

/** The folder with all examples. */
export const examples = fileURLToPath(new URL('../../../../examples/', import.meta.url));

/** A folder that goes with the test. */
export async function temporaryFolder(): Promise<string> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'modlink-example-')));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** A root in which a host finds the synthetic driver. */
export const syntheticRoot = {
  kind: 'package',
  path: dirname(createRequire(import.meta.url).resolve('@modlink/driver-synthetic/package.json')),
  label: 'synthetic',
} as const;

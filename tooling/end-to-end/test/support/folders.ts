import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

/** The root of the repository. */
export const repository = fileURLToPath(new URL('../../../../', import.meta.url));

/** A folder that goes with the test. */
export async function temporaryFolder(): Promise<string> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'modlink-e2e-')));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

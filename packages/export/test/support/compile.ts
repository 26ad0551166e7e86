/** Programs that read exported files, made of another library than ours. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll } from 'vitest';

const run = promisify(execFile);
const here = fileURLToPath(new URL('.', import.meta.url));

/**
 * Compiles a reader of this folder before the tests of the suite that this is called in.
 * @returns what runs it on a file, and gives the JSON of its last line: libraries print their own words before it.
 */
export function compiledReader<T>(
  compiler: 'cc' | 'c++',
  source: string,
  library: string,
): (path: string) => Promise<T> {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'modlink-reader-'));
    await run(compiler, ['-O1', '-o', join(folder, 'read'), join(here, source), `-l${library}`]);
  }, 60_000);
  afterAll(() => rm(folder, { recursive: true, force: true }));
  return async (path) => {
    const { stdout } = await run(join(folder, 'read'), [path], { maxBuffer: 256 * 1024 * 1024 });
    return JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '') as T;
  };
}

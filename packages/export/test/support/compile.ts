/** Programs that read exported files, made of another library than ours. */
import { execFile } from 'node:child_process';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const here = fileURLToPath(new URL('.', import.meta.url));

/**
 * Compiles a reader of this folder.
 * @returns what runs it on a file, and gives what it printed, as JSON.
 */
export async function compileReader(
  compiler: 'cc' | 'c++',
  source: string,
  libraries: readonly string[],
): Promise<(path: string) => Promise<unknown>> {
  const folder = await mkdtemp(join(tmpdir(), 'modlink-reader-'));
  const program = join(folder, 'read');
  await run(compiler, ['-O1', '-o', program, join(here, source), ...libraries]);
  return async (path) => {
    const { stdout } = await run(program, [path], { maxBuffer: 256 * 1024 * 1024 });
    return JSON.parse(stdout);
  };
}

/** What another program reads out of an exported file. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { pythonPath } from '@modlink/test-parts';

const run = promisify(execFile);

/** Runs a script that prints JSON. @param args - its `sys.argv[1:]`. */
export async function python(script: string, ...args: string[]): Promise<unknown> {
  const { stdout } = await run(pythonPath, ['-c', script, ...args], { maxBuffer: 64 * 1024 * 1024 });
  return JSON.parse(stdout);
}

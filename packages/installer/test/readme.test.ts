/** The README's example runs as it stands, and its tables are complete. */
import { execFile } from 'node:child_process';
import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { installPhases } from '../src/index.js';
import { temporaryFolder } from './support/fixtures.js';

const packageFolder = fileURLToPath(new URL('..', import.meta.url));
const readme = await readFile(join(packageFolder, 'README.md'), 'utf8');

it('the example runs', async () => {
  const example = /```ts file=example.ts\n([\s\S]*?)```/.exec(readme)?.[1] ?? '';
  const folder = await temporaryFolder();
  await mkdir(join(folder, 'node_modules', '@modlink'), { recursive: true });
  await symlink(packageFolder, join(folder, 'node_modules', '@modlink', 'installer'), 'junction');
  // It has no types that Node would stumble over.
  await writeFile(join(folder, 'example.mjs'), example);
  const { stdout, stderr } = await promisify(execFile)(process.execPath, ['example.mjs'], {
    cwd: folder,
    env: { ...process.env, TMPDIR: folder, TEMP: folder },
  });
  expect([stdout, stderr]).toEqual(['', '']);
});

it('names every phase in its order', () => {
  const named = [...readme.matchAll(/with the phases ([\s\S]*?)\./g)][0]?.[1] ?? '';
  const phases = [...named.matchAll(/`(\w+)`/g)].flatMap(([, word = '']) => word);
  expect(phases.filter((word) => !['done', 'total'].includes(word))).toEqual([...installPhases]);
});

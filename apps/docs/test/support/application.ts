/** A folder outside of the repository, in which its packages are installed. */
import { mkdir, mkdtemp, readdir, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { repository } from './markdown.js';

const docs = join(repository, 'apps', 'docs');

/** What a program has beside the packages of ModLink. */
const others = {
  '@types/node': join(repository, 'node_modules', '@types', 'node'),
  vitest: join(repository, 'node_modules', 'vitest'),
};

export interface Application extends AsyncDisposable {
  readonly folder: string;
}

/** Makes the folder; it goes with `await using`, or when it is disposed of. */
export async function createApplication(): Promise<Application> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'modlink-docs-')));
  await mkdir(join(folder, 'node_modules', '@modlink'), { recursive: true });
  await mkdir(join(folder, 'node_modules', '@types'));
  for (const name of await readdir(join(docs, 'node_modules', '@modlink'))) {
    const target = await realpath(join(docs, 'node_modules', '@modlink', name));
    await symlink(target, join(folder, 'node_modules', '@modlink', name), 'junction');
  }
  for (const [name, target] of Object.entries(others)) {
    await symlink(await realpath(target), join(folder, 'node_modules', name), 'junction');
  }
  await writeFile(join(folder, 'package.json'), JSON.stringify({ name: 'application', type: 'module' }));
  return {
    folder,
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true, maxRetries: 3 }),
  };
}

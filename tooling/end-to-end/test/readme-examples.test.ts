/** The examples that a newcomer copies first do what they say. */
import { execFile } from 'node:child_process';
import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { repository, temporaryFolder } from './support/folders.js';

async function firstExample(readme: string): Promise<string> {
  const text = await readFile(join(repository, readme), 'utf8');
  const example = /```js\n([\s\S]*?)```/.exec(text)?.[1];
  if (example === undefined) throw new Error(`${readme} has no example in JavaScript`);
  return example;
}

/** An application's folder in which packages of the repository are installed. */
async function application(packages: Readonly<Record<string, string>>): Promise<string> {
  const folder = await temporaryFolder();
  await mkdir(join(folder, 'node_modules', '@modlink'), { recursive: true });
  for (const [name, source] of Object.entries(packages)) {
    await symlink(join(repository, source), join(folder, 'node_modules', name), 'junction');
  }
  return folder;
}

it('the example of @modlink/host records and exports a second of EEG', async () => {
  const folder = await application({
    '@modlink/host': 'packages/host',
    '@modlink/driver-synthetic': 'drivers/synthetic',
  });
  // Node 20 does not know `await using`; apart from that the program runs as it stands.
  const program = (await firstExample('packages/host/README.md')).replace('await using host', 'const host');
  await writeFile(join(folder, 'example.mjs'), `${program}\nawait host.close();\n`);
  const { stdout, stderr } = await promisify(execFile)(process.execPath, ['example.mjs'], {
    cwd: folder,
    env: { ...process.env, MODLINK_HOME: join(folder, 'home') },
  });
  expect(stderr).toBe('');
  expect(stdout).toMatch(/^finished 2\d\d \[/);
  expect(stdout).toMatch(/eeg\.csv/);
});

/** The packages as npm users get them: packed, then judged by publint and "Are the types wrong?". */
import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it, onTestFinished } from 'vitest';
import { published, repository } from './workspace.js';

const run = promisify(execFile);
const binary = (name: string) => join(repository, 'node_modules', '.bin', name);

describe.each(published.map((each) => [each.folder, each] as const))('%s', (_, { path }) => {
  it('packs into what its manifest promises, with types that every resolver finds', {
    timeout: 60_000,
  }, async () => {
    const folder = await mkdtemp(join(tmpdir(), 'modlink-packed-'));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    await run(binary('pnpm'), ['pack', '--pack-destination', folder], { cwd: path });
    const [tarball] = await readdir(folder);
    if (tarball === undefined) throw new Error('nothing was packed');
    const packed = join(folder, tarball);
    const { stdout: listing } = await run('tar', ['-tzf', packed]);
    const files = listing.trim().split('\n');
    expect(files).toEqual(
      expect.arrayContaining(['package/package.json', 'package/README.md', 'package/LICENSE']),
    );
    // Templates of packages are sources and tests of others.
    const own = files.filter((file) => !file.startsWith('package/templates/'));
    expect(own.filter((file) => /\.tsbuildinfo$|\.test\.|\/test\/|\/src\//.test(file))).toEqual([]);
    await run(binary('publint'), ['run', packed, '--strict']);
    // ESM alone is what we publish; JSON entries have no types.
    await run(binary('attw'), [
      packed,
      '--profile',
      'esm-only',
      '--exclude-entrypoints',
      'package.json',
      'manifest.schema.json',
      'frame.fbs',
      'settings.schema.json',
    ]);
  });
});

/** What a package of this repository has, whichever it is. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packages, published } from './workspace.js';

it('the workspace has its packages', () => {
  expect(packages.map(({ folder }) => folder)).toEqual(
    expect.arrayContaining([
      'packages/sdk',
      'packages/host',
      'drivers/synthetic',
      'apps/cli',
      'tooling/checks',
    ]),
  );
});

describe.each(packages.map((each) => [each.folder, each] as const))('%s', (folder, { manifest }) => {
  it('has the same verbs as all others', () => {
    // Parts of tests are shared as sources: vitest reads those.
    const isBuilt = Object.values(manifest.exports ?? {}).some(
      (target) => !String(target).startsWith('./test/'),
    );
    const verbs = ['typecheck', 'lint', 'test', 'bench', ...(isBuilt ? ['build'] : [])];
    expect(Object.keys(manifest.scripts ?? {})).toEqual(expect.arrayContaining(verbs));
  });

  it('is an ES module of a licensed package for Node 20.19 and later', () => {
    expect(manifest).toMatchObject({ license: 'Apache-2.0', type: 'module', engines: { node: '>=20.19' } });
    expect(manifest.name).toMatch(/^(@modlink\/[a-z-]+|create-modlink-driver)$/);
    const inFolder = manifest.name.replace(/^@modlink\/(driver-)?/, '').replace('create-modlink-', 'create-');
    expect(folder.endsWith(inFolder)).toBe(true);
  });
});

describe.each(published.map((each) => [each.folder, each] as const))(
  '%s, as it is published',
  (folder, { manifest, path }) => {
    it('says what it is and where it comes from', () => {
      expect(manifest.description).toMatch(/.{20,}/);
      expect(manifest.repository).toMatchObject({ directory: folder });
      expect(manifest.files).toEqual(expect.arrayContaining(['dist', 'README.md', 'CHANGELOG.md']));
    });

    it('has a README with a heading, an example and its licence', () => {
      const readme = readFileSync(join(path, 'README.md'), 'utf8');
      expect(readme.startsWith(`# ${manifest.name}\n`)).toBe(true);
      expect(readme).toMatch(/```/);
      expect(readme).toMatch(/Apache-2\.0/);
    });

    it('has a licence file of its own when packed', () => {
      expect(existsSync(join(path, 'LICENSE'))).toBe(true);
    });
  },
);

/** A release, rehearsed in a copy: versions, ranges, changelogs, and what npm users would get. */
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import semver from 'semver';
import { describe, expect, it } from 'vitest';
import { copyForRelease } from './release-copy.js';
import { type Manifest, packages, published } from './workspace.js';

const ours = (name: string) => packages.some(({ manifest }) => manifest.name === name);
const isPublished = (name: string) => published.some(({ manifest }) => manifest.name === name);
const peersOfSdk = published.filter(({ manifest }) => manifest.peerDependencies?.['@modlink/sdk']);

describe('a release', { timeout: 120_000 }, () => {
  it('has versions that fit each other, and packages that npm can install', async () => {
    const copy = await copyForRelease();
    await copy.changesetVersion();
    expect(await readdir(join(copy.folder, '.changeset'))).toEqual(['config.json']);
    const unpacked = await copy.pack();
    expect(unpacked).toHaveLength(published.length);
    const manifests = await Promise.all(
      unpacked.map(
        async (path) => JSON.parse(await readFile(join(path, 'package.json'), 'utf8')) as Manifest,
      ),
    );
    const versions = new Map(manifests.map(({ name, version }) => [name, version]));
    for (const { name, version, dependencies, peerDependencies, optionalDependencies } of manifests) {
      // From 1 on a range such as ^1.0.0 holds for years: a driver needs no release when the SDK has one.
      expect(semver.major(version), `${name}: add it to .changeset/first-release.md`).toBeGreaterThan(0);
      for (const [needed, range] of Object.entries({
        ...dependencies,
        ...peerDependencies,
        ...optionalDependencies,
      })) {
        expect(range, `${name} needs ${needed}`).not.toMatch(/^(workspace|catalog|link|file):/);
        if (!ours(needed)) continue;
        expect(isPublished(needed), `${name} needs ${needed}, which is private`).toBe(true);
        const there = versions.get(needed) ?? '';
        expect(semver.satisfies(there, range), `${name} needs ${needed} ${range}; it is ${there}`).toBe(true);
      }
    }
    for (const path of unpacked) {
      expect(await readdir(path), path).toEqual(
        expect.arrayContaining(['package.json', 'README.md', 'LICENSE', 'CHANGELOG.md']),
      );
    }
  });

  it('of a new minor version of the SDK leaves drivers as they are; of a major one, not', async () => {
    expect(peersOfSdk.length).toBeGreaterThan(5);
    const copy = await copyForRelease();
    await copy.changesetVersion();
    const before = await Promise.all(peersOfSdk.map(({ folder }) => copy.manifest(folder)));
    const note = (bump: string) =>
      writeFile(
        join(copy.folder, '.changeset', 'new.md'),
        `---\n"@modlink/sdk": ${bump}\n---\n\nA new word.\n`,
      );

    await note('minor');
    await copy.changesetVersion();
    expect((await copy.manifest('packages/sdk')).version).toMatch(/^\d+\.[1-9]/);
    expect(await Promise.all(peersOfSdk.map(({ folder }) => copy.manifest(folder)))).toEqual(before);

    await note('major');
    await copy.changesetVersion();
    for (const [index, { folder }] of peersOfSdk.entries()) {
      const { version } = await copy.manifest(folder);
      expect(semver.gt(version, before[index]?.version ?? ''), folder).toBe(true);
    }
  });
});

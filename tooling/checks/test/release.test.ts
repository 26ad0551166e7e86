/** A release, rehearsed in a copy: versions, ranges, changelogs, and what npm users would get. */
import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { part, startNpmRegistry } from '@modlink/test-parts';
import semver from 'semver';
import { describe, expect, it, onTestFinished } from 'vitest';
import { provenanceVariables } from '../../run/provenance.mjs';
import { copyForRelease, type ReleaseCopy } from './release-copy.js';
import { type Manifest, type Package, packages, published, repository } from './workspace.js';

const npmRegistry = await part('npm-registry');

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
    const note = (bump: string) => copy.note('new', `"@modlink/sdk": ${bump}`);

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

it('is published with provenance where the forge vouches for it, by a variable that pnpm knows', async () => {
  expect(provenanceVariables({})).toEqual({});
  const folder = await mkdtemp(join(tmpdir(), 'modlink-provenance-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  await writeFile(join(folder, 'package.json'), '{ "name": "modlink-provenance", "version": "0.0.1" }');
  // Here nobody vouches for anything: pnpm says so, before it asks any registry.
  const variables = provenanceVariables({ ACTIONS_ID_TOKEN_REQUEST_URL: 'https://forge.example' });
  const publishing = promisify(execFile)(
    join(repository, 'node_modules', '.bin', 'pnpm'),
    ['publish', '--no-git-checks', '--registry', 'http://127.0.0.1:9/'],
    { cwd: folder, env: { PATH: process.env.PATH, HOME: folder, ...variables } },
  );
  await expect(publishing).rejects.toMatchObject({
    stderr: expect.stringMatching(/provenance generation is not supported/),
  });
});

npmRegistry.describe('what is published (only with MODLINK_TEST_FULL=1)', () => {
  it.skipIf(process.env.MODLINK_TEST_FULL !== '1')(
    'is what the registry does not have yet',
    { timeout: 180_000 },
    async () => {
      await using registry = await startNpmRegistry();
      const copy = await copyForRelease();
      await copy.changesetVersion();
      const first = await copy.changesetPublish(registry.url);
      expect(first).toEqual(
        await Promise.all(published.map(nameAndVersion(copy))).then((all) => all.toSorted()),
      );
      expect(await copy.changesetPublish(registry.url)).toEqual([]);

      const name = '@modlink/line-parser';
      await copy.note('fix', `"${name}": patch`);
      await copy.changesetVersion();
      const { version } = await copy.manifest('packages/line-parser');
      expect(await copy.changesetPublish(registry.url)).toEqual([`${name}@${version}`]);
      const answer = await fetch(`${registry.url}${name.replace('/', '%2f')}`);
      const { versions } = (await answer.json()) as { versions: Record<string, unknown> };
      expect(Object.keys(versions)).toContain(version);
    },
  );
});

const nameAndVersion =
  (copy: ReleaseCopy) =>
  async ({ folder, manifest }: Package): Promise<string> =>
    `${manifest.name}@${(await copy.manifest(folder)).version}`;

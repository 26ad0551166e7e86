/**
 * Dependencies point one way: drivers, transports and the format of recordings to the SDK; the host, and drivers that play
 * recordings, to that format, too; applications to the host. The lint rule holds it for imports; here it holds for what packages declare, and the rule itself is tried.
 */
import { execFile } from 'node:child_process';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it, onTestFinished } from 'vitest';
import { packages, repository } from './workspace.js';

/** Which packages of the project each may need at run time, by folder. */
const allowed: readonly (readonly [folder: RegExp, needs: RegExp])[] = [
  [/^packages\/sdk$/, /^$/],
  [/^packages\/line-parser$/, /^$/],
  [/^packages\/transport-/, /^@modlink\/sdk$/],
  [/^packages\/protocol$/, /^@modlink\/sdk$/],
  [/^packages\/client$/, /^@modlink\/(sdk|protocol)$/],
  [/^packages\/testkit$/, /^@modlink\/sdk$/],
  [/^packages\/create-driver$/, /^@modlink\/sdk$/],
  [/^packages\/recording$/, /^@modlink\/sdk$/],
  [/^packages\/export$/, /^@modlink\/(sdk|recording)$/],
  [/^packages\/import$/, /^@modlink\/(sdk|recording)$/],
  [/^packages\/installer$/, /^@modlink\/sdk$/],
  [/^packages\/host$/, /^@modlink\/(sdk|recording|export|import|installer|protocol|transport-capture)$/],
  [/^drivers\//, /^@modlink\/(sdk|line-parser|recording)$/],
  [/^apps\/server$/, /^@modlink\/(sdk|host|protocol)$/],
  [/^apps\/studio$/, /^@modlink\/(sdk|protocol|client)$/],
  [/^apps\/cli$/, /^@modlink\/(sdk|host|server|studio|testkit|driver-.*|transport-.*)$/],
  [/^tooling\//, /^@modlink\//],
];

describe('what packages declare', () => {
  it.each(packages.map(({ folder, manifest }) => [folder, manifest] as const))('%s', (folder, manifest) => {
    const rule = allowed.find(([pattern]) => pattern.test(folder));
    const needs = Object.keys({
      ...manifest.dependencies,
      ...manifest.peerDependencies,
      ...manifest.optionalDependencies,
    });
    const wrong = needs.filter((name) => name.startsWith('@modlink/') && !rule?.[1].test(name));
    expect(wrong).toEqual([]);
  });

  it('drivers take the SDK from whoever runs them', () => {
    for (const { folder, manifest } of packages.filter((each) => each.folder.startsWith('drivers/'))) {
      expect([folder, Object.keys(manifest.peerDependencies ?? {})]).toEqual([folder, ['@modlink/sdk']]);
    }
  });
});

describe('the lint rule refuses', () => {
  it.each([
    ['a driver that imports the host', 'drivers/synthetic/src', '@modlink/host'],
    ['a driver that imports a transport', 'drivers/synthetic/src', '@modlink/transport-serial'],
    ['a host that imports a driver', 'packages/host/src', '@modlink/driver-synthetic'],
    ['a host that imports a transport', 'packages/host/src', '@modlink/transport-serial'],
    ['an SDK that imports the host', 'packages/sdk/src', '@modlink/host'],
    ['a transport that imports the host', 'packages/transport-serial/src', '@modlink/host'],
    ['a test kit that imports the host', 'packages/testkit/src', '@modlink/host'],
    ['a protocol that imports the host', 'packages/protocol/src', '@modlink/host'],
    ['a format of recordings that imports the host', 'packages/recording/src', '@modlink/host'],
    ['exports that import the host', 'packages/export/src', '@modlink/host'],
    ['a driver that imports the test kit', 'drivers/synthetic/src', '@modlink/testkit'],
  ])('%s', async (_, folder, imported) => {
    // Biome reads rules by path: the same path, in a folder of its own beside the sources.
    const scratch = join(repository, folder, `lint-rule-${process.pid}`);
    const file = join(scratch, 'violation.ts');
    onTestFinished(() => rm(scratch, { recursive: true, force: true }));
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, `import * as other from '${imported}';\n\nexport { other };\n`);
    const biome = join(repository, 'node_modules', '.bin', 'biome');
    const linting = promisify(execFile)(biome, ['lint', '--vcs-enabled=false', file], { cwd: repository });
    await expect(linting).rejects.toMatchObject({ stderr: expect.stringContaining('noRestrictedImports') });
  });
});

/** Against a real registry: what is installed, updated, rolled back, removed, found. */
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { part } from '@modlink/test-parts';
import { expect, it } from 'vitest';
import type { InstallProgress } from '../src/index.js';
import { driverFixture, packFixture, writeFixture } from './support/fixtures.js';
import { installerFor, registryForFile, runningVersion } from './support/registry-home.js';

const npmRegistry = await part('npm-registry');

npmRegistry.describe('installing from a registry', () => {
  const registry = registryForFile();
  const library = {
    name: 'a-library',
    version: '2.0.0',
    packageJson: { type: 'module', exports: './index.js', scripts: { install: 'node -e "process.exit(1)"' } },
    files: { 'index.js': 'export const ok = true;\n' },
  };

  it('installs, updates, rolls back and removes, and says what it did', { timeout: 60_000 }, async () => {
    const name = '@acme/modlink-driver-story';
    await registry.publish(library);
    const packageJson = { dependencies: { 'a-library': '^2.0.0' } };
    const code = (version: string) => ({
      'index.js': `import { ok } from 'a-library';\nexport const version = ok && '${version}';\n`,
    });
    await registry.publish(driverFixture(name, '1.0.0', { packageJson, files: code('1.0.0') }));
    const { installer, folder } = await installerFor(registry.url);

    const steps: InstallProgress[] = [];
    const [first] = await installer.install(name, { onProgress: (step) => steps.push(step) });
    expect(first).toMatchObject({
      changed: true,
      replaced: undefined,
      package: {
        name,
        version: '1.0.0',
        source: 'registry',
        requested: 'latest',
        driverIds: ['story'],
        integrity: expect.stringMatching(/^sha512-/),
        previousVersion: undefined,
        hasNativeCode: false,
        // Its script would have failed: it was not run.
        skippedScripts: ['a-library'],
        ranScripts: [],
      },
    });
    expect(await runningVersion(folder, name)).toBe('1.0.0');
    expect([...new Set(steps.map(({ phase }) => phase))]).toEqual([
      'resolve',
      'download',
      'unpack',
      'check',
      'health',
      'swap',
    ]);
    expect(steps).toContainEqual({ phase: 'download', done: 2, total: 2 });

    expect((await installer.install(name))[0]?.changed).toBe(false);
    expect(await installer.outdated()).toEqual([]);

    await registry.publish(driverFixture(name, '1.1.0', { packageJson, files: code('1.1.0') }));
    expect(await installer.outdated()).toMatchObject([
      { name, current: '1.0.0', wanted: '1.1.0', latest: '1.1.0' },
    ]);
    expect(await installer.update(name)).toMatchObject({
      replaced: '1.0.0',
      package: { version: '1.1.0', previousVersion: '1.0.0' },
    });
    expect(await runningVersion(folder, name)).toBe('1.1.0');

    expect(await installer.rollback(name)).toMatchObject({
      package: { version: '1.0.0', previousVersion: '1.1.0' },
    });
    expect(await runningVersion(folder, name)).toBe('1.0.0');

    expect(await installer.list()).toMatchObject([{ name, version: '1.0.0' }]);
    expect(await installer.remove(name)).toMatchObject({ name, version: '1.0.0' });
    expect(await installer.list()).toEqual([]);
    expect((await readdir(folder)).filter((entry) => !entry.startsWith('.'))).toEqual([]);
  });

  it('locks the whole tree with integrities', { timeout: 60_000 }, async () => {
    const name = 'modlink-driver-locked';
    await registry.publish({ ...library, version: '2.0.1' });
    await registry.publish(
      driverFixture(name, '1.0.0', { packageJson: { dependencies: { 'a-library': '2.0.1' } } }),
    );
    const { installer } = await installerFor(registry.url);
    const [installed] = await installer.install(name);
    const prefix = join(installed?.package.path ?? '', '..', '..');
    const lock = JSON.parse(await readFile(join(prefix, 'package-lock.json'), 'utf8'));
    expect(lock.packages['node_modules/a-library'].integrity).toMatch(/^sha512-/);
    expect(lock.packages[`node_modules/${name}`].integrity).toBe(installed?.package.integrity);
  });

  it('finds a package by the id of its driver, ours first', { timeout: 60_000 }, async () => {
    await registry.publish(driverFixture('modlink-driver-known', '1.0.0'));
    const { installer } = await installerFor(registry.url);
    const [theirs] = await installer.install('known');
    expect(theirs?.package.name).toBe('modlink-driver-known');
    expect(await installer.update('known')).toMatchObject({ changed: false });
    expect(await installer.remove('known')).toMatchObject({ name: 'modlink-driver-known' });
    await expect(installer.remove('known')).rejects.toMatchObject({ code: 'PACKAGE_NOT_INSTALLED' });

    await registry.publish(driverFixture('@modlink/driver-known', '0.9.0'));
    const other = await installerFor(registry.url);
    const [ours] = await other.installer.install('known');
    expect(ours?.package.name).toBe('@modlink/driver-known');
  });

  it('updates a package whose name is the id of a driver of ours', { timeout: 60_000 }, async () => {
    await registry.publish(driverFixture('bare', '1.0.0', { driverId: 'bare' }));
    const { installer } = await installerFor(registry.url);
    await installer.install('bare');
    await registry.publish(driverFixture('@modlink/driver-bare', '9.0.0', { driverId: 'bare' }));
    await registry.publish(driverFixture('bare', '1.1.0', { driverId: 'bare' }));
    expect(await installer.update('bare')).toMatchObject({ package: { name: 'bare', version: '1.1.0' } });
  });

  it('keeps to the range that a package was installed with', { timeout: 60_000 }, async () => {
    const name = 'modlink-driver-ranged';
    for (const version of ['1.0.0', '1.2.0', '2.0.0']) await registry.publish(driverFixture(name, version));
    const { installer } = await installerFor(registry.url);
    await installer.install(`${name}@1.0.0`);
    await installer.update(name, { range: '^1.0.0' });
    expect(await installer.list()).toMatchObject([{ version: '1.2.0', requested: '^1.0.0' }]);
    expect((await installer.update(name)).changed).toBe(false);
    expect(await installer.outdated()).toMatchObject([{ wanted: '1.2.0', latest: '2.0.0' }]);
    expect(await installer.update(name, { range: 'latest' })).toMatchObject({
      package: { version: '2.0.0' },
    });
  });

  it('installs a tarball and a folder, and updates from there', { timeout: 60_000 }, async () => {
    const name = 'modlink-driver-local';
    const { installer, folder } = await installerFor(registry.url);
    const tarball = await packFixture(driverFixture(name, '0.1.0'));
    expect(await installer.install(tarball)).toMatchObject([
      { package: { name, version: '0.1.0', source: 'tarball', requested: tarball } },
    ]);
    const source = await writeFixture(driverFixture(name, '0.2.0'));
    expect(await installer.install(source)).toMatchObject([
      { package: { version: '0.2.0', source: 'folder' } },
    ]);
    await writeFile(join(source, 'index.js'), "export const version = '0.3.0';\n");
    await writeFile(
      join(source, 'package.json'),
      JSON.stringify({ name, ...driverFixture(name, '').packageJson, version: '0.3.0' }),
    );
    expect((await installer.update(name)).package.version).toBe('0.3.0');
    expect(await runningVersion(folder, name)).toBe('0.3.0');
  });

  it('installs again, for the machine as it is, without resolving anew', { timeout: 60_000 }, async () => {
    const name = 'modlink-driver-rebuilt';
    await registry.publish(driverFixture(name, '1.0.0'));
    const { installer, folder } = await installerFor(registry.url);
    const [before] = await installer.install(name);
    await registry.publish(driverFixture(name, '1.1.0'));
    const after = await installer.update(name, { rebuild: true });
    expect(after.package).toMatchObject({
      version: '1.0.0',
      integrity: before?.package.integrity,
      requested: 'latest',
    });
    expect(after.package.path).not.toBe(before?.package.path);
    expect(await runningVersion(folder, name)).toBe('1.0.0');
  });

  it('installs from a bundle without any registry', { timeout: 60_000 }, async () => {
    const name = 'modlink-driver-bundled';
    await registry.publish({ ...library, version: '2.1.0' });
    await registry.publish(
      driverFixture(name, '1.0.0', { packageJson: { dependencies: { 'a-library': '2.1.0' } } }),
    );
    const local = await packFixture(driverFixture('modlink-driver-bundled-too', '3.0.0'));
    const { installer, home } = await installerFor(registry.url);
    const bundle = join(home, 'drivers.tgz');
    const entries = await installer.bundle([name, local], bundle);
    expect(entries.map((each) => `${each.name}@${each.version}`)).toEqual([
      `${name}@1.0.0`,
      'modlink-driver-bundled-too@3.0.0',
    ]);

    // Nobody listens there.
    const offline = await installerFor('http://127.0.0.1:9/');
    const installed = await offline.installer.install(bundle);
    expect(installed.map((each) => each.package.source)).toEqual(['bundle', 'bundle']);
    expect(await runningVersion(offline.folder, name)).toBe('1.0.0');
    expect(await runningVersion(offline.folder, 'modlink-driver-bundled-too')).toBe('3.0.0');
    expect(await readdir(join(offline.folder, name))).toContain('installed.json');
  });

  it('searches for drivers, and reads what they match', { timeout: 60_000 }, async () => {
    const modlink = {
      apiVersion: 1,
      drivers: {
        found: {
          entry: './index.js',
          displayName: 'Found',
          providers: ['serial'],
          match: { serial: [{ vendorId: '0403', productId: '6015' }] },
        },
      },
    };
    await registry.publish(
      driverFixture('modlink-driver-found', '1.0.0', {
        packageJson: { modlink, description: 'An amplifier', keywords: ['modlink-driver'] },
      }),
    );
    await registry.publish({
      name: 'no-driver',
      version: '1.0.0',
      packageJson: { description: 'An amplifier' },
    });
    const { installer } = await installerFor(registry.url);
    const found = await installer.search('amplifier');
    expect(found).toEqual([{ name: 'modlink-driver-found', version: '1.0.0', description: 'An amplifier' }]);
    expect(await installer.drivers(found)).toMatchObject([
      { name: 'modlink-driver-found', drivers: { found: { match: { serial: [{ vendorId: '0403' }] } } } },
    ]);
  });

  it('tells of deprecated versions', { timeout: 60_000 }, async () => {
    const name = 'modlink-driver-old';
    await registry.publish(driverFixture(name, '1.0.0'));
    await registry.deprecate(name, '1.0.0', 'Channels 3 and 4 are swapped.');
    const { installer } = await installerFor(registry.url);
    const [installed] = await installer.install(name);
    expect(installed?.package.deprecated).toBe('Channels 3 and 4 are swapped.');
    expect(await installer.outdated()).toMatchObject([{ name, deprecated: 'Channels 3 and 4 are swapped.' }]);
  });
});

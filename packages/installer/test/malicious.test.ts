/** Packages that want more than to be installed: each is refused with its code, and leaves nothing. */
import { mkdir, readdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { part } from '@modlink/test-parts';
import { create } from 'tar';
import { describe, expect, it } from 'vitest';
import { InstallerError, type InstallerErrorCode, type InstallerOptions } from '../src/index.js';
import {
  driverFixture,
  type Fixture,
  packFixture,
  temporaryFolder,
  writeFixture,
} from './support/fixtures.js';
import { installerFor, registryForFile, runningVersion } from './support/registry-home.js';

const npmRegistry = await part('npm-registry');

/** Nobody listens there, and nobody is asked. */
const nowhere = 'http://127.0.0.1:9/';

async function expectRefused(
  spec: string,
  code: InstallerErrorCode,
  words: string,
  options: Partial<InstallerOptions> = {},
): Promise<void> {
  const { installer, folder } = await installerFor(nowhere, options);
  const error = await installer.install(spec).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(InstallerError);
  expect(error).toMatchObject({ code, message: expect.stringContaining(words) });
  expect(await installer.list()).toEqual([]);
  expect((await readdir(folder)).filter((name) => name !== '.lock')).toEqual([]);
}

/** A tarball whose entries are as a tar program would not make them. */
async function packWith(
  { name, version, packageJson }: Fixture,
  entries: readonly {
    readonly path: string;
    readonly type?: 'File' | 'SymbolicLink' | 'Link';
    readonly linkpath?: string;
    readonly content?: string;
  }[],
): Promise<string> {
  const blocks: Buffer[] = [];
  const json = JSON.stringify({ name, version, ...packageJson });
  for (const { path, type = 'File', linkpath = '', content = '' } of [
    { path: 'package/package.json', content: json },
    ...entries,
  ]) {
    blocks.push(header(path, type, linkpath, content.length));
    if (content.length > 0)
      blocks.push(Buffer.from(content.padEnd(Math.ceil(content.length / 512) * 512, '\0')));
  }
  blocks.push(Buffer.alloc(1024));
  const file = join(await temporaryFolder(), 'hostile.tgz');
  await writeFile(file, gzipSync(Buffer.concat(blocks)));
  return file;
}

/** A header of POSIX tar (IEEE Std 1003.1, pax, "ustar Interchange Format"). */
function header(path: string, type: string, linkpath: string, size: number): Buffer {
  const block = Buffer.alloc(512);
  const octal = (value: number, length: number) => value.toString(8).padStart(length - 1, '0');
  block.write(path, 0, 100);
  block.write(octal(0o644, 8), 100);
  block.write(octal(0, 8), 108);
  block.write(octal(0, 8), 116);
  block.write(octal(size, 12), 124);
  block.write(octal(0, 12), 136);
  block.write('        ', 148);
  block.write({ File: '0', Link: '1', SymbolicLink: '2' }[type] ?? '0', 156);
  block.write(linkpath, 157, 100);
  block.write('ustar\0' + '00', 257);
  block.write(
    octal(
      block.reduce((sum, byte) => sum + byte, 0),
      7,
    ),
    148,
  );
  return block;
}

const driver = driverFixture('modlink-driver-hostile', '1.0.0');

describe('a tarball is refused', () => {
  it.each(['package/../../escaped.js', '/tmp/escaped.js', 'package/..\\..\\escaped.js', 'C:\\escaped.js'])(
    'with a file that leads out of it: %s',
    async (path) => {
      await expectRefused(await packWith(driver, [{ path, content: 'x' }]), 'PACKAGE_PATH_ESCAPE', 'outside');
    },
  );

  it.each([
    { type: 'SymbolicLink', linkpath: '../../../escaped' },
    { type: 'SymbolicLink', linkpath: '/etc/passwd' },
    { type: 'SymbolicLink', linkpath: '../other/index.js' },
    { type: 'Link', linkpath: '/etc/passwd' },
    { type: 'Link', linkpath: 'package/../../escaped' },
  ] as const)('with a link that leads out of it: $type to $linkpath', async ({ type, linkpath }) => {
    const file = await packWith(driver, [{ path: 'package/index.js', type, linkpath }]);
    await expectRefused(file, 'PACKAGE_LINK_ESCAPE', 'leads out');
  });

  it('that unpacks to more than is allowed, while it is read', async () => {
    // A thousand times smaller on the wire.
    const files = { 'index.js': 'export {};', 'zeros.bin': Buffer.alloc(30 * 1024 ** 2) };
    const file = await packFixture({ ...driver, files });
    await expectRefused(file, 'PACKAGE_TOO_LARGE', 'bytes unpacked', {
      limits: { maxUnpackedBytes: 10 * 1024 ** 2 },
    });
  });

  it('that says it is smaller than it is', async () => {
    const file = await packWith(driver, [{ path: 'package/index.js', content: 'x'.repeat(100_000) }]);
    await expectRefused(file, 'PACKAGE_TOO_LARGE', 'bytes to download', {
      limits: { maxDownloadBytes: 100 },
    });
  });

  it('with more files than are allowed', async () => {
    const entries = Array.from({ length: 200 }, (_, index) => ({ path: `package/${index}.js` }));
    await expectRefused(await packWith(driver, entries), 'PACKAGE_TOO_LARGE', 'files', {
      limits: { maxFiles: 100 },
    });
  });

  it('that is none', async () => {
    const file = join(await temporaryFolder(), 'text.tgz');
    await writeFile(file, 'This is no tarball.');
    await expectRefused(file, 'PACKAGE_INVALID', 'damaged');
  });

  it('whose package has a name that is a path', async () => {
    await expectRefused(await packFixture({ ...driver, name: '../../evil' }), 'PACKAGE_INVALID', 'name');
  });

  it('that wants to run a script when it is installed', async () => {
    const packageJson = { ...driver.packageJson, scripts: { postinstall: 'touch /tmp/owned' } };
    const file = await packFixture({ ...driver, packageJson });
    await expectRefused(file, 'INSTALL_SCRIPT_REFUSED', '--allow-scripts modlink-driver-hostile');
  });

  it('that is to be compiled when it is installed', async () => {
    const file = await packFixture({ ...driver, files: { ...driver.files, 'binding.gyp': '{}' } });
    await expectRefused(file, 'INSTALL_SCRIPT_REFUSED', 'script');
  });

  it.each([
    ['os', ['plan9'], 'PLATFORM_UNSUPPORTED', 'plan9'],
    ['cpu', [`!${process.arch}`], 'PLATFORM_UNSUPPORTED', process.arch],
    ['engines', { node: '>=99' }, 'ENGINE_UNSUPPORTED', '>=99'],
    ['modlink', undefined, 'MANIFEST_INVALID', 'no driver package'],
    ['modlink', { apiVersion: 99, drivers: {} }, 'API_VERSION_UNSUPPORTED', '99'],
    ['modlink', { apiVersion: 1, drivers: {} }, 'MANIFEST_INVALID', 'at least one driver'],
    ['dependencies', { x: 'git+ssh://git@host.example/x.git' }, 'DEPENDENCY_REFUSED', 'git'],
    ['dependencies', { x: 'https://host.example/x.tgz' }, 'DEPENDENCY_REFUSED', 'URL'],
    ['dependencies', { x: 'file:../../../../../etc' }, 'DEPENDENCY_REFUSED', 'folder'],
    ['dependencies', { x: 'workspace:^' }, 'DEPENDENCY_UNRESOLVABLE', 'workspace'],
  ] as const)('that has %s %j: %s', async (key, value, code, words) => {
    const file = await packFixture({ ...driver, packageJson: { ...driver.packageJson, [key]: value } });
    await expectRefused(file, code, words);
  });
});

describe('a folder is refused', () => {
  it('that is no package', async () => {
    await expectRefused(await temporaryFolder(), 'PACKAGE_INVALID', 'no package');
  });

  it('and none of its scripts is run, nor a link followed out of it', async () => {
    const packageJson = { ...driver.packageJson, scripts: { prepare: 'exit 1' } };
    const folder = await writeFixture({ ...driver, packageJson });
    await symlink('/etc', join(folder, 'etc'));
    const { installer } = await installerFor(nowhere);
    const [installed] = await installer.install(folder);
    expect((await readdir(installed?.package.path ?? '')).sort()).toEqual(['index.js', 'package.json']);
  });
});

describe('what was asked for is refused', () => {
  it.each([
    ['git+https://host.example/x.git', 'SPEC_NOT_ALLOWED'],
    ['github:acme/x', 'SPEC_NOT_ALLOWED'],
    ['http://host.example/x.tgz', 'SPEC_NOT_ALLOWED'],
    ['alias@npm:other', 'SPEC_NOT_ALLOWED'],
    ['./nowhere.tgz', 'SPEC_INVALID'],
    ['Not A Name', 'SPEC_INVALID'],
  ] as const)('%s: %s', async (spec, code) => {
    await expectRefused(spec, code, '');
  });

  it('where it names a path in place of an installed package', async () => {
    const { installer } = await installerFor(nowhere);
    for (const name of ['..', '../..', '/etc', 'a/b/c', '']) {
      await expect(installer.remove(name)).rejects.toMatchObject({ code: 'SPEC_INVALID' });
    }
    await expect(installer.update('x')).rejects.toMatchObject({ code: 'PACKAGE_NOT_INSTALLED' });
  });

  it('where nobody answers', async () => {
    await expectRefused('modlink-driver-x', 'REGISTRY_UNREACHABLE', 'proxy', {
      npm: { registry: nowhere, retry: { retries: 0 } },
    });
  });
});

npmRegistry.describe('a registry is not believed', () => {
  const registry = registryForFile();

  it('about what is in a tarball', { timeout: 60_000 }, async () => {
    const told = {
      scripts: {},
      modlink: driver.packageJson && (driver.packageJson as { modlink: object }).modlink,
    };
    const tarball = await packFixture({
      ...driverFixture('modlink-driver-two-faced', '1.0.0'),
      packageJson: { ...driver.packageJson, scripts: { install: 'touch owned' } },
    });
    await registry.publishTarball(tarball, told);
    const { installer } = await installerFor(registry.url);
    await expect(installer.install('modlink-driver-two-faced')).rejects.toMatchObject({
      code: 'INSTALL_SCRIPT_REFUSED',
    });
  });

  it('when the tarball is another than it was', { timeout: 60_000 }, async () => {
    const tarball = await packFixture(driverFixture('modlink-driver-swapped', '1.0.0'));
    const integrity = `sha512-${Buffer.alloc(64).toString('base64')}`;
    await registry.publishTarball(tarball, {}, integrity);
    const { installer, home } = await installerFor(registry.url);
    // npm tries again for minutes, in case it was the network.
    await mkdir(join(home, 'drivers'));
    await writeFile(join(home, 'drivers', '.npmrc'), 'fetch-retries=0\n');
    await expect(installer.install('modlink-driver-swapped')).rejects.toMatchObject({
      code: 'INTEGRITY_MISMATCH',
    });
  });

  it('and a dependency is looked at like the driver itself', { timeout: 60_000 }, async () => {
    const dependency = await packWith({ name: 'a-hostile-library', version: '1.0.0' }, [
      { path: 'package/../../../escaped.js', content: 'x' },
    ]);
    await registry.publishTarball(dependency);
    const packageJson = { ...driver.packageJson, dependencies: { 'a-hostile-library': '1.0.0' } };
    await registry.publish({ ...driverFixture('modlink-driver-innocent', '1.0.0'), packageJson });
    const { installer } = await installerFor(registry.url);
    await expect(installer.install('modlink-driver-innocent')).rejects.toMatchObject({
      code: 'PACKAGE_PATH_ESCAPE',
      message: expect.stringContaining('a-hostile-library'),
    });
  });

  it('and scripts run where the user allows them by name', { timeout: 60_000 }, async () => {
    const name = 'modlink-driver-scripted';
    const fixture = driverFixture(name, '1.0.0');
    const scripts = { install: "node -e \"fs.writeFileSync('made.txt', 'by the script')\"" };
    await registry.publish({ ...fixture, packageJson: { ...fixture.packageJson, scripts } });
    const { installer, folder } = await installerFor(registry.url);
    const [installed] = await installer.install(name, { allowScripts: [name] });
    expect(installed?.package.ranScripts).toEqual([name]);
    expect(await readdir(installed?.package.path ?? '')).toContain('made.txt');
    expect(await runningVersion(folder, name)).toBe('1.0.0');

    const broken = { install: 'node -e "console.error(\'no compiler\'); process.exit(2)"' };
    await registry.publish({
      ...driverFixture(name, '1.1.0'),
      packageJson: { ...fixture.packageJson, scripts: broken },
    });
    await expect(installer.update(name, { allowScripts: [name] })).rejects.toMatchObject({
      code: 'INSTALL_SCRIPT_FAILED',
      message: expect.stringContaining('no compiler'),
    });
    expect(await runningVersion(folder, name)).toBe('1.0.0');
  });
});

describe('a bundle is refused', () => {
  it('that is changed', async () => {
    const folder = await temporaryFolder();
    await mkdir(join(folder, 'tarballs'));
    await writeFile(join(folder, 'tarballs', '0.tgz'), 'something else');
    const contents = {
      formatVersion: 1,
      packages: [
        { name: 'x', version: '1.0.0', integrity: 'sha512-x', packageJson: {}, folder: 'packages/0' },
      ],
      tarballs: [{ file: 'tarballs/0.tgz', integrity: `sha512-${Buffer.alloc(64).toString('base64')}` }],
    };
    await writeFile(join(folder, 'modlink-bundle.json'), JSON.stringify(contents));
    const file = join(folder, 'bundle.tgz');
    await create({ cwd: folder, file, gzip: true }, ['modlink-bundle.json', 'tarballs']);
    await expectRefused(file, 'BUNDLE_INVALID', 'modlink bundle');
  });
});

import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { writePackageTree } from '../../bench/support/package-tree.js';
import { discoverDrivers } from '../../src/registry/index.js';
import { temporaryFolder } from '../settings/temporary-folder.js';
import { codesAt, discover, install, link, writePackage } from './installed-packages.js';

describe('an application', () => {
  it('has the drivers of its node_modules, scoped and linked ones too', async () => {
    const folder = await temporaryFolder();
    const modules = join(folder, 'app', 'node_modules');
    await writePackage(join(modules, 'modlink-driver-plain'), { driverId: 'plain' });
    await writePackage(join(modules, '@example', 'driver-scoped'), { driverId: 'scoped' });
    const stored = join(modules, '.pnpm', 'linked@1.0.0', 'node_modules', 'linked');
    await writePackage(stored, { driverId: 'linked' });
    await link(join(modules, 'linked'), stored);
    const workspace = await writePackage(join(folder, 'drivers', 'own'), { driverId: 'own' });
    await link(join(modules, '@example', 'driver-own'), workspace);
    await writeFile(join(modules, '.package-lock.json'), '{}');
    await writeFile(join(modules, 'a-file'), '');
    await mkdir(join(modules, 'left-empty'));

    const { drivers, diagnostics } = await discover({ kind: 'application', path: join(folder, 'app') });

    expect(diagnostics).toEqual([]);
    expect(drivers.map(({ driverId, path, source }) => [driverId, path, source])).toEqual([
      ['own', workspace, 'application'],
      ['scoped', join(modules, '@example', 'driver-scoped'), 'application'],
      ['linked', stored, 'application'],
      ['plain', join(modules, 'modlink-driver-plain'), 'application'],
    ]);
  });

  it('has the drivers it declares that are installed further up, and no others from there', async () => {
    const folder = await temporaryFolder();
    const app = join(folder, 'apps', 'viewer');
    for (const group of ['dependencies', 'devDependencies', 'optionalDependencies', 'peerDependencies']) {
      const name = `@example/driver-of-${group.toLowerCase()}`;
      await writePackage(join(folder, 'node_modules', name), { driverId: `of-${group.toLowerCase()}` });
    }
    await writePackage(join(folder, 'node_modules', 'not-declared'), { driverId: 'not-declared' });
    await writePackage(join(folder, 'escaped'), { driverId: 'escaped' });
    await mkdir(app, { recursive: true });
    await writeFile(
      join(app, 'package.json'),
      JSON.stringify({
        dependencies: { '@example/driver-of-dependencies': '*', 'not-installed': '*', '../escaped': '*' },
        devDependencies: { '@example/driver-of-devdependencies': '*' },
        optionalDependencies: { '@example/driver-of-optionaldependencies': '*' },
        peerDependencies: { '@example/driver-of-peerdependencies': '*' },
      }),
    );
    const { drivers, diagnostics } = await discover({ kind: 'application', path: app });
    expect(diagnostics).toEqual([]);
    expect(drivers.map(({ driverId }) => driverId)).toEqual([
      'of-dependencies',
      'of-devdependencies',
      'of-optionaldependencies',
      'of-peerdependencies',
    ]);
  });

  it('takes the nearest copy of what it declares', async () => {
    const folder = await temporaryFolder();
    const app = join(folder, 'app');
    await writePackage(join(folder, 'node_modules', 'driver'), { version: '1.0.0' });
    await writePackage(join(app, 'node_modules', 'driver'), { version: '2.0.0' });
    await writeFile(join(app, 'package.json'), JSON.stringify({ dependencies: { driver: '*' } }));
    const { drivers, diagnostics } = await discover({ kind: 'application', path: app });
    expect(drivers.map(({ packageVersion }) => packageVersion)).toEqual(['2.0.0']);
    expect(diagnostics).toEqual([]);
  });

  it('says that its own package.json is not JSON, and still looks into node_modules', async () => {
    const app = await temporaryFolder();
    await writeFile(join(app, 'package.json'), '{');
    await writePackage(join(app, 'node_modules', 'driver'));
    const discovery = await discover({ kind: 'application', path: app });
    expect(codesAt(discovery, app)).toEqual(['PACKAGE_UNREADABLE /package.json']);
    expect(discovery.drivers).toHaveLength(1);
  });

  it('needs neither package.json nor node_modules', async () => {
    const discovery = await discover({ kind: 'application', path: await temporaryFolder() });
    expect(discovery).toEqual({ drivers: [], diagnostics: [] });
  });
});

describe('install prefixes', () => {
  it('have one driver each', async () => {
    const folder = await temporaryFolder();
    await writePackage(join(folder, 'one', 'node_modules', '@example', 'one'), { driverId: 'one' });
    await writePackage(join(folder, 'two', 'node_modules', 'two'), { driverId: 'two' });
    await writePackage(join(folder, '.two-in-progress', 'node_modules', 'two'), { driverId: 'two' });
    await writeFile(join(folder, 'a-file'), '');
    const { drivers, diagnostics } = await discover({ kind: 'prefixes', path: folder });
    expect(drivers.map(({ driverId, source }) => [driverId, source])).toEqual([
      ['one', 'user'],
      ['two', 'user'],
    ]);
    expect(diagnostics).toEqual([]);
  });

  it('need not exist: then nothing is installed', async () => {
    const path = join(await temporaryFolder(), 'drivers');
    expect(await discover({ kind: 'prefixes', path })).toEqual({ drivers: [], diagnostics: [] });
  });

  it('are named when they are not finished', async () => {
    const folder = await temporaryFolder();
    await mkdir(join(folder, 'broken'));
    await writePackage(join(folder, 'whole', 'node_modules', 'driver'));
    const discovery = await discover({ kind: 'prefixes', path: folder });
    expect(codesAt(discovery, folder)).toEqual(['PACKAGE_UNREADABLE /broken']);
    expect(discovery.drivers).toHaveLength(1);
  });
});

describe('links that lead nowhere', () => {
  it('are named one by one, and take nothing down', async () => {
    const folder = await temporaryFolder();
    const modules = join(folder, 'node_modules');
    await writePackage(join(modules, 'driver'));
    await link(join(modules, 'gone'), join(folder, 'gone'));
    await link(join(modules, '@example', 'gone'), join(folder, 'gone'));
    await link(join(modules, '@gone'), join(folder, 'gone'));
    await link(join(modules, 'circle'), join(modules, 'circle'));
    const discovery = await discover({ kind: 'application', path: folder });
    expect(codesAt(discovery, folder).sort()).toEqual([
      'DANGLING_LINK /node_modules/@example/gone',
      'DANGLING_LINK /node_modules/@gone',
      'DANGLING_LINK /node_modules/circle',
      'DANGLING_LINK /node_modules/gone',
    ]);
    expect(discovery.drivers).toHaveLength(1);
  });

  it('are named among prefixes and as node_modules', async () => {
    const folder = await temporaryFolder();
    await link(join(folder, 'prefixes', 'gone'), join(folder, 'gone'));
    await link(join(folder, 'prefixes', 'half', 'node_modules'), join(folder, 'gone'));
    await link(join(folder, 'app', 'node_modules'), join(folder, 'gone'));
    const discovery = await discover(
      { kind: 'prefixes', path: join(folder, 'prefixes') },
      { kind: 'application', path: join(folder, 'app') },
    );
    expect(codesAt(discovery, folder).sort()).toEqual([
      'DANGLING_LINK /app/node_modules',
      'DANGLING_LINK /prefixes/gone',
      'DANGLING_LINK /prefixes/half/node_modules',
    ]);
  });

  it('are passed over for a copy further up, as Node does', async () => {
    const folder = await temporaryFolder();
    const app = join(folder, 'app');
    await link(join(app, 'node_modules', 'driver'), join(folder, 'gone'));
    await writePackage(join(folder, 'node_modules', 'driver'));
    await writeFile(join(app, 'package.json'), JSON.stringify({ dependencies: { driver: '*' } }));
    const discovery = await discover({ kind: 'application', path: app });
    expect(codesAt(discovery, folder)).toEqual(['DANGLING_LINK /app/node_modules/driver']);
    expect(discovery.drivers.map(({ path }) => path)).toEqual([join(folder, 'node_modules', 'driver')]);
  });
});

describe('a root', () => {
  it('that is missing, a file, or a link to nowhere is named', async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, 'a-file'), '');
    await link(join(folder, 'gone-link'), join(folder, 'gone'));
    const discovery = await discover(
      { kind: 'package', path: join(folder, 'missing') },
      { kind: 'application', path: join(folder, 'missing-app') },
      { kind: 'prefixes', path: join(folder, 'a-file') },
      { kind: 'prefixes', path: join(folder, 'gone-link') },
    );
    expect(codesAt(discovery, folder)).toEqual([
      'ROOT_MISSING /missing',
      'ROOT_MISSING /missing-app',
      'ROOT_MISSING /a-file',
      'ROOT_MISSING /gone-link',
    ]);
    expect(discovery.diagnostics[0]?.message).toContain('root 1');
  });

  it('that was named as a package must be a driver', async () => {
    const folder = await temporaryFolder();
    await install('not-a-driver', join(folder, 'not-a-driver'));
    await mkdir(join(folder, 'empty'));
    const discovery = await discover(
      { kind: 'package', path: join(folder, 'not-a-driver') },
      { kind: 'package', path: join(folder, 'empty') },
    );
    expect(codesAt(discovery, folder)).toEqual([
      'MANIFEST_INVALID /not-a-driver/package.json',
      'PACKAGE_UNREADABLE /empty/package.json',
    ]);
  });
});

describe('a package that cannot be read', () => {
  it('is named, and the others are found', async () => {
    const app = await temporaryFolder();
    await mkdir(join(app, 'node_modules', 'broken', 'package.json'), { recursive: true });
    await writePackage(join(app, 'node_modules', 'driver'));
    const discovery = await discover({ kind: 'application', path: app });
    expect(codesAt(discovery, app)).toEqual(['PACKAGE_UNREADABLE /node_modules/broken/package.json']);
    expect(discovery.diagnostics[0]?.message).toContain('not a file');
    expect(discovery.drivers).toHaveLength(1);
  });
});

describe('a driver that is found twice', () => {
  it('is listed once, from the first root, when it is the same package', async () => {
    const folder = await temporaryFolder();
    const driver = await writePackage(join(folder, 'driver'));
    await link(join(folder, 'app', 'node_modules', 'driver'), driver);
    await link(join(folder, 'app', 'node_modules', 'alias'), driver);
    const { drivers, diagnostics } = await discover(
      { kind: 'application', path: join(folder, 'app') },
      { kind: 'package', path: driver },
    );
    expect(drivers.map(({ source, path }) => [source, path])).toEqual([['application', driver]]);
    expect(diagnostics).toEqual([]);
  });

  it('is taken from the first root when there are two packages, and both are named', async () => {
    const folder = await temporaryFolder();
    const older = await writePackage(join(folder, 'app', 'node_modules', 'driver'), { version: '1.0.0' });
    const newer = await writePackage(join(folder, 'user', 'x', 'node_modules', 'driver'), {
      version: '2.0.0',
    });
    const app = { kind: 'application', path: join(folder, 'app') } as const;
    const user = { kind: 'prefixes', path: join(folder, 'user') } as const;
    const first = await discover(app, user);
    expect(first.drivers.map(({ packageVersion }) => packageVersion)).toEqual(['1.0.0']);
    expect(first.diagnostics).toMatchObject([
      { code: 'DUPLICATE_DRIVER_ID', driverId: 'example', path: newer },
    ]);
    for (const words of ['@1.0.0', '@2.0.0', older, newer, 'root 1', 'root 2']) {
      expect(first.diagnostics[0]?.message).toContain(words);
    }
    const second = await discover(user, app);
    expect(second.drivers.map(({ packageVersion }) => packageVersion)).toEqual(['2.0.0']);
  });

  it('is the newer one where the user installed that, but not in safe mode', async () => {
    const folder = await temporaryFolder();
    await writePackage(join(folder, 'app', 'node_modules', 'driver'), { version: '1.5.0' });
    const prefix = join(folder, 'user', 'driver');
    const putVersion = async (version: string) => {
      const path = join(prefix, '.versions', version);
      await writePackage(join(path, 'node_modules', 'driver'), { version });
      const record = {
        ...{ formatVersion: 1, package: 'driver', version, integrity: 'sha512-made-up', source: 'registry' },
        ...{ requested: 'latest', installedAt: '2026-01-01T00:00:00.000Z', hasNativeCode: false },
        ...{
          machine: { platform: 'linux', arch: 'x64', nodeAbi: '115' },
          ranScripts: [],
          skippedScripts: [],
        },
      };
      await writeFile(join(path, 'install.json'), JSON.stringify(record));
      const pointer = { formatVersion: 1, package: 'driver', current: version };
      await writeFile(join(prefix, 'installed.json'), JSON.stringify(pointer));
    };
    const roots = [
      { kind: 'application', path: join(folder, 'app'), label: 'app' },
      { kind: 'prefixes', path: join(folder, 'user'), label: 'user' },
    ] as const;
    const found = async (asTheApplicationHasThem: boolean) =>
      (await discoverDrivers({ roots, asTheApplicationHasThem, sdkVersion: '1.4.0' })).drivers.map(
        ({ packageVersion, source }) => [packageVersion, source],
      );
    await putVersion('2.0.0');
    expect(await found(false)).toEqual([['2.0.0', 'user']]);
    expect(await found(true)).toEqual([['1.5.0', 'application']]);
    await putVersion('1.4.0');
    expect(await found(false)).toEqual([['1.5.0', 'application']]);
  });
});

describe('a package is known by the name that it is installed under', () => {
  it('in node_modules and scopes that are links themselves, by its real path', async () => {
    const folder = await temporaryFolder();
    const plain = await writePackage(join(folder, 'real', 'modules', 'plain'), { driverId: 'plain' });
    const scoped = await writePackage(join(folder, 'real', 'scope', 'scoped'), { driverId: 'scoped' });
    await link(join(folder, 'app', 'node_modules'), join(folder, 'real', 'modules'));
    await link(join(folder, 'real', 'modules', '@example'), join(folder, 'real', 'scope'));
    const { drivers } = await discover({ kind: 'application', path: join(folder, 'app') });
    expect(drivers.map(({ installedAs, path }) => [installedAs, path])).toEqual([
      ['@example/scoped', scoped],
      ['plain', plain],
    ]);
  });

  it('also when it is found further up, in a prefix, or under an alias', async () => {
    const folder = await temporaryFolder();
    const app = join(folder, 'app');
    await writePackage(join(folder, 'node_modules', '@example', 'up'), { driverId: 'up' });
    await writePackage(join(app, 'node_modules', 'alias'), { driverId: 'aliased', name: 'in-truth' });
    await writePackage(join(folder, 'user', 'x', 'node_modules', '@example', 'x'), { driverId: 'x' });
    await writeFile(join(app, 'package.json'), JSON.stringify({ dependencies: { '@example/up': '*' } }));
    const { drivers } = await discover(
      { kind: 'application', path: app },
      { kind: 'prefixes', path: join(folder, 'user') },
    );
    expect(drivers.map(({ installedAs, packageName }) => [installedAs, packageName])).toEqual([
      ['alias', 'in-truth'],
      ['@example/up', 'modlink-driver-example'],
      ['@example/x', 'modlink-driver-example'],
    ]);
  });

  it('and by what it calls itself where its folder was named', async () => {
    const path = await writePackage(join(await temporaryFolder(), 'anywhere'));
    const { drivers } = await discover({ kind: 'package', path });
    expect(drivers[0]?.installedAs).toBe('modlink-driver-example');
  });
});

it.each(['npm', 'pnpm'] as const)('finds all drivers among hundreds of packages of %s', async (layout) => {
  const path = await temporaryFolder();
  const driverIds = await writePackageTree(path, { packages: 300, drivers: 30, layout });
  const { drivers, diagnostics } = await discover({ kind: 'application', path });
  expect(diagnostics).toEqual([]);
  expect(drivers.map(({ driverId }) => driverId).sort()).toEqual([...driverIds].sort());
  for (const driver of drivers) {
    expect(driver).toMatchObject({ status: 'ok', settingsSchema: { type: 'object' } });
  }
});

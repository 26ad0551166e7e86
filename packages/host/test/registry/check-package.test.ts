import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { diagnosticSeverities, discoverDrivers } from '../../src/registry/index.js';
import { temporaryFolder } from '../settings/temporary-folder.js';
import {
  discover,
  expectedOf,
  fixtureNames,
  install,
  layOut,
  link,
  writePackage,
} from './installed-packages.js';

describe('each fixture', async () => {
  for (const fixture of await fixtureNames()) {
    it(`${fixture} is found as expected`, async () => {
      const folder = await temporaryFolder();
      const options = await layOut(fixture, folder);
      const expected = await expectedOf(fixture);

      const { drivers, diagnostics } = await discoverDrivers(options);

      expect(drivers.map(({ driverId, status }) => ({ driverId, status }))).toEqual(expected.drivers);
      expect(diagnostics.map(({ code }) => code)).toEqual(expected.diagnostics.map(({ code }) => code));
      for (const [index, { code, mentions }] of expected.diagnostics.entries()) {
        const found = diagnostics[index]!;
        expect(found.severity).toBe(diagnosticSeverities[code as keyof typeof diagnosticSeverities]);
        expect(found.path.startsWith(folder)).toBe(true);
        for (const words of mentions) expect(found.message).toContain(words);
      }
      for (const driver of drivers) {
        const errors = driver.diagnostics.filter(({ severity }) => severity === 'error');
        expect(driver.status).toBe(errors.length > 0 ? 'blocked' : 'ok');
        expect(driver.path.startsWith(join(folder, '/'))).toBe(true);
      }
      expect(globalThis).not.toHaveProperty('executedFixtures');
    });
  }

  it('shows a code; together they show all', async () => {
    const shown = new Set(
      (await Promise.all((await fixtureNames()).map(expectedOf))).flatMap((expected) =>
        expected.diagnostics.map(({ code }) => code),
      ),
    );
    expect([...shown].sort()).toEqual(Object.keys(diagnosticSeverities).sort());
  });
});

describe('a valid package', () => {
  it('gives everything that a host lists', async () => {
    const folder = await install('valid-esm', join(await temporaryFolder(), 'driver'));
    const { drivers } = await discover({ kind: 'package', path: folder });
    expect(drivers).toEqual([
      {
        driverId: 'example',
        displayName: 'Example sensor',
        description: 'Shows every field.',
        providers: ['serial'],
        transports: ['serial'],
        isolation: 'worker',
        match: { serial: [{ vendorId: '04d8', productId: '000a' }] },
        packageName: 'modlink-driver-example',
        installedAs: 'modlink-driver-example',
        packageVersion: '1.0.0',
        path: folder,
        source: 'explicit',
        rootLabel: 'root 1',
        apiVersion: 1,
        sdkRange: '^1.0.0',
        diagnostics: [],
        status: 'ok',
        entryUrl: pathToFileURL(join(folder, 'index.js')).href,
        exportName: undefined,
        settingsSchema: expect.objectContaining({ type: 'object', additionalProperties: false }),
      },
    ]);
  });

  it('splits the export name from the entry', async () => {
    const folder = await install('valid-export-name', join(await temporaryFolder(), 'driver'));
    const { drivers } = await discover({ kind: 'package', path: folder });
    expect(drivers[0]).toMatchObject({
      exportName: 'createBoard',
      entryUrl: pathToFileURL(join(folder, 'index.js')).href,
    });
  });

  it('is found in a folder whose name means something in a URL', async () => {
    const folder = await install('valid-esm', join(await temporaryFolder(), 'my #1 driver?'));
    const { drivers } = await discover({ kind: 'package', path: folder });
    expect(drivers[0]).toMatchObject({
      status: 'ok',
      entryUrl: pathToFileURL(join(folder, 'index.js')).href,
    });
  });

  it('runs with a newer prerelease of the SDK in its range', async () => {
    const folder = await install('valid-esm', join(await temporaryFolder(), 'driver'));
    const root = { kind: 'package', path: folder, label: 'here' } as const;
    const { drivers } = await discoverDrivers({ roots: [root], sdkVersion: '1.5.0-beta.1' });
    expect(drivers[0]?.status).toBe('ok');
  });

  it('is checked against the SDK of the host when no version is given', async () => {
    const folder = await writePackage(join(await temporaryFolder(), 'driver'));
    const { diagnostics } = await discoverDrivers({
      roots: [{ kind: 'package', path: folder, label: 'here' }],
    });
    // The SDK in this repository is a version before 1.
    expect(diagnostics.map(({ code }) => code)).toEqual(['SDK_RANGE_UNSATISFIED']);
  });
});

describe('a link inside a package', () => {
  it('must not lead an entry out of it', async () => {
    const folder = await temporaryFolder();
    const driver = await install('entry-missing', join(folder, 'driver'));
    await install('valid-esm', join(folder, 'elsewhere'));
    await link(join(driver, 'dist'), join(folder, 'elsewhere'));
    const { diagnostics } = await discover({ kind: 'package', path: driver });
    expect(diagnostics).toMatchObject([
      {
        code: 'ENTRY_OUTSIDE_PACKAGE',
        message: expect.stringContaining(join(folder, 'elsewhere', 'index.js')),
      },
    ]);
  });

  it('may lead an entry to another place in it', async () => {
    const driver = await install('entry-missing', join(await temporaryFolder(), 'driver'));
    await link(join(driver, 'dist'), driver);
    const { drivers, diagnostics } = await discover({ kind: 'package', path: driver });
    expect(diagnostics).toEqual([]);
    expect(drivers[0]).toMatchObject({ entryUrl: pathToFileURL(join(driver, 'index.js')).href });
  });
});

it('refuses an SDK version that is none', async () => {
  await expect(discoverDrivers({ roots: [], sdkVersion: 'newest' })).rejects.toMatchObject({
    code: 'INVALID_OPTIONS',
    message: expect.stringContaining('newest'),
  });
});

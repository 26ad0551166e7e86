import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { type DriverPackageInfo, recheckDriver } from '../../src/registry/index.js';
import { temporaryFolder } from '../settings/temporary-folder.js';
import { discover, writePackage } from './installed-packages.js';

type PackageJson = Record<string, unknown> & {
  modlink: { apiVersion: number; drivers: Record<string, object> };
};

/** A driver that was found, and a way to change its package.json afterwards. */
async function foundDriver(): Promise<{
  readonly driver: DriverPackageInfo;
  readonly folder: string;
  change(edit: (packageJson: PackageJson) => void): Promise<DriverPackageInfo>;
}> {
  const app = await temporaryFolder();
  const folder = join(app, 'node_modules', 'modlink-driver-example');
  await writePackage(folder);
  const [driver] = (await discover({ kind: 'application', path: app })).drivers;
  const path = join(folder, 'package.json');
  return {
    driver: driver!,
    folder,
    async change(edit) {
      const packageJson = JSON.parse(await readFile(path, 'utf8')) as PackageJson;
      edit(packageJson);
      await writeFile(path, JSON.stringify(packageJson));
      return recheck(driver!);
    },
  };
}

const recheck = (driver: DriverPackageInfo) =>
  recheckDriver(driver, { sdkVersion: '1.4.0', platform: 'linux' });
const codesOf = ({ status, diagnostics }: DriverPackageInfo) => [
  status,
  ...diagnostics.map(({ code }) => code),
];

it('a package that is as it was gives the same driver', async () => {
  const { driver } = await foundDriver();
  expect(await recheck(driver)).toEqual(driver);
});

it('an updated package gives the driver as it is now', async () => {
  const { driver, folder, change } = await foundDriver();
  await writeFile(join(folder, 'other.js'), '');
  const now = await change((packageJson) => {
    packageJson.version = '1.1.0';
    packageJson.modlink.drivers = {
      example: { entry: './other.js', displayName: 'New name', providers: ['x'] },
    };
  });
  expect(now).toEqual({
    ...driver,
    packageVersion: '1.1.0',
    displayName: 'New name',
    providers: ['x'],
    entryUrl: expect.stringMatching(/other\.js$/),
  });
});

it('an update for another API is blocked, with both versions', async () => {
  const { change } = await foundDriver();
  const now = await change(({ modlink }) => {
    modlink.apiVersion = 2;
  });
  expect(codesOf(now)).toEqual(['blocked', 'API_VERSION_UNSUPPORTED']);
  expect(now.diagnostics[0]?.message).toMatch(/asks for version 2 .* supports version 1/);
});

it('an update for another SDK is blocked, with both ranges', async () => {
  const { change } = await foundDriver();
  const now = await change((packageJson) => {
    packageJson.peerDependencies = { '@modlink/sdk': '^2.0.0' };
  });
  expect(codesOf(now)).toEqual(['blocked', 'SDK_RANGE_UNSATISFIED']);
  expect(now.diagnostics[0]?.message).toMatch(/\^2\.0\.0; this host has 1\.4\.0 .* \^1\.4\.0/);
});

it('an update for another platform is blocked, with both', async () => {
  const { change } = await foundDriver();
  const now = await change(({ modlink }) => {
    modlink.drivers.example = { ...modlink.drivers.example, platforms: ['win32'] };
  });
  expect(codesOf(now)).toEqual(['blocked', 'PLATFORM_UNSUPPORTED']);
  expect(now.diagnostics[0]?.message).toMatch(/win32; this machine is linux/);
});

it.each<[string, string, (folder: string) => Promise<void>]>([
  ['its folder is gone', 'PACKAGE_UNREADABLE', (folder) => rm(folder, { recursive: true })],
  ['its entry is gone', 'ENTRY_MISSING', (folder) => rm(join(folder, 'index.js'))],
  ['it is half written', 'MANIFEST_INVALID', (folder) => writeFile(join(folder, 'package.json'), '{"name":')],
  ['it is no driver any more', 'MANIFEST_INVALID', (folder) => writeFile(join(folder, 'package.json'), '{}')],
  [
    'it has another driver instead',
    'MANIFEST_INVALID',
    async (folder) => void (await writePackage(folder, { driverId: 'other' })),
  ],
])('a package is blocked when %s', async (_, code, edit) => {
  const { driver, folder } = await foundDriver();
  await edit(folder);
  const now = await recheck(driver);
  expect(codesOf(now)).toEqual(['blocked', code]);
  expect(now).toMatchObject({
    driverId: 'example',
    path: folder,
    source: 'application',
    rootLabel: 'root 1',
  });
});

it('another package in the folder of one that was named itself does not get its id', async () => {
  const folder = await writePackage(join(await temporaryFolder(), 'driver'));
  const [driver] = (await discover({ kind: 'package', path: folder })).drivers;
  await writePackage(folder, { name: 'modlink-driver-imitation' });
  const now = await recheck(driver!);
  expect(codesOf(now)).toEqual(['blocked', 'DRIVER_ID_NOT_OWNED']);
});

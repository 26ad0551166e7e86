/**
 * Whose a driver id is, when several packages claim it, or another one than before.
 *
 * Settings, device ids and recordings know a driver by its id, so that a package must not slip in under the id of another:
 * 1. An id belongs to the package that it is remembered for: the one that ran under it first, or that the user gave it to.
 * 2. Otherwise it belongs to a package of the scope `@modlink/` that has it, in whichever root that is.
 * 3. Otherwise the first package in the order of the roots has it.
 *
 * Of one package in several roots the first is taken; but a newer version that the user installed (`modlink install`) goes
 * before the one that an application brings along.
 *
 * Packages are known by the name that they are installed under, which the package manager vouches for: what a package.json
 * says of itself may be untrue.
 */
import semver from 'semver';
import { type Diagnostic, diagnostic } from './diagnostic.js';
import type { BlockedDriver, DriverPackageInfo } from './driver-package.js';

/** The packages that driver ids are remembered for: by driver id, the name that the package is installed under. */
export type DriverOwners = Readonly<Record<string, string>>;

/** What remains of the drivers that were found when each id has one package. */
interface SettledClaims {
  readonly drivers: readonly DriverPackageInfo[];
  readonly diagnostics: readonly Diagnostic[];
}

/** All drivers of one id, in the order of the roots. */
type Claims = [first: DriverPackageInfo, ...others: DriverPackageInfo[]];

export interface ClaimRules {
  /** What an application brings along is taken even where the user installed a newer version of it. */
  readonly asTheApplicationHasThem: boolean;
}

/** Gives each driver id to one package; the others are left out. An id whose package is not there is blocked. */
export function settleClaims(
  all: readonly DriverPackageInfo[],
  owners: DriverOwners,
  rules: ClaimRules = { asTheApplicationHasThem: false },
): SettledClaims {
  const claimsById = new Map<string, Claims>();
  for (const driver of all) {
    const claims = claimsById.get(driver.driverId);
    if (claims === undefined) claimsById.set(driver.driverId, [driver]);
    else claims.push(driver);
  }
  const settled = Array.from(claimsById.values(), (claims) => settle(claims, owners, rules));
  return {
    drivers: settled.map(({ driver }) => driver),
    diagnostics: settled.flatMap(({ diagnostics }) => diagnostics),
  };
}

function settle(
  claims: Claims,
  owners: DriverOwners,
  rules: ClaimRules,
): { readonly driver: DriverPackageInfo; readonly diagnostics: readonly Diagnostic[] } {
  const [first] = claims;
  const owner = ownerOf(claims, owners);
  const taken = chosenOf(
    claims.filter(({ installedAs }) => installedAs === owner.name),
    rules,
  );
  if (taken === undefined) {
    const finding = notOwned(first, owner);
    const others = claims.slice(1).map((claim) => notOwned(claim, owner));
    return { driver: blocked(first, finding), diagnostics: [finding, ...others] };
  }
  const diagnostics = claims
    .filter((claim) => claim !== taken)
    .map((claim) =>
      owner.right === 'first' || claim.installedAs === owner.name
        ? duplicate(claim, taken)
        : notOwned(claim, owner),
    );
  return { driver: taken, diagnostics };
}

/** Which of several copies of one package runs. */
function chosenOf(
  copies: readonly DriverPackageInfo[],
  { asTheApplicationHasThem }: ClaimRules,
): DriverPackageInfo | undefined {
  const [first] = copies;
  if (first?.source !== 'application' || asTheApplicationHasThem) return first;
  const newer = copies.find(
    ({ installed, packageVersion }) =>
      installed !== undefined && semver.gt(packageVersion, first.packageVersion),
  );
  return newer ?? first;
}

/** Why an id is somebody's. */
const rights = {
  remembered: 'it ran under this id before, or the user gave it the id',
  reserved: 'the ids of installed packages of the scope @modlink/ are reserved for them',
  first: 'it comes first in the order of the roots',
} as const;

interface Owner {
  readonly name: string;
  readonly right: keyof typeof rights;
}

function ownerOf(claims: Claims, owners: DriverOwners): Owner {
  const [{ driverId, installedAs: first }] = claims;
  // A driver may be called "constructor".
  const remembered = Object.hasOwn(owners, driverId) ? owners[driverId] : undefined;
  if (remembered !== undefined) return { name: remembered, right: 'remembered' };
  const own = claims.find(({ installedAs }) => installedAs.startsWith('@modlink/'));
  return own ? { name: own.installedAs, right: 'reserved' } : { name: first, right: 'first' };
}

function blocked(driver: DriverPackageInfo, finding: Diagnostic): BlockedDriver {
  const diagnostics = [...driver.diagnostics, finding];
  if (driver.status === 'blocked') return { ...driver, diagnostics };
  const { status: _, entryUrl: _entry, exportName: _export, settingsSchema: _settings, ...listed } = driver;
  return { ...listed, diagnostics, status: 'blocked' };
}

function duplicate(driver: DriverPackageInfo, taken: DriverPackageInfo): Diagnostic {
  return diagnostic(
    'DUPLICATE_DRIVER_ID',
    aboutPackage(driver),
    `The driver id "${driver.driverId}" comes twice: ${named(taken)} is taken, ${named(driver)} is left out. ` +
      'One package per driver id was expected. Remove one of them.',
  );
}

function notOwned(driver: DriverPackageInfo, { name, right }: Owner): Diagnostic {
  const { driverId, installedAs } = driver;
  return diagnostic(
    'DRIVER_ID_NOT_OWNED',
    aboutPackage(driver),
    `${named(driver)} claims the driver id "${driverId}", which belongs to ${name}: ${rights[right]}. It is not run, since ` +
      `it would get the settings and devices of the other. If ${installedAs} is meant to take its place, give it the id with ` +
      `host.drivers.assign(${JSON.stringify(driverId)}, ${JSON.stringify(installedAs)}); otherwise remove it.`,
  );
}

function named({ packageName, installedAs, packageVersion, rootLabel, path }: DriverPackageInfo): string {
  const alias = installedAs === packageName ? '' : `, installed as ${installedAs},`;
  return `${packageName}@${packageVersion}${alias} in "${rootLabel}" (${path})`;
}

function aboutPackage({ packageName, driverId, path }: DriverPackageInfo) {
  return { package: packageName, driverId, path };
}

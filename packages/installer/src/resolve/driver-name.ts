import { isModlinkError } from '@modlink/sdk';
import { parseManifest } from '@modlink/sdk/manifest';
import type { NpmSettings } from '../npm/npm-settings.js';
import type { PackageSpec } from './package-spec.js';
import { readManifest } from './resolve-package.js';

type RegistrySpec = Extract<PackageSpec, { source: 'registry' }>;

/**
 * The package that somebody means by the id of a driver. ModLink's own come first, so that nobody else's package can pass
 * for one of them; then a package of that very name; then `modlink-driver-<id>`. A name with a scope is a package's.
 */
export async function findPackageOf(
  spec: RegistrySpec,
  npm: NpmSettings,
  signal: AbortSignal | undefined,
): Promise<RegistrySpec> {
  const { name: driverId, wanted } = spec;
  const isId = /^[a-z0-9]+(-[a-z0-9]+)*$/.test(driverId) && !driverId.startsWith('modlink-driver-');
  if (!isId) return spec;
  for (const name of [`@modlink/driver-${driverId}`, driverId, `modlink-driver-${driverId}`]) {
    const isWanted =
      name === driverId ? isDriverPackage : (drivers: object) => Object.hasOwn(drivers, driverId);
    const drivers = await driversOf(`${name}@${wanted}`, npm, signal);
    if (drivers !== undefined && isWanted(drivers)) return { source: 'registry', name, wanted };
  }
  // Nothing fits: what is said is said of the name as it was given.
  return spec;
}

const isDriverPackage = () => true;

async function driversOf(
  spec: string,
  npm: NpmSettings,
  signal: AbortSignal | undefined,
): Promise<object | undefined> {
  try {
    const { modlink } = await readManifest(spec, { ...npm, preferOnline: true }, signal);
    return parseManifest(modlink).manifest?.drivers;
  } catch (error) {
    const isAbsent =
      isModlinkError(error) && (error.code === 'PACKAGE_NOT_FOUND' || error.code === 'VERSION_NOT_FOUND');
    if (isAbsent) return undefined;
    throw error;
  }
}

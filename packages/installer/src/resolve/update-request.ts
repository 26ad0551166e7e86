/** What an update installs. */
import { packageFolder, readPackageJson } from '../installed-package.js';
import { InstallerError } from '../installer-error.js';
import type { FoundInstallation } from '../layout/find-installed.js';
import type { InstallRecord } from '../layout/install-record.js';
import type { PutRequest } from '../put-version.js';
import { isRegistrySpec } from './package-spec.js';

/** The same version with the same tree, once more: scripts that were allowed to run still are. */
export async function rebuildRequest(
  { prefix, pointer, record }: FoundInstallation,
  allowScripts: readonly string[] = [],
): Promise<Pick<PutRequest, 'resolved' | 'lockedIn' | 'allowScripts' | 'reinstall'>> {
  const { package: name, version, integrity, source, requested, deprecated, ranScripts } = record;
  const packageJson = await readPackageJson(packageFolder(prefix, pointer.current, record));
  return {
    resolved: { name, version, packageJson, integrity, source, requested, deprecated, tarball: undefined },
    lockedIn: prefix.versionPath(pointer.current),
    allowScripts: [...ranScripts, ...allowScripts],
    reinstall: true,
  };
}

/**
 * What an update asks for. A version that was asked for by its number does not bind later updates; a range and a tag do.
 * @throws {InstallerError} `SPEC_INVALID`: a path or URL is no range.
 */
export function updateSpec(
  { package: name, source, requested }: InstallRecord,
  range: string | undefined,
): string {
  if (range !== undefined) {
    const spec = `${name}@${range}`;
    if (isRegistrySpec(spec)) return spec;
    throw new InstallerError('SPEC_INVALID', `${JSON.stringify(range)} is no range, version or tag.`);
  }
  if (source === 'bundle') return name;
  if (source !== 'registry') return requested;
  return /^[v=\s]*\d+\.\d+\.\d+/.test(requested) ? name : `${name}@${requested}`;
}

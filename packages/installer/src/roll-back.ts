import { driverIdsOf, packageFolder, readPackageJson } from './installed-package.js';
import { InstallerError } from './installer-error.js';
import type { PackageChecks, RollbackOptions, StagedPackage } from './installer-options.js';
import type { FoundInstallation } from './layout/find-installed.js';
import type { InstallPointer } from './layout/install-record.js';
import type { Session } from './session.js';
import { startOnTrial } from './start-on-trial.js';

/**
 * Runs the version before the present one again, once it has started on trial.
 * @returns the pointer as it is now.
 * @throws {InstallerError} `NO_PREVIOUS_VERSION`, `VERSION_BLOCKED`, `HEALTH_CHECK_FAILED`; and what the checks throw.
 */
export async function rollBack(
  { prefix, pointer, record }: FoundInstallation,
  checks: PackageChecks,
  { withoutTrial = false }: Pick<RollbackOptions, 'withoutTrial'>,
  { blocked, signal, onProgress }: Session,
): Promise<InstallPointer> {
  const { package: name, previous } = pointer;
  if (previous === undefined) {
    throw new InstallerError(
      'NO_PREVIOUS_VERSION',
      `There is no version of ${name} before ${record.version}: it was never updated. Ask for one by its number: ` +
        `modlink install ${name}@<version>.`,
      { subject: { package: name } },
    );
  }
  const before = await prefix.readVersion(previous);
  const { version } = before;
  blocked.require(name, version);
  const path = packageFolder(prefix, previous, before);
  const driverIds = driverIdsOf(await readPackageJson(path));
  const change = { kind: 'rollback', package: name, version, replaces: record.version, driverIds } as const;
  await checks.beforeChange?.(change);
  onProgress({ phase: 'check' });
  const staged: StagedPackage = { name, version, folder: prefix.versionPath(previous), packageFolder: path };
  await checks.check?.(staged, signal);
  if (!withoutTrial) {
    onProgress({ phase: 'health' });
    const outcome =
      `${name}@${record.version} stays as it was. To bring the other back all the same: ` +
      `modlink rollback ${name} --without-trial.`;
    await startOnTrial(staged, outcome, checks, signal);
  }
  await checks.beforeChange?.(change);
  onProgress({ phase: 'swap' });
  const swapped: InstallPointer = { ...pointer, current: previous, previous: pointer.current };
  await prefix.writePointer(swapped);
  return swapped;
}

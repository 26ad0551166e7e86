/** Puts one version in the place of another: stage, check, try, and only then swap. */
import { rm } from 'node:fs/promises';
import { checkManifest } from './checks/check-manifest.js';
import { InstallerError } from './installer-error.js';
import type { InstallOptions, PackageChange, PackageChecks, StagedPackage } from './installer-options.js';
import { Prefix } from './layout/drivers-folder.js';
import type { InstallPointer, InstallRecord } from './layout/install-record.js';
import { thisMachine } from './layout/machine.js';
import type { ResolvedPackage } from './resolve/resolve-package.js';
import type { Session } from './session.js';
import { hasInstallScript, requireNoInstallScript } from './stage/install-scripts.js';
import { copyLock, type StagedTree, stageTree, writeRequest } from './stage/stage-package.js';
import { startOnTrial } from './start-on-trial.js';

export interface PutRequest extends Pick<InstallOptions, 'allowScripts' | 'reinstall'> {
  readonly driversFolder: string;
  readonly resolved: ResolvedPackage;
  /** A folder whose lock file gives the exact tree. */
  readonly lockedIn?: string;
  readonly checks: PackageChecks;
}

export interface PutResult {
  readonly prefix: Prefix;
  readonly pointer: InstallPointer;
  readonly replaced: string | undefined;
  readonly changed: boolean;
}

/** @throws {InstallerError} what speaks against the version; everything is as before then. */
export async function putVersion(request: PutRequest, session: Session): Promise<PutResult> {
  const { resolved, checks, allowScripts = [] } = request;
  const { name, version } = resolved;
  const { blocked, signal, onProgress } = session;
  const prefix = new Prefix(request.driversFolder, name);
  const pointer = await prefix.readPointer();
  const before = pointer && (await prefix.readVersion(pointer.current));

  // What the registry, or the tarball, says of the package decides whether it is downloaded at all.
  blocked.require(name, version);
  const { manifest } = checkManifest(resolved.packageJson, thisMachine());
  if (hasInstallScript(resolved.packageJson, false)) requireNoInstallScript(name, allowScripts);
  const isSame = before?.version === version && before.integrity === resolved.integrity;
  if (pointer !== undefined && isSame && request.reinstall !== true) {
    return { prefix, pointer, replaced: undefined, changed: false };
  }
  const change: PackageChange = {
    kind: before === undefined ? 'install' : 'update',
    package: name,
    version,
    ...(before && { replaces: before.version }),
    driverIds: Object.keys(manifest.drivers),
  };
  await checks.beforeChange?.(change);

  const versionName = await prefix.createVersion(version);
  const folder = prefix.versionPath(versionName);
  try {
    if (request.lockedIn === undefined) await writeRequest(folder, resolved);
    else await copyLock(request.lockedIn, folder);
    const tree = await stageTree(folder, name, {
      ...session,
      allowScripts,
      isLocked: request.lockedIn !== undefined,
    });
    const staged: StagedPackage = { name, version, folder, packageFolder: tree.packageFolder };
    onProgress({ phase: 'check' });
    requireSamePackage(tree, resolved);
    await checks.check?.(staged, signal);
    onProgress({ phase: 'health' });
    await startOnTrial(staged, notTaken(name, before?.version), checks, signal);
    await prefix.writeVersion(versionName, recordOf(resolved, tree));
    await checks.beforeChange?.(change);
    signal?.throwIfAborted();
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    await prefix.sweep();
    throw error;
  }

  onProgress({ phase: 'swap' });
  // The same version installed again leaves the one before it for a rollback.
  const previous = before?.version === version ? pointer?.previous : pointer?.current;
  const next: InstallPointer = {
    formatVersion: 1,
    package: name,
    current: versionName,
    ...(previous !== undefined && { previous }),
  };
  await prefix.writePointer(next);
  await prefix.sweep();
  return { prefix, pointer: next, replaced: before?.version, changed: true };
}

/** What a registry says of a package and what its tarball holds may differ: what was checked must be what runs. */
function requireSamePackage({ packageJson }: StagedTree, { name, version }: ResolvedPackage): void {
  const found = checkManifest(packageJson, thisMachine());
  if (found.name === name && found.version === version) return;
  throw new InstallerError(
    'PACKAGE_INVALID',
    `The tarball of ${name}@${version} holds ${found.name}@${found.version}. It was not installed. ` +
      'Do not trust where it comes from.',
    { subject: { package: name } },
  );
}

/** What is so when the version does not start. */
function notTaken(name: string, before: string | undefined): string {
  const state = before === undefined ? 'It was not installed.' : `${name}@${before} stays as it was.`;
  return `${state} Try another version, or tell its author.`;
}

function recordOf(resolved: ResolvedPackage, tree: StagedTree): InstallRecord {
  const { name, version, integrity, source, requested, deprecated } = resolved;
  return {
    formatVersion: 1,
    package: name,
    version,
    integrity: integrity ?? tree.integrity,
    source,
    requested,
    installedAt: new Date().toISOString(),
    machine: thisMachine(),
    hasNativeCode: tree.hasNativeCode,
    ranScripts: [...tree.scripts.ran],
    skippedScripts: [...tree.scripts.skipped],
    ...(deprecated !== undefined && { deprecated }),
  };
}

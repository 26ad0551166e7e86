import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { JsonObject } from '@modlink/sdk';
import { parseManifest } from '@modlink/sdk/manifest';
import type { Prefix } from './layout/drivers-folder.js';
import type { InstallPointer, InstallRecord, Machine, PackageSource } from './layout/install-record.js';

/** A package that is installed. */
export interface InstalledPackage {
  readonly name: string;
  readonly version: string;
  /** Of its tarball, in Subresource Integrity form. */
  readonly integrity: string;
  readonly source: PackageSource;
  /** What was asked for: a range or tag of the registry, or the path or URL. */
  readonly requested: string;
  /** ISO 8601, UTC. */
  readonly installedAt: string;
  readonly driverIds: readonly string[];
  /** The version that `rollback` brings back. */
  readonly previousVersion: string | undefined;
  /** The folder of the package. */
  readonly path: string;
  readonly machine: Machine;
  readonly hasNativeCode: boolean;
  readonly ranScripts: readonly string[];
  readonly skippedScripts: readonly string[];
  readonly deprecated: string | undefined;
  /** Why this version is on the list of blocked ones; `undefined` when it is not. */
  readonly blocked: string | undefined;
}

/** @throws {InstallerError} `INSTALL_RECORD_INVALID` */
export async function installedPackage(
  prefix: Prefix,
  pointer: InstallPointer,
  blocked: (name: string, version: string) => string | undefined,
): Promise<InstalledPackage> {
  const record = await prefix.readVersion(pointer.current);
  const path = packageFolder(prefix, pointer.current, record);
  const previous =
    pointer.previous === undefined
      ? undefined
      : await prefix.readVersion(pointer.previous).catch(() => undefined);
  return {
    name: record.package,
    version: record.version,
    integrity: record.integrity,
    source: record.source,
    requested: record.requested,
    installedAt: record.installedAt,
    driverIds: driverIdsOf(await readPackageJson(path)),
    previousVersion: previous?.version,
    path,
    machine: record.machine,
    hasNativeCode: record.hasNativeCode,
    ranScripts: record.ranScripts,
    skippedScripts: record.skippedScripts,
    deprecated: record.deprecated,
    blocked: blocked(record.package, record.version),
  };
}

export function packageFolder(
  prefix: Prefix,
  versionName: string,
  record: Pick<InstallRecord, 'package'>,
): string {
  return join(prefix.versionPath(versionName), 'node_modules', ...record.package.split('/'));
}

/** What cannot be read has no drivers: the discovery says what is wrong with it. */
export async function readPackageJson(folder: string): Promise<JsonObject> {
  const text = await readFile(join(folder, 'package.json'), 'utf8').catch(() => '{}');
  return JSON.parse(text) as JsonObject;
}

export function driverIdsOf({ modlink }: JsonObject): string[] {
  return Object.keys(parseManifest(modlink).manifest?.drivers ?? {});
}

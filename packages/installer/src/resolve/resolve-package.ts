/** From what somebody asked for to one version of one package, before anything is changed. */
import { createWriteStream } from 'node:fs';
import { mkdir, mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import { type JsonObject, serializeError } from '@modlink/sdk';
import Arborist from '@npmcli/arborist';
import pacote from 'pacote';
import semver from 'semver';
import { InstallerError } from '../installer-error.js';
import type { PackageSource } from '../layout/install-record.js';
import { npmFailure } from '../npm/npm-failure.js';
import type { NpmSettings } from '../npm/npm-settings.js';
import { type SizeBudget, screenTarball, type TarballStream } from '../stage/screen-tarball.js';
import { isRegistrySpec, type PackageSpec } from './package-spec.js';

/** A version that can be installed. */
export interface ResolvedPackage {
  readonly name: string;
  readonly version: string;
  /** As the registry has it, or as it stands in the tarball. */
  readonly packageJson: JsonObject;
  /** Of its tarball; `undefined` where an old registry does not say. */
  readonly integrity: string | undefined;
  readonly source: PackageSource;
  /** A range or tag of the registry, or the path or URL. */
  readonly requested: string;
  /** The tarball on the disk, where the package does not come from the registry. */
  readonly tarball: string | undefined;
  readonly deprecated: string | undefined;
}

export interface ResolveContext {
  readonly npm: NpmSettings;
  /** For tarballs of packages whose name is not known yet. */
  readonly downloadsFolder: string;
  readonly budget: SizeBudget;
  readonly signal: AbortSignal | undefined;
}

/** @throws {InstallerError} of the registry, of the tarball; `PACKAGE_INVALID` */
export async function resolvePackage(spec: PackageSpec, context: ResolveContext): Promise<ResolvedPackage> {
  return spec.source === 'registry' ? fromRegistry(spec, context) : fromTarball(spec, context);
}

async function fromRegistry(
  { name, wanted }: Extract<PackageSpec, { source: 'registry' }>,
  { npm, signal }: ResolveContext,
): Promise<ResolvedPackage> {
  const manifest = await readManifest(`${name}@${wanted}`, { ...npm, preferOnline: true }, signal);
  return resolved(manifest, { source: 'registry', requested: wanted, tarball: undefined });
}

/** What a registry says of one version: its package.json, with `deprecated` and the integrity. */
export async function readManifest(
  spec: string,
  npm: NpmSettings,
  signal?: AbortSignal | undefined,
): Promise<JsonObject> {
  try {
    // The abbreviated form leaves out what drivers say of themselves.
    const options = { ...npm, fullMetadata: true, signal };
    return (await pacote.manifest(spec, options)) as unknown as JsonObject;
  } catch (error) {
    throw npmFailure(error, spec, signal);
  }
}

async function fromTarball(
  spec: Exclude<PackageSpec, { source: 'registry' }>,
  { npm, downloadsFolder, budget, signal }: ResolveContext,
): Promise<ResolvedPackage> {
  const from = spec.source === 'url' ? spec.url : spec.path;
  const folder = await makeDownloadFolder(downloadsFolder);
  const tarball = join(folder, 'package.tgz');
  const downloading = new AbortController();
  try {
    const file = createWriteStream(tarball);
    const options = {
      ...npm,
      // A folder is packed as it is: its scripts are not run.
      ignoreScripts: true,
      Arborist,
      signal: signal === undefined ? downloading.signal : AbortSignal.any([signal, downloading.signal]),
    };
    const handler = (stream: unknown) =>
      screenTarball(stream as TarballStream, from, budget, (chunk) => file.write(chunk));
    await pacote.tarball.stream(from, handler as never, options);
    file.end();
    await finished(file);
    const manifest = (await pacote.manifest(`file:${tarball}`, npm)) as unknown as JsonObject;
    return resolved(manifest, { source: spec.source, requested: from, tarball });
  } catch (error) {
    downloading.abort();
    throw readableFailure(error, from, signal);
  }
}

async function makeDownloadFolder(downloadsFolder: string): Promise<string> {
  await mkdir(downloadsFolder, { recursive: true });
  return mkdtemp(join(downloadsFolder, 'tarball-'));
}

/** A folder without package.json, and a tarball without one, are mistakes of whoever named them. */
function readableFailure(error: unknown, from: string, signal: AbortSignal | undefined): unknown {
  const { code, message } = serializeError(error);
  if (code === 'ENOENT' || code === 'EJSONPARSE' || code === 'EISDIR') {
    return new InstallerError(
      'PACKAGE_INVALID',
      `${from} is no package: ${message}. A folder with a package.json, or a packed one, was expected.`,
      { cause: error, subject: { path: from } },
    );
  }
  return npmFailure(error, from, signal);
}

function resolved(
  manifest: JsonObject,
  origin: Pick<ResolvedPackage, 'source' | 'requested' | 'tarball'>,
): ResolvedPackage {
  const { name, version, _integrity: integrity, deprecated } = manifest;
  const isNamed = typeof name === 'string' && isRegistrySpec(name);
  if (!isNamed || typeof version !== 'string' || semver.valid(version) === null) {
    throw new InstallerError(
      'PACKAGE_INVALID',
      `The package.json of ${origin.requested} has no valid name or no valid version. Its author corrects them.`,
    );
  }
  return {
    name,
    version,
    packageJson: manifest,
    integrity: typeof integrity === 'string' ? integrity : undefined,
    deprecated: typeof deprecated === 'string' ? deprecated : undefined,
    ...origin,
  };
}

import { serializeError } from '@modlink/sdk';
import pacote from 'pacote';
import semver from 'semver';
import type { BlockedVersions } from '../checks/blocked-versions.js';
import type { InstalledPackage } from '../installed-package.js';
import { npmFailure } from './npm-failure.js';
import type { NpmSettings } from './npm-settings.js';

/** An installed package of which there is something to be said. */
export interface OutdatedPackage {
  readonly name: string;
  readonly current: string;
  /** The newest version that fits what it was installed with: the one that `update` takes. */
  readonly wanted: string | undefined;
  /** The newest version of all. */
  readonly latest: string | undefined;
  /** Why its author deprecated the present version. */
  readonly deprecated: string | undefined;
  /** Why the present version is on the list of blocked ones. */
  readonly blocked: string | undefined;
  /** Why the registry could not be asked. */
  readonly error: string | undefined;
}

/** Asks the registry for newer versions. A package that it cannot tell of is listed with the reason. */
export async function findOutdated(
  installed: readonly InstalledPackage[],
  npm: NpmSettings,
  blocked: BlockedVersions,
  signal: AbortSignal | undefined,
): Promise<OutdatedPackage[]> {
  const fromRegistry = installed.filter(({ source }) => source === 'registry' || source === 'bundle');
  const found = await Promise.all(fromRegistry.map((each) => look(each, npm, blocked, signal)));
  return found.filter(
    ({ current, wanted, latest, deprecated, blocked, error }) =>
      isNewer(wanted, current) ||
      isNewer(latest, current) ||
      [deprecated, blocked, error].some((each) => each !== undefined),
  );
}

const isNewer = (version: string | undefined, current: string) =>
  version !== undefined && semver.gt(version, current);

async function look(
  { name, version: current, requested, source, blocked: blockedNow }: InstalledPackage,
  npm: NpmSettings,
  blocked: BlockedVersions,
  signal: AbortSignal | undefined,
): Promise<OutdatedPackage> {
  const nothing = { wanted: undefined, latest: undefined, deprecated: undefined, error: undefined };
  try {
    const options = { ...npm, fullMetadata: true, preferOnline: true, signal };
    const { versions, 'dist-tags': tags } = await pacote.packument(name, options);
    const allowed = Object.keys(versions).filter((each) => blocked.reason(name, each) === undefined);
    const { latest } = tags;
    const range = source === 'bundle' || semver.valid(requested) !== null ? 'latest' : requested;
    const wanted = tags[range] ?? semver.maxSatisfying(allowed, range) ?? undefined;
    const { deprecated } = (versions[current] ?? {}) as { deprecated?: unknown };
    return {
      name,
      current,
      wanted,
      latest,
      deprecated: typeof deprecated === 'string' ? deprecated : undefined,
      blocked: blockedNow,
      error: undefined,
    };
  } catch (error) {
    signal?.throwIfAborted();
    const failure = npmFailure(error, name, signal);
    return { ...nothing, name, current, blocked: blockedNow, error: serializeError(failure).message };
  }
}

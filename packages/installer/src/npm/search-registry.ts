import { type JsonObject, serializeError } from '@modlink/sdk';
import { type DriverEntry, parseManifest } from '@modlink/sdk/manifest';
import npmFetch from 'npm-registry-fetch';
import { z } from 'zod';
import { InstallerError } from '../installer-error.js';
import { readManifest } from '../resolve/resolve-package.js';
import { npmFailure } from './npm-failure.js';
import type { NpmSettings } from './npm-settings.js';

/** A package that a search of the registry found. */
export interface RegistryPackage {
  readonly name: string;
  /** The latest one. */
  readonly version: string;
  readonly description: string | undefined;
}

/** What a package of the registry says of its drivers. */
export interface PackageDrivers extends RegistryPackage {
  /** By driver id. */
  readonly drivers: Readonly<Record<string, DriverEntry>>;
}

const keyword = 'modlink-driver';
const maxHits = 100;
/** Metadata of so many packages is asked for at a time. */
const atOnce = 8;

/** The search of the npm registry's public API (`GET /-/v1/search`), which other registries have too. */
const answerSchema = z.object({
  objects: z.array(
    z.object({
      package: z.object({
        name: z.string(),
        version: z.string(),
        description: z.string().nullish(),
        keywords: z.array(z.string()).nullish(),
      }),
    }),
  ),
});

/**
 * Searches the registry for driver packages: those with the keyword `modlink-driver`.
 * @throws {InstallerError} `REGISTRY_UNREACHABLE`, `REGISTRY_DENIED`
 */
export async function searchRegistry(
  text: string,
  npm: NpmSettings,
  signal: AbortSignal | undefined,
): Promise<RegistryPackage[]> {
  const words = text.trim().toLowerCase().split(/\s+/).filter(Boolean);
  const query = { text: ['keywords:modlink-driver', ...words].join(' '), size: String(maxHits) };
  try {
    const answer = await npmFetch.json('/-/v1/search', {
      ...npm,
      query,
      preferOnline: true,
      signal,
    } as object);
    const hits = answerSchema.parse(answer).objects.map((each) => each.package);
    return (
      hits
        // Registries differ in what they make of the keyword; some pass over it, and none leaves out words.
        .filter(({ keywords }) => keywords == null || keywords.includes(keyword))
        .filter(({ name, description, keywords }) => {
          const searched = [name, description, ...(keywords ?? [])].join(' ').toLowerCase();
          return words.every((word) => searched.includes(word));
        })
        .map(({ name, version, description }) => ({ name, version, description: description ?? undefined }))
    );
  } catch (error) {
    if (error instanceof z.ZodError) {
      throw new InstallerError(
        'REGISTRY_UNREACHABLE',
        'The registry answers a search with something else than packages. Install by name, or ask another registry.',
        { cause: error },
      );
    }
    throw npmFailure(error, 'a search for drivers', signal);
  }
}

/**
 * Reads what packages say of their drivers, without downloading any of them.
 * @param known - what was read before, by name and version; it grows by what is read.
 */
export async function readDrivers(
  packages: readonly RegistryPackage[],
  npm: NpmSettings,
  known: Map<string, PackageDrivers>,
  signal: AbortSignal | undefined,
): Promise<PackageDrivers[]> {
  const queue = packages.values();
  const read = async () => {
    for (const each of queue) {
      const spec = `${each.name}@${each.version}`;
      if (known.has(spec)) continue;
      // A package that cannot be read must not hide the others.
      const packageJson = await readManifest(spec, npm, signal).catch((error): JsonObject => {
        signal?.throwIfAborted();
        return { unreadable: serializeError(error).message };
      });
      const { manifest } = parseManifest(packageJson.modlink);
      if (manifest !== undefined) known.set(spec, { ...each, drivers: manifest.drivers });
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, packages.length) }, read));
  return packages.flatMap(({ name, version }) => known.get(`${name}@${version}`) ?? []);
}

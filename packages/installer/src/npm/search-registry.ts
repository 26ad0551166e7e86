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
        version: z.string().optional(),
        // In place of the version, where a registry answers with what it stores.
        'dist-tags': z.record(z.string(), z.string()).optional(),
        description: z.string().nullish(),
        keywords: z.array(z.string()).nullish(),
      }),
    }),
  ),
});
type Hit = z.output<typeof answerSchema>['objects'][number]['package'];

/**
 * Searches the registry for driver packages: those with the keyword `modlink-driver`.
 * @param text - words that name, description or keywords must have; all drivers when empty.
 * @throws {InstallerError} `REGISTRY_UNREACHABLE`, `REGISTRY_DENIED`
 */
export async function searchRegistry(
  text: string,
  npm: NpmSettings,
  signal: AbortSignal | undefined,
): Promise<RegistryPackage[]> {
  const words = text.split(/\s+/).filter(Boolean);
  // Registries differ in what they make of "keywords:"; those that know only words are asked for words as well.
  const queries = [['keywords:modlink-driver', ...words], words.length > 0 ? words : ['modlink']];
  const answers = await Promise.all(queries.map((query) => ask(query.join(' '), npm, signal)));
  const hits = new Map(answers.flat().map((hit) => [hit.name, hit]));
  return [...hits.values()]
    .filter((hit) => isDriver(hit) && hasWords(hit, words))
    .flatMap(({ name, version, 'dist-tags': tags, description }) => {
      const latest = version ?? tags?.latest;
      return latest === undefined ? [] : { name, version: latest, description: description ?? undefined };
    })
    .slice(0, maxHits);
}

async function ask(text: string, npm: NpmSettings, signal: AbortSignal | undefined): Promise<Hit[]> {
  const query = { text, size: String(maxHits) };
  try {
    const answer = await npmFetch.json('/-/v1/search', {
      ...npm,
      query,
      preferOnline: true,
      signal,
    } as object);
    return answerSchema.parse(answer).objects.map((each) => each.package);
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

const isDriver = ({ keywords }: Hit) => keywords?.includes(keyword) ?? false;

function hasWords({ name, description, keywords }: Hit, words: readonly string[]): boolean {
  const searched = [name, description, ...(keywords ?? [])].join(' ').toLowerCase();
  return words.every((word) => searched.includes(word.toLowerCase()));
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

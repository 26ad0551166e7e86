/**
 * The two files that say what is installed. Both are JSON, and written whole.
 *
 * ```
 * <drivers>/@scope+name/             one prefix for each package
 *   installed.json                   the pointer: which version runs, and which one ran before
 *   .versions/1.2.3-x7k2f9/          a version, complete and never changed once the pointer names it
 *     install.json                   what was installed, from where, for which machine
 *     package.json, package-lock.json, node_modules/
 * ```
 */
import { z } from 'zod';

/** Where a package came from. */
export const packageSources = ['registry', 'tarball', 'folder', 'url', 'bundle'] as const;
export type PackageSource = (typeof packageSources)[number];

const versionName = z.string().regex(/^[^./\\][^/\\]*$/, 'the name of a folder was expected');

/** `installed.json`: replaced by one rename, so that it names the old or the new version at every moment. */
export const pointerSchema = z.object({
  formatVersion: z.literal(1),
  /** The name of the package, as in its package.json. */
  package: z.string().min(1),
  /** The folder below `.versions` that runs. */
  current: versionName,
  /** The one that ran before, for a rollback. */
  previous: versionName.optional(),
});
export type InstallPointer = z.output<typeof pointerSchema>;

/** What native binaries are made for. */
export const machineSchema = z.object({
  /** As `process.platform`. */
  platform: z.string(),
  /** As `process.arch`. */
  arch: z.string(),
  /** As `process.versions.modules`: the version of Node's binary interface. */
  nodeAbi: z.string(),
});
export type Machine = z.output<typeof machineSchema>;

/** `install.json`: how one version was installed. */
export const installRecordSchema = z.object({
  formatVersion: z.literal(1),
  package: z.string().min(1),
  version: z.string().min(1),
  /** Of the package's tarball, in Subresource Integrity form: `sha512-...`. */
  integrity: z.string().min(1),
  source: z.enum(packageSources),
  /** What was asked for: a range or tag of the registry, or the path or URL. */
  requested: z.string(),
  /** ISO 8601, UTC. */
  installedAt: z.string(),
  machine: machineSchema,
  /** Whether the tree holds native binaries. */
  hasNativeCode: z.boolean(),
  /** Packages whose install scripts were run, since the user allowed them. */
  ranScripts: z.array(z.string()),
  /** Packages that have install scripts, which were not run. */
  skippedScripts: z.array(z.string()),
  /** Why the author deprecated this version, when the registry said so at the time. */
  deprecated: z.string().optional(),
});
export type InstallRecord = z.output<typeof installRecordSchema>;

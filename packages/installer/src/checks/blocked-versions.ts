/**
 * The user's list of versions that must not run: a JSON file of ModLink's folder, written by hand or by an administrator.
 *
 * ```json
 * [{ "package": "modlink-driver-x", "versions": "<1.4.2", "reason": "It swaps channels 3 and 4." }]
 * ```
 */
import { readFile } from 'node:fs/promises';
import { serializeError } from '@modlink/sdk';
import semver from 'semver';
import { z } from 'zod';
import { InstallerError } from '../installer-error.js';

const listSchema = z.array(
  z.strictObject({
    package: z.string().min(1),
    versions: z
      .string()
      .refine((range) => semver.validRange(range) !== null, 'a range such as "<1.4.2" was expected'),
    reason: z.string().min(1),
  }),
);

/** Which versions are blocked, and why. */
export class BlockedVersions {
  readonly #entries: z.output<typeof listSchema>;

  /** @internal use {@link readBlockedVersions} */
  constructor(entries: z.output<typeof listSchema>) {
    this.#entries = entries;
  }

  /** Why a version must not run; `undefined` when it may. */
  reason(packageName: string, version: string): string | undefined {
    return this.#entries.find(
      (entry) =>
        entry.package === packageName &&
        semver.satisfies(version, entry.versions, { includePrerelease: true }),
    )?.reason;
  }

  /** @throws {InstallerError} `VERSION_BLOCKED` */
  require(packageName: string, version: string): void {
    const reason = this.reason(packageName, version);
    if (reason === undefined) return;
    throw new InstallerError(
      'VERSION_BLOCKED',
      `${packageName}@${version} is on the list of blocked versions: ${reason} Ask for another version.`,
      { subject: { package: packageName } },
    );
  }
}

/**
 * Reads the list; it need not exist.
 * @throws {InstallerError} `BLOCKED_LIST_INVALID`: a list that cannot be read blocks every change, rather than nothing.
 */
export async function readBlockedVersions(path: string): Promise<BlockedVersions> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (cause) {
    if (serializeError(cause).code === 'ENOENT') return new BlockedVersions([]);
    throw invalidList(path, serializeError(cause).message, cause);
  }
  try {
    return new BlockedVersions(listSchema.parse(JSON.parse(text)));
  } catch (cause) {
    const issues = cause instanceof z.ZodError ? z.prettifyError(cause) : serializeError(cause).message;
    throw invalidList(path, issues, cause);
  }
}

function invalidList(path: string, reason: string, cause: unknown): InstallerError {
  return new InstallerError(
    'BLOCKED_LIST_INVALID',
    `The list of blocked versions ${path} cannot be used: ${reason}. Correct it: a JSON array of ` +
      '{ "package", "versions", "reason" } was expected.',
    { cause, subject: { path } },
  );
}

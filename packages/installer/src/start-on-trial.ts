import { serializeError } from '@modlink/sdk';
import { InstallerError } from './installer-error.js';
import type { PackageChecks, StagedPackage } from './installer-options.js';

/**
 * Starts the drivers of a version that does not run yet.
 * @param outcome - what is so now, and what to do, when it does not start.
 * @throws {InstallerError} `HEALTH_CHECK_FAILED`
 */
export async function startOnTrial(
  staged: StagedPackage,
  outcome: string,
  { health }: PackageChecks,
  signal: AbortSignal | undefined,
): Promise<void> {
  try {
    await health?.(staged, signal);
  } catch (cause) {
    signal?.throwIfAborted();
    const { name, version } = staged;
    throw new InstallerError(
      'HEALTH_CHECK_FAILED',
      `${name}@${version} was started on trial and failed: ${sentence(serializeError(cause).message)} ${outcome}`,
      { cause, subject: { package: name } },
    );
  }
}

/** What a driver throws seldom ends as a sentence does. */
const sentence = (message: string): string => (/[.!?]$/.test(message) ? message : `${message}.`);

import type { CheckResult } from './check-result.js';
import { checkContent } from './content-checks.js';
import { checkExports, checkTypes } from './exports-checks.js';
import { checkManifest } from './manifest-checks.js';
import { openPackage } from './packed-package.js';
import { checkRunning } from './run-driver.js';

export interface CheckedPackage {
  readonly packageName: string | undefined;
  readonly version: string | undefined;
  readonly results: readonly CheckResult[];
}

/**
 * Checks a driver package as its users will get it.
 * @param target - a folder, which is packed, or a tarball.
 * @throws {CliError} `WRONG_USAGE`; the signal's reason.
 */
export async function checkDriverPackage(target: string, signal: AbortSignal): Promise<CheckedPackage> {
  await using packed = await openPackage(target);
  const { drivers, results } = await checkManifest(packed);
  const all = [
    ...results,
    ...(await checkContent(packed)),
    ...(await checkExports(packed)),
    ...(await checkTypes(packed)),
  ];
  for (const driver of drivers) {
    signal.throwIfAborted();
    all.push(...(await checkRunning(driver, packed, signal)));
  }
  return { packageName: packed.manifest.name, version: packed.manifest.version, results: all };
}

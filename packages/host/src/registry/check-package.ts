/** From a package.json to the drivers it offers, without executing any of the package's code. */
import { join } from 'node:path';
import { type JsonObject, serializeError } from '@modlink/sdk';
import { type ManifestProblem, parseManifest } from '@modlink/sdk/manifest';
import semver from 'semver';
import { isJsonObject, readJsonFile } from '../settings/json-file.js';
import { checkDriver } from './check-driver.js';
import { checkInstallation } from './check-installation.js';
import { checkApiVersion, checkSdk, readSdkDependency } from './compatibility.js';
import { type Diagnostic, diagnostic } from './diagnostic.js';
import type { DriverPackageInfo } from './driver-package.js';
import type { HostFacts } from './host-facts.js';
import type { PackageFolder } from './package-folders.js';

/** The drivers of one package, and everything that is wrong with it. */
export interface CheckedPackage {
  readonly drivers: readonly DriverPackageInfo[];
  readonly diagnostics: readonly Diagnostic[];
}

const notADriver: CheckedPackage = { drivers: [], diagnostics: [] };

/** Checks one folder. A folder without package.json, or a package that is no driver, is none of ours unless it was named. */
export async function checkPackage(folder: PackageFolder, host: HostFacts): Promise<CheckedPackage> {
  const path = join(folder.path, 'package.json');
  const named = folder.root.kind === 'package';
  try {
    const file = await readJsonFile(path);
    switch (file.status) {
      case 'missing':
        return named ? rejected(unreadable(path, 'there is no such file')) : notADriver;
      case 'unreadable':
        return rejected(unreadable(path, file.reason));
      case 'malformed':
        return rejected(invalid({ path }, [{ at: 'package.json', message: `not JSON: ${file.reason}` }]));
    }
    if (!isJsonObject(file.value)) {
      return rejected(invalid({ path }, [{ at: 'package.json', message: 'a JSON object was expected' }]));
    }
    if (!named && !isCandidate(file.value)) return notADriver;
    return await checkManifest(folder, file.value, host);
  } catch (error) {
    // One package must not take the scan down, whatever is the matter with it.
    return rejected(unreadable(path, serializeError(error).message));
  }
}

/** A package says that it has drivers by a keyword, or by the manifest itself. */
function isCandidate({ keywords, modlink }: JsonObject): boolean {
  return modlink !== undefined || (Array.isArray(keywords) && keywords.includes('modlink-driver'));
}

async function checkManifest(
  folder: PackageFolder,
  packageJson: JsonObject,
  host: HostFacts,
): Promise<CheckedPackage> {
  const { name, version, modlink } = packageJson;
  const subject = {
    path: join(folder.path, 'package.json'),
    package: typeof name === 'string' ? name : folder.path,
  };
  const problems: ManifestProblem[] = [];
  if (typeof name !== 'string' || name === '') {
    problems.push({ at: 'name', message: 'the name of the package was expected' });
  }
  if (typeof version !== 'string' || semver.valid(version) === null) {
    problems.push({ at: 'version', message: 'a version such as "1.0.0" was expected' });
  }
  const { sdk, problems: sdkProblems } = readSdkDependency(packageJson);
  problems.push(...sdkProblems);

  const packageDiagnostics = checkApiVersion(isJsonObject(modlink) ? modlink.apiVersion : undefined, subject);
  const parsed = parseManifest(modlink);
  // A manifest for another version of the contract may well look different: its version is what is wrong with it.
  if (parsed.problems && packageDiagnostics.length === 0) problems.push(...parsed.problems);
  if (problems.length > 0) packageDiagnostics.push(invalid(subject, problems));
  if (parsed.problems || problems.length > 0) return { drivers: [], diagnostics: packageDiagnostics };

  packageDiagnostics.push(...checkSdk(sdk, host.sdkVersion, subject));
  packageDiagnostics.push(
    ...checkInstallation(folder, { name: subject.package, version: String(version) }, host),
  );
  const drivers = await Promise.all(
    Object.entries(parsed.manifest.drivers).map(([driverId, entry]) =>
      checkDriver({
        driverId,
        entry,
        package: {
          name: subject.package,
          version: String(version),
          apiVersion: parsed.manifest.apiVersion,
          sdkRange: sdk.peerRange,
          folder,
          diagnostics: packageDiagnostics,
        },
        platform: host.platform,
      }),
    ),
  );
  return {
    drivers,
    diagnostics: [
      ...packageDiagnostics,
      ...drivers.flatMap((driver) => driver.diagnostics.slice(packageDiagnostics.length)),
    ],
  };
}

function rejected(finding: Diagnostic): CheckedPackage {
  return { drivers: [], diagnostics: [finding] };
}

function invalid(
  subject: { readonly path: string; readonly package?: string },
  problems: readonly ManifestProblem[],
): Diagnostic {
  const lines = problems.map(({ at, message }) => `\n  ${at}: ${message}`);
  return diagnostic(
    'MANIFEST_INVALID',
    subject,
    `The package.json of ${subject.package ?? subject.path} does not describe a driver package:${lines.join('')}\n` +
      'Correct each of these, or install another version of the package.',
  );
}

function unreadable(path: string, reason: string): Diagnostic {
  return diagnostic(
    'PACKAGE_UNREADABLE',
    { path },
    `${path} could not be read: ${reason}. A package.json was expected there. Install the package again, or correct the root.`,
  );
}

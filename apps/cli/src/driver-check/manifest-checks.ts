import {
  type Diagnostic,
  type DriverPackageInfo,
  discoverDrivers,
  type StartableDriver,
} from '@modlink/host';
import { type CheckResult, doubtful, passed, wrong } from './check-result.js';
import type { PackageJson, PackedPackage } from './packed-package.js';

export interface CheckedManifest {
  readonly results: readonly CheckResult[];
  /** Those that a host would run. */
  readonly drivers: readonly StartableDriver[];
}

/** Warnings of a host to its user that are mistakes of an author. */
const mistakes: ReadonlySet<string> = new Set(['SDK_BUNDLED', 'SDK_PEER_MISSING']);

/** Scripts that npm runs where a package is installed. */
const installScripts = ['preinstall', 'install', 'postinstall'];

/** What package.json says: the manifest as a host reads it, and what npm makes of the rest. */
export async function checkManifest(packed: PackedPackage): Promise<CheckedManifest> {
  const { folder, manifest, missing } = packed;
  const label = manifest.name ?? folder;
  const { drivers, diagnostics } = await discoverDrivers({
    roots: [{ kind: 'package', path: folder, label }],
  });
  const startable = drivers.filter((driver): driver is StartableDriver => driver.status === 'ok');
  const results = [
    ...diagnostics.map((diagnostic) => ofDiagnostic(diagnostic, manifest)),
    ...checkPublishing(packed),
    ...missing.map((name) =>
      wrong(
        'dependencies',
        'DEPENDENCY_MISSING',
        `${name}, which package.json asks for, is not installed.`,
        'Install it, so that the driver can be run as its users will.',
      ),
    ),
  ];
  if (results.some(({ level }) => level === 'problem')) return { results, drivers: startable };
  return { results: [passed('manifest', summary(drivers)), ...results], drivers: startable };
}

function summary(drivers: readonly DriverPackageInfo[]): string {
  const [first] = drivers;
  const ids = drivers.map(({ driverId }) => driverId).join(', ');
  return `${ids}: API version ${first?.apiVersion}, SDK ${first?.sdkRange}, no install script`;
}

function ofDiagnostic(
  { code, severity, message, driverId }: Diagnostic,
  { scripts }: PackageJson,
): CheckResult {
  const isBuilt = code !== 'ENTRY_MISSING' || scripts?.build === undefined;
  const remedy = isBuilt
    ? 'See the page "Diagnostics" of the documentation.'
    : 'Build it first: npm run build';
  const make = severity === 'error' || mistakes.has(code) ? wrong : doubtful;
  return {
    ...make('manifest', code, message, remedy),
    ...(driverId && { driverId }),
  };
}

function checkPublishing({ manifest, files }: PackedPackage): CheckResult[] {
  const { keywords = [], scripts = {}, dependencies = {}, optionalDependencies = {} } = manifest;
  const results: CheckResult[] = [];
  if (manifest.private === true) {
    results.push(
      wrong(
        'manifest',
        'PACKAGE_PRIVATE',
        'package.json has "private": true, and npm publishes no such package.',
        'Remove it.',
      ),
    );
  }
  if (!keywords.includes('modlink-driver')) {
    results.push(
      wrong(
        'manifest',
        'KEYWORD_MISSING',
        'package.json has no keyword "modlink-driver", by which drivers are searched for.',
        'Add "keywords": ["modlink-driver"].',
      ),
    );
  }
  const found = installScripts.filter((name) => scripts[name] !== undefined);
  // npm builds a package with this file, also without a script that says so.
  if (files.some(({ path }) => path === 'binding.gyp')) found.push('binding.gyp');
  if (found.length > 0) {
    results.push(
      wrong(
        'scripts',
        'INSTALL_SCRIPT',
        `Something would run where the package is installed: ${found.join(', ')}. ModLink runs no scripts of drivers.`,
        'Do that work before publishing; bring native code prebuilt, in packages for each platform.',
      ),
    );
  }
  for (const [name, range] of Object.entries({ ...dependencies, ...optionalDependencies })) {
    if (!/^(file|link|portal):/.test(range)) continue;
    results.push(
      wrong(
        'dependencies',
        'DEPENDENCY_LOCAL',
        `The dependency ${name} is "${range}", which is only on this computer.`,
        'Publish it, and ask for a range of its versions.',
      ),
    );
  }
  return results;
}

/** Whether a package and this host speak the same contract. */
import type { JsonObject, JsonValue } from '@modlink/sdk';
import { currentApiVersion, type ManifestProblem } from '@modlink/sdk/manifest';
import semver from 'semver';
import { isJsonObject } from '../settings/json-file.js';
import { type Diagnostic, diagnostic } from './diagnostic.js';

/** The versions of the driver contract that this host runs. */
export const supportedApiVersions = { oldest: 1, newest: currentApiVersion } as const;

/** The package that a diagnostic is about. */
export interface PackageSubject {
  readonly package: string;
  readonly path: string;
}

/** Whether the contract version that a package asks for is one of this host's. Values that are no version say nothing here. */
export function checkApiVersion(apiVersion: JsonValue | undefined, subject: PackageSubject): Diagnostic[] {
  if (!Number.isSafeInteger(apiVersion)) return [];
  const { oldest, newest } = supportedApiVersions;
  const asked = Number(apiVersion);
  if (asked < 1 || (asked >= oldest && asked <= newest)) return [];
  const remedy =
    asked > newest
      ? `Update ModLink, or install an older version of ${subject.package}.`
      : `Install a newer version of ${subject.package}.`;
  return [
    diagnostic(
      'API_VERSION_UNSUPPORTED',
      subject,
      `${subject.package} asks for version ${asked} of the driver API; this host supports ` +
        `${oldest === newest ? `version ${oldest}` : `versions ${oldest} to ${newest}`}. ${remedy}`,
    ),
  ];
}

/** What a package.json says about its SDK. */
export interface SdkDependency {
  /** The range under `peerDependencies`. */
  readonly peerRange: string | undefined;
  /** Whether the package brings a copy of its own. */
  readonly bundled: boolean;
}

/** Reads what a package.json says about its SDK. Its problems make the package invalid. */
export function readSdkDependency(packageJson: JsonObject): {
  readonly sdk: SdkDependency;
  readonly problems: readonly ManifestProblem[];
} {
  const peer = entryOf(packageJson.peerDependencies);
  const bundledNames = packageJson.bundleDependencies ?? packageJson.bundledDependencies;
  const bundled =
    entryOf(packageJson.dependencies) !== undefined ||
    entryOf(packageJson.optionalDependencies) !== undefined ||
    (Array.isArray(bundledNames) && bundledNames.includes('@modlink/sdk'));
  if (peer === undefined) return { sdk: { peerRange: undefined, bundled }, problems: [] };
  if (typeof peer === 'string' && comparableRange(peer) !== null) {
    return { sdk: { peerRange: peer, bundled }, problems: [] };
  }
  return {
    sdk: { peerRange: undefined, bundled },
    problems: [
      {
        at: 'peerDependencies.@modlink/sdk',
        message: `a version range such as "^1.0.0" was expected, not ${JSON.stringify(peer)}`,
      },
    ],
  };
}

/** Whether the SDK that a package wants is the host's. */
export function checkSdk(sdk: SdkDependency, sdkVersion: string, subject: PackageSubject): Diagnostic[] {
  const found: Diagnostic[] = [];
  if (sdk.bundled) {
    found.push(
      diagnostic(
        'SDK_BUNDLED',
        subject,
        `${subject.package} brings a copy of @modlink/sdk of its own, as a plain dependency. It runs, but takes more memory ` +
          'and may lag behind the host. Its author moves "@modlink/sdk" from dependencies to peerDependencies.',
      ),
    );
  }
  if (sdk.peerRange === undefined) {
    if (!sdk.bundled) {
      found.push(
        diagnostic(
          'SDK_PEER_MISSING',
          subject,
          `${subject.package} does not say which @modlink/sdk it works with, so nothing warns when it does not fit. ` +
            `Its author adds "peerDependencies": { "@modlink/sdk": "^${sdkVersion}" }.`,
        ),
      );
    }
    return found;
  }
  const range = comparableRange(sdk.peerRange);
  if (range !== null && !semver.satisfies(sdkVersion, range, { includePrerelease: true })) {
    found.push(
      diagnostic(
        'SDK_RANGE_UNSATISFIED',
        subject,
        `${subject.package} works with @modlink/sdk ${sdk.peerRange}; this host has ${sdkVersion} and runs drivers whose ` +
          `range includes it, such as ^${sdkVersion}. Install a version of ${subject.package} made for ${sdkVersion}, ` +
          `or a ModLink whose SDK is ${sdk.peerRange}.`,
      ),
    );
  }
  return found;
}

function entryOf(dependencies: JsonValue | undefined): JsonValue | undefined {
  return isJsonObject(dependencies) ? dependencies['@modlink/sdk'] : undefined;
}

/**
 * A range that semver can compare; `null` for what is none. In an unpublished workspace the range stands behind a protocol
 * (`workspace:^1.0.0`), or is left to the package manager (`workspace:^`, `catalog:`): then any version is meant.
 */
function comparableRange(range: string): string | null {
  if (!/^[a-z]+:/.test(range)) return semver.validRange(range);
  return semver.validRange(range.replace(/^workspace:/, '')) ?? '*';
}

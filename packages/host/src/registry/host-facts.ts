import { createRequire } from 'node:module';
import { type BlockedVersions, type Machine, thisMachine } from '@modlink/installer/installed';
import semver from 'semver';
import { HostError } from '../errors.js';

/** What packages are checked against. */
export interface HostFacts {
  readonly sdkVersion: string;
  readonly platform: NodeJS.Platform;
  /** What native binaries must be made for. */
  readonly machine: Machine;
  /** The versions that must not run. */
  readonly blocked: BlockedVersions | undefined;
}

export interface HostFactsOptions {
  /** The version of the SDK that drivers must fit. The host's own when absent. */
  readonly sdkVersion?: string | undefined;
  /** The platform that drivers must run on. This machine's when absent. */
  readonly platform?: NodeJS.Platform | undefined;
  /** What native binaries must be made for. This machine and this Node when absent. */
  readonly machine?: Machine | undefined;
  /** The versions that must not run. None when absent. */
  readonly blocked?: BlockedVersions | undefined;
}

/** @throws {HostError} `INVALID_OPTIONS` when `sdkVersion` is no version. */
export function resolveHostFacts({ sdkVersion, platform, machine, blocked }: HostFactsOptions): HostFacts {
  const facts = {
    sdkVersion: sdkVersion ?? ownSdkVersion(),
    platform: platform ?? process.platform,
    machine: machine ?? thisMachine(),
    blocked,
  };
  if (semver.valid(facts.sdkVersion) !== null) return facts;
  throw new HostError(
    'INVALID_OPTIONS',
    `sdkVersion is a version such as "1.0.0", not ${JSON.stringify(sdkVersion)}.`,
  );
}

function ownSdkVersion(): string {
  const { version } = createRequire(import.meta.url)('@modlink/sdk/package.json') as { version: string };
  return version;
}

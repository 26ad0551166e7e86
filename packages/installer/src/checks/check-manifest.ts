/** What can be said of a package from its package.json, before any of it is downloaded. */
import type { JsonObject, JsonValue } from '@modlink/sdk';
import { currentApiVersion, type Manifest, parseManifest } from '@modlink/sdk/manifest';
import semver from 'semver';
import { InstallerError, type InstallerErrorCode } from '../installer-error.js';
import type { Machine } from '../layout/install-record.js';

/** A package that claims to have drivers. */
export interface CheckedManifest {
  readonly name: string;
  readonly version: string;
  readonly manifest: Manifest;
}

/**
 * Checks the manifest, the range of the driver API, and the machine (`os`, `cpu`, `engines.node`, `platforms` of a driver).
 * @throws {InstallerError} `MANIFEST_INVALID`, `API_VERSION_UNSUPPORTED`, `PLATFORM_UNSUPPORTED`, `ENGINE_UNSUPPORTED`
 */
export function checkManifest(packageJson: JsonObject, machine: Machine): CheckedManifest {
  const name = String(packageJson.name);
  const version = String(packageJson.version);
  const refuse = (code: InstallerErrorCode, reason: string) => {
    throw new InstallerError(code, `${name}@${version} was not installed: ${reason}`, {
      subject: { package: name },
    });
  };
  const { modlink } = packageJson;
  if (modlink === undefined) {
    refuse(
      'MANIFEST_INVALID',
      'it is no driver package. A package with "modlink" in its package.json was expected.',
    );
  }
  const apiVersion = apiVersionOf(modlink);
  if (apiVersion !== undefined && apiVersion > currentApiVersion) {
    refuse(
      'API_VERSION_UNSUPPORTED',
      `it asks for version ${apiVersion} of the driver API; this host supports up to version ${currentApiVersion}. ` +
        `Update ModLink, or install an older version of ${name}.`,
    );
  }
  const parsed = parseManifest(modlink);
  if (parsed.problems !== undefined) {
    const lines = parsed.problems.map(({ at, message }) => `\n  ${at}: ${message}`).join('');
    refuse(
      'MANIFEST_INVALID',
      `its package.json does not describe a driver package:${lines}\nIts author corrects it.`,
    );
  }
  const manifest = parsed.manifest as Manifest;
  checkMachine(packageJson, manifest, machine, refuse);
  return { name, version, manifest };
}

function checkMachine(
  { os, cpu, engines }: JsonObject,
  { drivers }: Manifest,
  { platform, arch }: Machine,
  refuse: (code: InstallerErrorCode, reason: string) => void,
): void {
  for (const [wanted, here] of [
    [os, platform],
    [cpu, arch],
  ] as const) {
    if (!admits(wanted, here)) {
      refuse(
        'PLATFORM_UNSUPPORTED',
        `it runs on ${listOf(wanted).join(', ')}; this machine is ${platform} on ${arch}. ` +
          'Use it on such a machine, or another driver for the device.',
      );
    }
  }
  const entries = Object.values(drivers);
  if (
    entries.every(({ platforms }) => platforms !== undefined && !platforms.some((each) => each === platform))
  ) {
    const platforms = new Set(entries.flatMap((entry) => entry.platforms ?? []));
    refuse(
      'PLATFORM_UNSUPPORTED',
      `its drivers run on ${[...platforms].join(', ')}; this machine is ${platform}.`,
    );
  }
  const node =
    typeof engines === 'object' && engines !== null && 'node' in engines ? engines.node : undefined;
  if (typeof node === 'string' && !semver.satisfies(process.version, node, { includePrerelease: true })) {
    refuse(
      'ENGINE_UNSUPPORTED',
      `it runs on Node ${node}; this is Node ${process.version}. Use a Node of that range, or another version of the package.`,
    );
  }
}

/** As npm has it: a list of what is meant, or of what is not ("!win32"). */
function admits(wanted: JsonValue | undefined, here: string): boolean {
  const list = listOf(wanted);
  if (list.length === 0 || list.includes('any')) return true;
  if (list.includes(`!${here}`)) return false;
  const meant = list.filter((each) => !each.startsWith('!'));
  return meant.length === 0 || meant.includes(here);
}

function listOf(value: JsonValue | undefined): string[] {
  const list = Array.isArray(value) ? value : value === undefined ? [] : [value];
  return list.filter((each) => typeof each === 'string');
}

function apiVersionOf(modlink: JsonValue | undefined): number | undefined {
  const apiVersion =
    typeof modlink === 'object' && modlink !== null && 'apiVersion' in modlink
      ? modlink.apiVersion
      : undefined;
  return Number.isSafeInteger(apiVersion) ? Number(apiVersion) : undefined;
}

import { pathToFileURL } from 'node:url';
import { type JsonObject, serializeError } from '@modlink/sdk';
import type { DriverEntry } from '@modlink/sdk/manifest';
import { isJsonObject, readJsonFile } from '../settings/json-file.js';
import { checkSettingsSchema } from '../settings/settings-schema.js';
import { type Diagnostic, diagnostic } from './diagnostic.js';
import { type DriverPackageInfo, driverSources } from './driver-package.js';
import type { PackageFolder } from './package-folders.js';
import { resolveInPackage } from './package-path.js';

/** One driver of a valid manifest. */
interface DriverCandidate {
  readonly driverId: string;
  readonly entry: DriverEntry;
  readonly package: {
    readonly name: string;
    readonly version: string;
    readonly apiVersion: number;
    readonly sdkRange: string | undefined;
    readonly folder: PackageFolder;
    /** What is said about the package as a whole. */
    readonly diagnostics: readonly Diagnostic[];
  };
  readonly platform: NodeJS.Platform;
}

/** Either what was asked for, or the diagnostic that says why not. */
type Outcome<T> =
  | { readonly value: T; readonly finding?: never }
  | { readonly value?: never; readonly finding: Diagnostic };

/** Checks that everything a driver's manifest points to is there. The package's diagnostics come first in the driver's. */
export async function checkDriver(candidate: DriverCandidate): Promise<DriverPackageInfo> {
  const { driverId, entry } = candidate;
  const { name, version, apiVersion, sdkRange, folder } = candidate.package;
  const [module, schema] = await Promise.all([findEntry(candidate), readSettingsSchema(candidate)]);
  const findings = [module.finding, schema.finding, checkPlatform(candidate)];
  const diagnostics = [
    ...candidate.package.diagnostics,
    ...findings.filter((finding) => finding !== undefined),
  ];
  const listed = {
    driverId,
    displayName: entry.displayName,
    description: entry.description,
    providers: entry.providers,
    transports: entry.transports,
    isolation: entry.isolation,
    match: entry.match,
    packageName: name,
    installedAs: folder.installedAs ?? name,
    packageVersion: version,
    path: folder.path,
    source: driverSources[folder.root.kind],
    rootLabel: folder.root.label,
    installed: folder.installed,
    apiVersion,
    sdkRange,
    diagnostics,
  };
  if (module.finding || schema.finding || diagnostics.some(({ severity }) => severity === 'error')) {
    return { ...listed, status: 'blocked' };
  }
  return { ...listed, status: 'ok', ...module.value, settingsSchema: schema.value };
}

async function findEntry({
  driverId,
  entry,
  package: { name, folder },
}: DriverCandidate): Promise<
  Outcome<{ readonly entryUrl: string; readonly exportName: string | undefined }>
> {
  const [file = '', exportName] = entry.entry.split(/#(.*)/s, 2);
  const subject = { package: name, driverId, path: folder.path };
  const place = `modlink.drivers.${driverId}.entry`;
  if (exportName === '') {
    const message =
      `${place} of ${name} is "${entry.entry}": the name of an export was expected after "#". ` +
      'Its author names one, or leaves the "#" out for the default export.';
    return { finding: diagnostic('MANIFEST_INVALID', subject, message) };
  }
  const found = await resolveInPackage(folder.path, file);
  switch (found.status) {
    case 'file':
      return { value: { entryUrl: pathToFileURL(found.path).href, exportName } };
    case 'missing': {
      const message =
        `${place} of ${name} is "${file}", but it cannot be opened: ${found.reason}. A module file was expected. ` +
        'Build the package, or install it again; its author checks "entry" and "files" in package.json.';
      return { finding: diagnostic('ENTRY_MISSING', subject, message) };
    }
    case 'outside': {
      const message =
        `${place} of ${name} is "${file}", which leads out of the package to ${found.path}. ` +
        'A file inside the package was expected, also after links are followed. Its author corrects it.';
      return { finding: diagnostic('ENTRY_OUTSIDE_PACKAGE', subject, message) };
    }
  }
}

async function readSettingsSchema({
  driverId,
  entry: { settings },
  package: { name, folder },
}: DriverCandidate): Promise<Outcome<JsonObject | undefined>> {
  if (settings === undefined) return { value: undefined };
  const failed = (path: string, reason: string): Outcome<undefined> => ({
    finding: diagnostic(
      'SETTINGS_SCHEMA_INVALID',
      { package: name, driverId, path },
      `The settings schema of driver "${driverId}" in ${name} cannot be used: ${reason}. Expected was a JSON Schema ` +
        '(draft 2020-12) of type object, in the manifest or in a file of the package. Its author corrects it.',
    ),
  });
  let schema = settings as JsonObject;
  let path = folder.path;
  if (!('type' in settings)) {
    const found = await resolveInPackage(folder.path, settings.$ref);
    if (found.status === 'outside') return failed(found.path, `"${settings.$ref}" leads out of the package`);
    if (found.status === 'missing') {
      return failed(folder.path, `"${settings.$ref}" cannot be opened: ${found.reason}`);
    }
    path = found.path;
    const file = await readJsonFile(path);
    if (file.status === 'malformed') return failed(path, `it is not JSON: ${file.reason}`);
    if (file.status !== 'read') return failed(path, 'it could not be read');
    if (!isJsonObject(file.value)) return failed(path, 'it is not a JSON object');
    schema = file.value;
  }
  try {
    checkSettingsSchema(schema);
  } catch (error) {
    return failed(path, serializeError(error).message);
  }
  return { value: schema };
}

function checkPlatform({
  driverId,
  entry: { platforms },
  package: { name, folder },
  platform,
}: DriverCandidate): Diagnostic | undefined {
  if (platforms === undefined || platforms.some((supported) => supported === platform)) return undefined;
  return diagnostic(
    'PLATFORM_UNSUPPORTED',
    { package: name, driverId, path: folder.path },
    `The driver "${driverId}" of ${name} runs on ${platforms.join(', ')}; this machine is ${platform}. ` +
      'Use it on one of those, or another driver for the device.',
  );
}

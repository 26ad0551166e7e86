/** A folder in which a driver is written. */
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { serializeError } from '@modlink/sdk';
import { parseManifest } from '@modlink/sdk/manifest';
import { CliError } from '../cli-error.js';

export interface DriverFolder {
  /** Absolute. */
  readonly path: string;
  readonly packageName: string;
  /** Whether its package.json has a script `build`. */
  readonly hasBuild: boolean;
  /** The drivers that its manifest names now; none where the manifest is not valid. */
  readonly driverIds: readonly string[];
  /** What its build makes, as far as the entries tell: the first folder on the way to each, such as `dist`. */
  readonly madeFolders: readonly string[];
}

/** @throws {CliError} `WRONG_USAGE` for a folder without a driver package. */
export async function readDriverFolder(folder: string): Promise<DriverFolder> {
  const path = resolve(folder);
  const manifest = await readPackageJson(path);
  const { modlink, scripts, name } = manifest;
  if (modlink === undefined) {
    throw new CliError(
      'WRONG_USAGE',
      `${path} is no driver package: its package.json has no "modlink". "npm create modlink-driver" makes one.`,
      { subject: { path } },
    );
  }
  const drivers = Object.entries(parseManifest(modlink).manifest?.drivers ?? {});
  const hasBuild = typeof (scripts as Record<string, unknown> | undefined)?.build === 'string';
  return {
    path,
    packageName: String(name),
    hasBuild,
    driverIds: drivers.map(([driverId]) => driverId),
    madeFolders: hasBuild
      ? drivers.flatMap(([, { entry }]) => {
          const [first = '', ...further] = entry.replace('./', '').split('/');
          return further.length > 0 ? [join(path, first)] : [];
        })
      : [],
  };
}

async function readPackageJson(path: string): Promise<Record<string, unknown>> {
  try {
    return JSON.parse(await readFile(join(path, 'package.json'), 'utf8')) as Record<string, unknown>;
  } catch (error) {
    throw new CliError(
      'WRONG_USAGE',
      `${join(path, 'package.json')} could not be read: ${serializeError(error).message}. Give the folder of a driver package; ` +
        '"npm create modlink-driver" makes one.',
      { cause: error, subject: { path } },
    );
  }
}

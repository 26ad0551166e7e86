import { access, readFile, stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { DriverRoot, Host, HostOptions } from '@modlink/host';
import { CliError } from '../cli-error.js';
import type { GlobalOptions } from '../command-context.js';

/** This package: its dependencies are the drivers that ModLink brings. */
const ownFolder = fileURLToPath(new URL('../..', import.meta.url));

export type OpenHostOptions = Pick<
  HostOptions,
  'driverSettings' | 'onEvent' | 'reconnect' | 'capture' | 'defaults' | 'preRoll' | 'recordingsFolder'
>;

/** Starts a host as the command line has it: drivers of `--root`, of the project here, its own, and the user's. */
export async function openHost(
  globals: GlobalOptions,
  { defaults, ...options }: OpenHostOptions = {},
): Promise<Host> {
  const explicit = await Promise.all((globals.root ?? []).map(explicitRoot));
  const project = await projectRoot(process.cwd());
  const { createHost } = await import('@modlink/host');
  return createHost({
    ...options,
    appRoot: ownFolder,
    home: globals.home,
    safeMode: globals.safeMode,
    playback: globals.playback,
    keepAwake: process.env.MODLINK_KEEP_AWAKE === 'off' ? false : undefined,
    defaults: { keepAwake: true, ...defaults },
    roots: project === undefined ? explicit : [...explicit, project],
    // Only named here: an isolate loads those that its driver asks for.
    transports: {
      serial: import.meta.resolve('@modlink/transport-serial'),
      hid: import.meta.resolve('@modlink/transport-hid'),
      ble: import.meta.resolve('@modlink/transport-ble'),
      media: import.meta.resolve('@modlink/transport-media'),
    },
  });
}

async function explicitRoot(folder: string): Promise<DriverRoot> {
  const path = resolve(folder);
  const isFolder = await stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
  if (!isFolder) {
    throw new CliError(
      'WRONG_USAGE',
      `--root ${folder} is not a folder. Give the folder of a driver package, or of an application that has drivers among its dependencies.`,
      { subject: { path } },
    );
  }
  const kind = (await isDriverPackage(path)) ? 'package' : 'application';
  return { kind, path, label: basename(path) };
}

/** The folder one stands in counts as an application when it is one. */
async function projectRoot(path: string): Promise<DriverRoot | undefined> {
  const hasManifest = await access(join(path, 'package.json')).then(
    () => true,
    () => false,
  );
  return hasManifest ? { kind: 'application', path, label: 'this folder' } : undefined;
}

/** What is not JSON counts as a driver package, so that the discovery says what is wrong with it. */
async function isDriverPackage(path: string): Promise<boolean> {
  try {
    const manifest: unknown = JSON.parse(await readFile(join(path, 'package.json'), 'utf8'));
    return typeof manifest === 'object' && manifest !== null && 'modlink' in manifest;
  } catch (error) {
    return error instanceof SyntaxError;
  }
}

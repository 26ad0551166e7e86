/** Scripts that packages want to run when they are installed: they are not run, but for packages that the user names. */
import { access, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type JsonObject, serializeError } from '@modlink/sdk';
import Arborist from '@npmcli/arborist';
import { InstallerError } from '../installer-error.js';

/** What became of the install scripts of a tree, by the names of their packages. */
export interface InstallScripts {
  readonly ran: readonly string[];
  readonly skipped: readonly string[];
}

const scriptNames = ['preinstall', 'install', 'postinstall'] as const;

/**
 * Whether a package.json has install scripts.
 * @param hasBindingGyp - npm compiles such a package without being told to.
 */
export function hasInstallScript({ scripts, gypfile }: JsonObject, hasBindingGyp: boolean): boolean {
  const named: Readonly<Record<string, unknown>> =
    typeof scripts === 'object' && scripts !== null ? { ...scripts } : {};
  const declared = scriptNames.some((name) => typeof named[name] === 'string' && named[name] !== '');
  return declared || (hasBindingGyp && gypfile !== false);
}

/** @throws {InstallerError} `INSTALL_SCRIPT_REFUSED` */
export function requireNoInstallScript(name: string, allowScripts: readonly string[]): void {
  if (allowScripts.includes(name)) return;
  throw new InstallerError(
    'INSTALL_SCRIPT_REFUSED',
    `${name} wants to run a script of its own when it is installed, which drivers do not need. It was not installed. ` +
      `If you trust it with this computer, allow its script by name: modlink install ${name} --allow-scripts ${name}`,
    { subject: { package: name } },
  );
}

/**
 * Runs the scripts of the packages that are allowed to.
 * @throws {InstallerError} `INSTALL_SCRIPT_REFUSED` when the driver itself has one and is not allowed to run it: its author
 * relies on it. What it depends on often only looks for a binary that is there already, and goes without.
 */
export async function runInstallScripts(
  versionPath: string,
  name: string,
  options: Arborist.Options,
  allowScripts: readonly string[],
): Promise<InstallScripts> {
  const builder = new Arborist({ ...options, ignoreScripts: false });
  const tree = await builder.loadActual();
  const nodes: Arborist.Node[] = [];
  for (const node of tree.inventory.values()) {
    if (!node.isProjectRoot && !node.isLink && (await wantsScript(node.path))) nodes.push(node);
  }
  const driver = nodes.find((node) => node.path === join(versionPath, 'node_modules', ...name.split('/')));
  if (driver !== undefined) requireNoInstallScript(name, allowScripts);
  const allowed = nodes.filter((node) => allowScripts.includes(node.packageName));
  const others = nodes.filter((node) => !allowed.includes(node));
  if (allowed.length > 0) {
    try {
      await (builder as unknown as { rebuild(what: object): Promise<void> }).rebuild({ nodes: allowed });
    } catch (cause) {
      const { stderr = '' } = cause as { stderr?: string };
      throw new InstallerError(
        'INSTALL_SCRIPT_FAILED',
        `An install script failed: ${serializeError(cause).message}. ${stderr.trim().slice(-2_000)}`,
        { cause, subject: { package: name } },
      );
    }
  }
  return { ran: namesOf(allowed), skipped: namesOf(others) };
}

const namesOf = (nodes: readonly Arborist.Node[]) =>
  [...new Set(nodes.map((node) => node.packageName))].sort();

async function wantsScript(folder: string): Promise<boolean> {
  const text = await readFile(join(folder, 'package.json'), 'utf8').catch(() => '{}');
  const hasBindingGyp = await access(join(folder, 'binding.gyp')).then(
    () => true,
    () => false,
  );
  return hasInstallScript(JSON.parse(text) as JsonObject, hasBindingGyp);
}

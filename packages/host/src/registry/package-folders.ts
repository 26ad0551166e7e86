/**
 * Where drivers are looked for, and which package folders are there.
 */
import { lstat, readdir, realpath, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { type InstallRecord, readInstalledVersion, versionsFolder } from '@modlink/installer/installed';
import { serializeError } from '@modlink/sdk';
import { isJsonObject, readJsonFile } from '../settings/json-file.js';
import { mapBounded } from './bounded-map.js';
import { type Diagnostic, diagnostic } from './diagnostic.js';

/**
 * A folder in which drivers are looked for.
 * - `package`: a driver package itself.
 * - `application`: an application that has drivers among its dependencies. Looked at is every package of its
 *   `node_modules`, and every dependency that its package.json declares, found as Node finds it, upwards.
 * - `prefixes`: the user's drivers, one install prefix in each child folder: the version that `installed.json` there names, or
 *   a `node_modules` that was made by hand. The root need not exist: then nothing is installed. Children whose name begins
 *   with a point are left alone, as installs in progress.
 */
export interface DriverRoot {
  readonly kind: 'package' | 'application' | 'prefixes';
  readonly path: string;
  /** What people read in lists and messages, as in `this project`. */
  readonly label: string;
}

/** A package folder below a root, by its real path. */
export interface PackageFolder {
  readonly path: string;
  readonly root: DriverRoot;
  /** Its name in `node_modules`, which the package manager gave it; `undefined` for a root of kind `package`. */
  readonly installedAs: string | undefined;
  /** How the installer put it there; `undefined` where it did not, and for what it depends on. */
  readonly installed?: InstallRecord | undefined;
}

/** Where a package is expected. */
interface Place {
  readonly path: string;
  readonly installedAs: string | undefined;
  readonly installed?: InstallRecord | undefined;
  /** Whether the path may lead elsewhere. What is no link below a real path is real itself, and need not be asked about. */
  readonly isLink: boolean;
}

/** What was found below one root. */
export interface RootContents {
  readonly folders: readonly PackageFolder[];
  readonly diagnostics: readonly Diagnostic[];
}

/** Finds the package folders of a root. A package that several links lead to may be found several times. */
export async function listPackageFolders(root: DriverRoot): Promise<RootContents> {
  const path = resolve(root.path);
  const diagnostics: Diagnostic[] = [];
  const real = await realFolder(path);
  if (typeof real !== 'string') {
    if (root.kind !== 'prefixes' || real.error !== 'ENOENT' || (await isThere(path))) {
      diagnostics.push(
        diagnostic(
          'ROOT_MISSING',
          { path },
          `The root "${root.label}" is not a folder that can be opened (${real.error}): ${path}. ` +
            'Create it, or correct or remove the root.',
        ),
      );
    }
    return { folders: [], diagnostics };
  }
  const places = await listers[root.kind](real, diagnostics);
  const folders: PackageFolder[] = [];
  const realFolders = await mapBounded(places, ({ path, isLink }) => (isLink ? realFolder(path) : path));
  for (const [index, { path, installedAs, installed }] of places.entries()) {
    const folder = realFolders[index];
    if (typeof folder === 'string') folders.push({ path: folder, root, installedAs, installed });
    else if (folder !== undefined) reportUnfollowed(path, folder.error, diagnostics);
  }
  return { folders, diagnostics };
}

/** Lists the places of a root, given its real path. */
type Lister = (path: string, diagnostics: Diagnostic[]) => Promise<readonly Place[]>;

const listers: Record<DriverRoot['kind'], Lister> = {
  package: async (path) => [{ path, installedAs: undefined, isLink: false }],

  async application(path, diagnostics) {
    const installed = await listNodeModules(join(path, 'node_modules'), diagnostics);
    const declared = await declaredDependencies(path, diagnostics);
    const nearest = await mapBounded(declared, (name) => findUpwards(path, name));
    return [...installed, ...nearest.filter((found) => found !== undefined)];
  },

  async prefixes(path, diagnostics) {
    const packages: Place[] = [];
    for (const prefix of await listFolder(path, diagnostics)) {
      const real = prefix.isLink ? await realFolder(prefix.path) : prefix.path;
      if (typeof real === 'string') packages.push(...(await listPrefix(prefix.path, diagnostics)));
      else reportUnfollowed(prefix.path, real.error, diagnostics);
    }
    return packages;
  },
};

/** The packages of one install prefix, in the version that runs. */
async function listPrefix(path: string, diagnostics: Diagnostic[]): Promise<Place[]> {
  try {
    const installed = await readInstalledVersion(path);
    if (installed !== undefined) {
      const places = await listNodeModules(join(installed.path, 'node_modules'), diagnostics);
      return places.map((place) =>
        place.installedAs === installed.record.package ? { ...place, installed: installed.record } : place,
      );
    }
  } catch (error) {
    const { code, message } = serializeError(error);
    if (code !== 'INSTALL_RECORD_INVALID') throw error;
    diagnostics.push(diagnostic('PACKAGE_UNREADABLE', { path }, message));
    return [];
  }
  const nodeModules = join(path, 'node_modules');
  if (await isThere(nodeModules)) return listNodeModules(nodeModules, diagnostics);
  // What an installer began and did not end is nothing yet: its next run removes or replaces it.
  if (!(await isThere(join(path, versionsFolder)))) diagnostics.push(unfinished(path));
  return [];
}

/** The packages of one `node_modules`, scoped ones too. */
async function listNodeModules(nodeModules: string, diagnostics: Diagnostic[]): Promise<Place[]> {
  const packages: Place[] = [];
  for (const { name, path, isLink } of await listFolder(nodeModules, diagnostics)) {
    if (!name.startsWith('@')) {
      packages.push({ path, isLink, installedAs: name });
      continue;
    }
    for (const scoped of await listFolder(path, diagnostics)) {
      packages.push({ path: scoped.path, isLink: scoped.isLink, installedAs: `${name}/${scoped.name}` });
    }
  }
  return packages;
}

interface Entry {
  readonly name: string;
  readonly path: string;
  readonly isLink: boolean;
}

/**
 * The folders and links of a folder, by name and below its real path; none when it is missing. Names that begin with a
 * point are no packages.
 */
async function listFolder(path: string, diagnostics: Diagnostic[]): Promise<Entry[]> {
  try {
    const real = await realpath(path);
    const entries = await readdir(real, { withFileTypes: true });
    return entries
      .filter((entry) => !entry.name.startsWith('.') && (entry.isDirectory() || entry.isSymbolicLink()))
      .map((entry) => ({ name: entry.name, path: join(real, entry.name), isLink: entry.isSymbolicLink() }))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch (error) {
    const { code } = serializeError(error);
    if (code !== 'ENOENT' || (await isThere(path))) reportUnfollowed(path, code, diagnostics);
    return [];
  }
}

/** The names under which the application's package.json declares dependencies. */
async function declaredDependencies(path: string, diagnostics: Diagnostic[]): Promise<string[]> {
  const file = await readJsonFile(join(path, 'package.json'));
  if (file.status === 'malformed' || file.status === 'unreadable') {
    const packageJson = join(path, 'package.json');
    diagnostics.push(
      diagnostic(
        'PACKAGE_UNREADABLE',
        { path: packageJson },
        `The application's ${packageJson} could not be read as JSON: ${file.reason}. ` +
          'Correct it: dependencies that it declares and that are installed further up are not found without it.',
      ),
    );
  }
  if (file.status !== 'read' || !isJsonObject(file.value)) return [];
  const { dependencies, devDependencies, optionalDependencies, peerDependencies } = file.value;
  const groups = [dependencies, devDependencies, optionalDependencies, peerDependencies];
  const names = new Set(groups.filter(isJsonObject).flatMap((group) => Object.keys(group)));
  // Only what can be a package's name: a path in its place must not lead anywhere.
  return [...names].filter((name) => /^(@[^/\\]+\/)?[^./\\][^/\\]*$/.test(name)).sort();
}

/**
 * Looks for a package in the `node_modules` of a folder and those above it, as Node does: a link that leads nowhere is
 * passed over. A package that is not installed is the package manager's matter.
 */
async function findUpwards(path: string, name: string): Promise<Place | undefined> {
  const found = await realFolder(join(path, 'node_modules', name));
  if (typeof found === 'string') return { path: found, installedAs: name, isLink: false };
  return dirname(path) === path ? undefined : findUpwards(dirname(path), name);
}

/** The real path of a folder, or the code of what is in the way. */
async function realFolder(path: string): Promise<string | { readonly error: string }> {
  try {
    const real = await realpath(path);
    return (await stat(real)).isDirectory() ? real : { error: 'ENOTDIR' };
  } catch (error) {
    return { error: serializeError(error).code };
  }
}

/** Whether something of that name is there, be it a link that leads nowhere. */
async function isThere(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  );
}

/** Says why a link or folder could not be followed; a link to a file is no package, and none of ours. */
function reportUnfollowed(path: string, code: string, diagnostics: Diagnostic[]): void {
  if (code === 'ENOTDIR') return;
  diagnostics.push(code === 'ENOENT' || code === 'ELOOP' ? dangling(path) : unreadable(path, code));
}

function dangling(path: string): Diagnostic {
  return diagnostic(
    'DANGLING_LINK',
    { path },
    `The link ${path} leads nowhere: a package folder was expected at its end. ` +
      'Build or restore what it points to, or install again.',
  );
}

function unfinished(prefix: string): Diagnostic {
  return diagnostic(
    'PACKAGE_UNREADABLE',
    { path: prefix },
    `The driver folder ${prefix} has no node_modules: its installation did not finish. ` +
      'Install the driver again, or remove the folder.',
  );
}

function unreadable(path: string, reason: string): Diagnostic {
  return diagnostic(
    'PACKAGE_UNREADABLE',
    { path },
    `${path} could not be read: ${reason}. Give this user permission to read it, or install again.`,
  );
}

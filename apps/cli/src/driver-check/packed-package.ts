/** A package as its users get it: packed, then unpacked beside nothing but the dependencies that it declares. */
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, realpath, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { promisify } from 'node:util';
import { serializeError } from '@modlink/sdk';
import { x as unpack } from 'tar';
import { CliError } from '../cli-error.js';

/** The parts of a package.json that are looked at. */
export interface PackageJson {
  readonly name?: string;
  readonly version?: string;
  readonly private?: boolean;
  readonly keywords?: readonly string[];
  readonly license?: string;
  readonly scripts?: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly peerDependenciesMeta?: Readonly<Record<string, { readonly optional?: boolean }>>;
  readonly modlink?: unknown;
}

export interface PackedFile {
  /** In the package, with `/`. */
  readonly path: string;
  readonly sizeBytes: number;
}

export interface PackedPackage extends AsyncDisposable {
  /** The folder that was packed; `undefined` for a tarball. */
  readonly sourceFolder: string | undefined;
  /** Where it is unpacked. */
  readonly folder: string;
  readonly manifest: PackageJson;
  readonly tarball: Buffer;
  readonly files: readonly PackedFile[];
  /** Dependencies that were not found. */
  readonly missing: readonly string[];
}

const run = promisify(execFile);
/** On Windows npm is a script of the shell, which takes paths in quotes. */
const isWindows = process.platform === 'win32';

/**
 * @param target - a folder with a package.json, or a tarball.
 * @throws {CliError} `WRONG_USAGE` where it is neither, or cannot be packed.
 */
export async function openPackage(target: string): Promise<PackedPackage> {
  const path = resolve(target);
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) throw notAPackage(path, 'it is not there');
  const place = await realpath(await mkdtemp(join(tmpdir(), 'modlink-check-')));
  try {
    const sourceFolder = found.isDirectory() ? path : undefined;
    const file = sourceFolder === undefined ? path : await pack(sourceFolder, place);
    const unpacked = join(place, 'unpacked');
    await mkdir(unpacked);
    await unpack({ file, cwd: unpacked, strip: 1 });
    const manifest = await readManifest(unpacked);
    const folder = placeOf(place, isPackageName(manifest.name ?? '') ? `${manifest.name}` : 'package');
    await mkdir(dirname(folder), { recursive: true });
    const missing = await provideDependencies(manifest, sourceFolder, place);
    // After the dependencies: npm removes what it has not put there.
    await unpackInto(file, folder);
    return {
      sourceFolder,
      folder,
      manifest,
      tarball: await readFile(file),
      files: await listFiles(folder),
      missing,
      [Symbol.asyncDispose]: () => rm(place, { recursive: true, force: true }),
    };
  } catch (error) {
    await rm(place, { recursive: true, force: true });
    throw error instanceof CliError ? error : notAPackage(path, serializeError(error).message, error);
  }
}

const placeOf = (place: string, name: string): string => join(place, 'node_modules', ...name.split('/'));

/** A path in the place of a name must not lead anywhere. */
const isPackageName = (name: string): boolean => /^(@[^/\\]+\/)?[^./\\][^/\\]*$/.test(name);

async function unpackInto(file: string, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await unpack({ file, cwd: folder, strip: 1 });
}

/** Without the package's own scripts: what is checked is what was built. @returns the tarball. */
async function pack(folder: string, place: string): Promise<string> {
  await readManifest(folder);
  const { stdout } = await npm(['pack', '--json', '--ignore-scripts', '--pack-destination', place], folder);
  const packed = JSON.parse(stdout) as readonly { filename: string }[];
  // Older versions of npm write the scope into the name as a folder, and the file without.
  const name = packed[0]?.filename.replace('@', '').replace('/', '-') ?? '';
  return join(place, name);
}

/**
 * Puts the declared dependencies where the package finds them: those of a folder as they are installed for it, those of a
 * tarball from the registry. The SDK is this program's own where there is no other.
 */
async function provideDependencies(
  manifest: PackageJson,
  sourceFolder: string | undefined,
  place: string,
): Promise<readonly string[]> {
  const { dependencies = {}, optionalDependencies = {}, peerDependencies = {} } = manifest;
  const optional = new Set([
    ...Object.keys(optionalDependencies),
    ...Object.entries(manifest.peerDependenciesMeta ?? {}).flatMap(([name, meta]) =>
      meta.optional === true ? [name] : [],
    ),
  ]);
  const names = Object.keys({ ...peerDependencies, ...dependencies, ...optionalDependencies });
  if (sourceFolder === undefined) await install(dependencies, place);
  const missing: string[] = [];
  for (const name of names) {
    const link = placeOf(place, name);
    if (isPackageName(name) && (await isThere(link))) continue;
    const installed = isPackageName(name)
      ? ((sourceFolder && (await findInstalled(sourceFolder, name))) ??
        (name === '@modlink/sdk' ? ownPackage(name) : undefined))
      : undefined;
    if (installed === undefined) {
      if (!optional.has(name)) missing.push(name);
      continue;
    }
    await mkdir(dirname(link), { recursive: true });
    await symlink(installed, link, 'junction');
  }
  return missing;
}

async function install(dependencies: Readonly<Record<string, string>>, place: string): Promise<void> {
  const wanted = Object.entries(dependencies).filter(([name]) => name !== '@modlink/sdk');
  if (wanted.length === 0) return;
  const manifest = { private: true, dependencies: Object.fromEntries(wanted) };
  await writeFile(join(place, 'package.json'), JSON.stringify(manifest));
  // What is missing after it is named by its name.
  await npm(['install', '--ignore-scripts', '--no-audit', '--no-fund', '--no-package-lock'], place).catch(
    () => undefined,
  );
}

function npm(args: readonly string[], cwd: string): Promise<{ stdout: string }> {
  const quoted = isWindows ? args.map((arg) => (arg.includes(' ') ? `"${arg}"` : arg)) : args;
  return run('npm', [...quoted], { cwd, shell: isWindows, maxBuffer: 2 ** 26 });
}

/** As Node looks for it: in the folder's node_modules, and those above. */
async function findInstalled(folder: string, name: string): Promise<string | undefined> {
  const path = join(folder, 'node_modules', ...name.split('/'));
  if (await isThere(path)) return realpath(path);
  const above = dirname(folder);
  return above === folder ? undefined : findInstalled(above, name);
}

function ownPackage(name: string): string {
  return dirname(createRequire(import.meta.url).resolve(`${name}/package.json`));
}

async function listFiles(folder: string): Promise<readonly PackedFile[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => !entry.isDirectory())
    .map(({ parentPath, name }) => join(parentPath, name));
  return Promise.all(
    files.map(async (file) => ({
      path: relative(folder, file).split(sep).join('/'),
      sizeBytes: (await stat(file)).size,
    })),
  );
}

async function readManifest(folder: string): Promise<PackageJson> {
  const path = join(folder, 'package.json');
  try {
    return JSON.parse(await readFile(path, 'utf8')) as PackageJson;
  } catch (error) {
    throw notAPackage(folder, `its package.json could not be read: ${serializeError(error).message}`, error);
  }
}

function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

function notAPackage(path: string, reason: string, cause?: unknown): CliError {
  return new CliError(
    'WRONG_USAGE',
    `${path} could not be looked at as a package: ${reason.replace(/\.$/, '')}. Give the folder of a driver package, or the tarball ` +
      'that "npm pack" made of one.',
    { cause, subject: { path } },
  );
}

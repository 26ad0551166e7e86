/** Packages as they are published: packed, unpacked, changed, and installed by npm. */
import { execFile } from 'node:child_process';
import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { repository } from './folders.js';

const run = promisify(execFile);
const shell = process.platform === 'win32';

/** Packs a package of the repository; returns the tarball. */
export async function packWorkspace(folder: string, destination: string): Promise<string> {
  await mkdir(destination, { recursive: true });
  const pnpm = join(repository, 'node_modules', '.bin', 'pnpm');
  await run(pnpm, ['pack', '--pack-destination', destination], { cwd: join(repository, folder), shell });
  return onlyTarball(destination);
}

/** The packages of the repository that one needs to run, itself last, as folders; without the SDK. */
export async function packagesOf(folder: string): Promise<readonly string[]> {
  const manifest = JSON.parse(await readFile(join(repository, folder, 'package.json'), 'utf8')) as {
    dependencies?: Record<string, string>;
  };
  const needed = Object.keys(manifest.dependencies ?? {})
    .filter((name) => name.startsWith('@modlink/') && name !== '@modlink/sdk')
    .map((name) => name.replace('@modlink/', 'packages/'));
  const below = await Promise.all(needed.map(packagesOf));
  return [...new Set([...below.flat(), folder])];
}

/** Packs a folder that is no part of the repository. */
export async function packFolder(folder: string, destination: string): Promise<string> {
  await mkdir(destination, { recursive: true });
  await run('npm', ['pack', '--pack-destination', destination], { cwd: folder, shell });
  return onlyTarball(destination);
}

/** The same package under another version, packed again. */
export async function repackAs(version: string, tarball: string, scratch: string): Promise<string> {
  const folder = join(scratch, 'package');
  await rm(folder, { recursive: true, force: true });
  await mkdir(scratch, { recursive: true });
  await run('tar', ['-xzf', tarball, '-C', scratch]);
  const manifestPath = join(folder, 'package.json');
  const manifest = JSON.parse(await readFile(manifestPath, 'utf8')) as { version: string };
  await writeFile(manifestPath, JSON.stringify({ ...manifest, version }));
  return packFolder(folder, join(scratch, 'packed'));
}

/** Installs tarballs into a folder of its own, as `npm install` does. */
export async function npmInstall(folder: string, tarballs: readonly string[]): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(
    join(folder, 'package.json'),
    JSON.stringify({ name: 'app', private: true, type: 'module' }),
  );
  await run('npm', ['install', '--no-audit', '--no-fund', '--prefer-offline', ...tarballs], {
    cwd: folder,
    shell,
  });
}

export async function copyFolder(from: string, to: string): Promise<void> {
  await cp(from, to, { recursive: true });
}

async function onlyTarball(folder: string): Promise<string> {
  const [tarball] = (await readdir(folder)).filter((name) => name.endsWith('.tgz'));
  if (tarball === undefined) throw new Error(`nothing was packed into ${folder}`);
  return join(folder, tarball);
}

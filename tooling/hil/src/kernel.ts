/** Debian's kernel with the modules of the bench, fetched once and unpacked beside the other caches of the workspace. */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const cacheFolder = fileURLToPath(new URL('../../../node_modules/.cache/modlink-hil/', import.meta.url));

/** Without these the machine has no root file system. They are loaded in this order, each after what it depends on. */
const bootModules = ['virtio_pci', '9pnet_virtio', '9p', 'overlay'];
/** What devices are made of. */
const deviceModules = [
  ...['uhid', 'hid-generic'],
  ...['dummy_hcd', 'g_serial', 'usb_f_acm', 'cdc-acm'],
  ...['vivid', 'snd-aloop'],
];

export interface Kernel {
  /** The bootable image. */
  readonly image: string;
  /** The folder with `<release>/` of the modules, which a running system has at `/lib/modules`. */
  readonly modulesFolder: string;
  /** Paths of the modules without which there is no root, in the order in which they are loaded. */
  readonly bootModules: readonly string[];
}

/**
 * The kernel that Debian offers now. The first time it downloads some 70 MB.
 * @throws where the package sources have no kernel, or the download fails.
 */
export async function debianKernel(): Promise<Kernel> {
  const { name, version } = await offeredPackage();
  const key = createHash('sha256')
    .update(JSON.stringify([version, bootModules, deviceModules]))
    .digest('hex');
  const folder = join(cacheFolder, `${name}-${key.slice(0, 8)}`);
  if (!existsSync(join(folder, 'vmlinuz'))) await fetchKernel(name, folder);
  return {
    image: join(folder, 'vmlinuz'),
    modulesFolder: join(folder, 'lib/modules'),
    bootModules: await modulePaths(folder, releaseOf(name), bootModules),
  };
}

/** `linux-image-amd64` stands for the current kernel, whose package it depends on. */
async function offeredPackage(): Promise<{ name: string; version: string }> {
  const { stdout } = await run('apt-cache', ['depends', '--important', 'linux-image-amd64']);
  const [, name] = /Depends: (linux-image-\S+)/.exec(stdout) ?? [];
  if (name === undefined)
    throw new Error('the package sources offer no linux-image-amd64: run "apt-get update"');
  const { stdout: policy } = await run('apt-cache', ['policy', name]);
  const [, version = ''] = /Candidate: (\S+)/.exec(policy) ?? [];
  return { name, version };
}

/** `linux-image-6.1.0-56-amd64` has the kernel release `6.1.0-56-amd64`. */
function releaseOf(packageName: string): string {
  return packageName.slice('linux-image-'.length);
}

async function fetchKernel(name: string, folder: string): Promise<void> {
  await mkdir(cacheFolder, { recursive: true });
  const work = await mkdtemp(join(cacheFolder, 'unpacking-'));
  try {
    await run('apt-get', ['download', '-q', name], { cwd: work });
    const [archive = ''] = await readdir(work);
    const whole = join(work, 'whole');
    await run('dpkg-deb', ['-x', join(work, archive), whole]);
    const release = releaseOf(name);
    await run('depmod', ['-b', whole, release]);
    const kept = join(work, 'kept');
    for (const path of await modulePaths(whole, release, [...bootModules, ...deviceModules])) {
      const target = join(kept, relative(whole, path));
      await mkdir(dirname(target), { recursive: true });
      await cp(path, target);
    }
    for (const list of ['modules.builtin', 'modules.order']) {
      await cp(join(whole, 'lib/modules', release, list), join(kept, 'lib/modules', release, list));
    }
    await run('depmod', ['-b', kept, release]);
    await cp(join(whole, 'boot', `vmlinuz-${release}`), join(kept, 'vmlinuz'));
    await rm(folder, { recursive: true, force: true });
    await rename(kept, folder);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/** The files of modules and of all that they depend on, each after what it needs. */
async function modulePaths(folder: string, release: string, names: readonly string[]): Promise<string[]> {
  const paths = new Set<string>();
  for (const name of names) {
    const { stdout } = await run('modprobe', ['-d', folder, '-S', release, '--show-depends', name]);
    for (const [, path = ''] of stdout.matchAll(/^insmod (\S+)/gm)) paths.add(path);
  }
  return [...paths];
}

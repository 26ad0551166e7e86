import { execFile, spawn } from 'node:child_process';
import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Kernel } from './kernel.js';

const run = promisify(execFile);
const initScript = fileURLToPath(new URL('../guest/init.sh', import.meta.url));

/**
 * The first root file system of the machine: busybox, the modules for the second one, and the script that goes over to it.
 * @param folder - where it is made.
 * @returns the archive's path.
 */
export async function makeInitramfs(folder: string, kernel: Kernel): Promise<string> {
  const tree = join(folder, 'initramfs');
  await mkdir(join(tree, 'modules'), { recursive: true });
  await Promise.all(['proc', 'sys', 'dev', 'host', 'tmp', 'root'].map((name) => mkdir(join(tree, name))));
  const { stdout } = await run('sh', ['-c', 'command -v busybox']);
  await copyFile(stdout.trim(), join(tree, 'busybox'));
  await copyFile(initScript, join(tree, 'init'));
  for (const path of kernel.bootModules) await copyFile(path, join(tree, 'modules', basename(path)));
  const order = kernel.bootModules.map((path) => `${basename(path)}\n`).join('');
  await writeFile(join(tree, 'modules', 'order'), order);
  const archive = join(folder, 'initramfs.cpio');
  await pack(tree, archive);
  return archive;
}

function pack(tree: string, archive: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const shell = spawn('sh', ['-c', 'find . | cpio --quiet -o -H newc > "$0"', archive], {
      cwd: tree,
      stdio: 'inherit',
    });
    shell.on('error', reject);
    shell.on('exit', (code) => (code === 0 ? resolve() : reject(new Error(`cpio ended with ${code}`))));
  });
}

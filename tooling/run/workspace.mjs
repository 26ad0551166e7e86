/**
 * What every root command needs first: the workspace installed, and turbo on the path.
 * Plain JavaScript on Node's own modules, because it runs before anything is installed.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const binaries = join(root, 'node_modules', '.bin');
const installedMark = join(root, 'node_modules', '.modlink-installed');

/** Runs a command in the workspace with its binaries on the path; returns the exit code. */
export function run(command, args, { env = {}, quiet = false } = {}) {
  const result = spawnSync(command, args, {
    cwd: root,
    stdio: quiet ? ['ignore', 'pipe', 'pipe'] : 'inherit',
    shell: process.platform === 'win32',
    env: { ...process.env, ...env, PATH: `${binaries}${delimiter}${process.env.PATH ?? ''}` },
  });
  if (result.error) throw result.error;
  if (quiet && result.status !== 0) process.stderr.write(`${result.stdout}${result.stderr}`);
  return result.status ?? 1;
}

/** Installs the locked dependencies, unless exactly these are installed already. */
export function ensureInstalled() {
  const lock = readFileSync(join(root, 'pnpm-lock.yaml'));
  const wanted = createHash('sha256')
    .update(lock)
    .update(readFileSync(join(root, 'pnpm-workspace.yaml')))
    .digest('hex');
  if (existsSync(installedMark) && readFileSync(installedMark, 'utf8') === wanted) return;
  const { packageManager } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  console.error('Installing dependencies ...');
  const status = run('npx', ['--yes', packageManager, 'install', '--frozen-lockfile', '--prefer-offline'], {
    quiet: true,
  });
  if (status !== 0) {
    console.error('The dependencies could not be installed: see the message above.');
    process.exit(status);
  }
  writeFileSync(installedMark, wanted);
}

/** Runs turbo tasks over the workspace; returns the exit code. */
export function turbo(tasks, { args = [], env = {}, quiet = false, tasksAtOnce = 2 } = {}) {
  ensureInstalled();
  return run(
    'turbo',
    [
      'run',
      ...tasks,
      '--output-logs',
      quiet ? 'errors-only' : 'new-only',
      '--concurrency',
      String(tasksAtOnce),
      ...args,
    ],
    {
      env: { TURBO_TELEMETRY_DISABLED: '1', TURBO_NO_UPDATE_NOTIFIER: '1', ...env },
      quiet,
    },
  );
}

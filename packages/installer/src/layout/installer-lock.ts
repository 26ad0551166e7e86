/**
 * One installer at a time in a folder of drivers, among all processes.
 *
 * The lock is a folder that holds the name of its owner, made elsewhere and renamed into place: a folder that is there
 * already makes the rename fail, and the lock never stands there without its owner. The lock of a process that is gone is
 * taken away; that alone is guarded by a lock of `proper-lockfile`, so that nobody takes away the lock of the next owner.
 */
import { randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { serializeError } from '@modlink/sdk';
import { lock as guardLock } from 'proper-lockfile';
import { z } from 'zod';
import { InstallerError } from '../installer-error.js';
import { isProcessRunning } from './running-process.js';

const lockName = '.lock';
const ownerFile = 'owner.json';
const ownerSchema = z.object({ pid: z.int(), host: z.string(), token: z.string() });

/** The owner touches its lock this often. */
const touchMs = 10_000;
/** A lock that was not touched for this long has no owner, whatever the process list says: ids are used again. */
const abandonedMs = 120_000;
const pollMs = 100;

export interface InstallerLock extends AsyncDisposable {}

/**
 * Waits until no other installer works in the folder.
 * @throws {InstallerError} `INSTALLER_BUSY` after `timeoutMs`; `INSTALL_CANCELLED`.
 */
export async function lockInstaller(
  folder: string,
  { timeoutMs, signal, onWait }: { timeoutMs: number; signal?: AbortSignal | undefined; onWait: () => void },
): Promise<InstallerLock> {
  await mkdir(folder, { recursive: true });
  const lockPath = join(folder, lockName);
  const until = performance.now() + timeoutMs;
  for (let attempt = 0; ; attempt++) {
    const token = await tryLock(folder, lockPath);
    if (token !== undefined) {
      await sweepAttempts(folder);
      return held(lockPath, token);
    }
    if (attempt === 0) onWait();
    if (await isAbandoned(lockPath)) await takeAway(folder, lockPath);
    else if (performance.now() > until) throw await busy(lockPath, timeoutMs);
    if (signal?.aborted)
      throw new InstallerError('INSTALL_CANCELLED', 'Cancelled while another installer worked.');
    await delay(pollMs);
  }
}

/** What a rename fails with where a folder is in the way; on Windows that is a matter of permission. */
function isTaken(code: string): boolean {
  const codes = process.platform === 'win32' ? ['EPERM', 'EACCES', 'EEXIST'] : ['ENOTEMPTY', 'EEXIST'];
  return codes.includes(code);
}

/** @returns the token of the lock; `undefined` when another has it. */
async function tryLock(folder: string, lockPath: string): Promise<string | undefined> {
  const token = randomBytes(6).toString('hex');
  const mine = join(folder, `${lockName}-${token}`);
  await mkdir(mine);
  try {
    await writeFile(join(mine, ownerFile), JSON.stringify({ pid: process.pid, host: hostname(), token }));
    await rename(mine, lockPath);
    return token;
  } catch (error) {
    await rm(mine, { recursive: true, force: true });
    if (isTaken(serializeError(error).code)) return undefined;
    throw error;
  }
}

function held(lockPath: string, token: string): InstallerLock {
  const touch = setInterval(() => {
    const now = new Date();
    // A failed touch is tried again; only many of them make the lock look abandoned.
    utimes(lockPath, now, now).catch(() => undefined);
  }, touchMs).unref();
  return {
    async [Symbol.asyncDispose]() {
      clearInterval(touch);
      // A lock that was taken away as abandoned is not ours to release.
      if ((await readOwner(lockPath))?.token === token) await removeLock(lockPath);
    },
  };
}

/** In one step: the next owner's lock may stand there as soon as the first file of this one is gone. */
async function removeLock(lockPath: string): Promise<void> {
  const aside = `${lockPath}-${randomBytes(6).toString('hex')}`;
  await rename(lockPath, aside).catch(() => undefined);
  await rm(aside, { recursive: true, force: true });
}

/** Removes what processes left that were killed between two steps here. */
async function sweepAttempts(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    if (!/^\.lock-[0-9a-f]{12}$/.test(name)) continue;
    const path = join(folder, name);
    const found = await stat(path).catch(() => undefined);
    if (found !== undefined && Date.now() - found.mtimeMs > abandonedMs)
      await rm(path, { recursive: true, force: true });
  }
}

async function isAbandoned(lockPath: string): Promise<boolean> {
  try {
    const { mtimeMs } = await stat(lockPath);
    if (Date.now() - mtimeMs > abandonedMs) return true;
    const owner = await readOwner(lockPath);
    return owner !== undefined && owner.host === hostname() && !isProcessRunning(owner.pid);
  } catch {
    // It went away meanwhile: the next attempt will show.
    return false;
  }
}

/** Looks once more, under a lock that only this is done with. */
async function takeAway(folder: string, lockPath: string): Promise<void> {
  const release = await guardLock(folder, {
    realpath: false,
    lockfilePath: join(folder, `${lockName}-guard`),
    retries: { retries: 20, minTimeout: 50, maxTimeout: 1_000 },
  });
  try {
    if (await isAbandoned(lockPath)) await removeLock(lockPath);
  } finally {
    await release().catch(() => undefined);
  }
}

async function readOwner(lockPath: string): Promise<z.output<typeof ownerSchema> | undefined> {
  const text = await readFile(join(lockPath, ownerFile), 'utf8').catch(() => '{}');
  return ownerSchema.safeParse(JSON.parse(text)).data;
}

async function busy(lockPath: string, timeoutMs: number): Promise<InstallerError> {
  const owner = await readOwner(lockPath).catch(() => undefined);
  const who =
    owner === undefined ? 'Another installer' : `Another installer (process ${owner.pid} on ${owner.host})`;
  return new InstallerError(
    'INSTALLER_BUSY',
    `${who} has been working in this folder of drivers for more than ${Math.round(timeoutMs / 1000)} s. ` +
      'Try again when it is done.',
    { subject: { path: lockPath } },
  );
}

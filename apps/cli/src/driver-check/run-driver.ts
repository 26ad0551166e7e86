/** Runs a driver in a process of its own, so that whatever it does ends with that. */
import { fork } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { StartableDriver } from '@modlink/host';
import { type CheckResult, wrong } from './check-result.js';
import type { PackedPackage } from './packed-package.js';
import type { DriverJob, DriverJobDone } from './process/job.js';

const processFile = fileURLToPath(new URL('./process/main.js', import.meta.url));
const checkFiles = ['modlink.check.ts', 'modlink.check.mts', 'modlink.check.js', 'modlink.check.mjs'];
/** A check takes some seconds. */
const timeoutMs = 180_000;
const keptOutputChars = 2_000;

export async function checkRunning(
  driver: StartableDriver,
  packed: PackedPackage,
  signal: AbortSignal,
): Promise<readonly CheckResult[]> {
  const { driverId, entryUrl, exportName, providers, transports, settingsSchema } = driver;
  const job: DriverJob = {
    ...{ driverId, entryUrl, exportName, providers, transports, settingsSchema },
    manifest: packed.manifest,
    // It is the author's, and need not be published.
    checkFile: await firstThere(packed.sourceFolder ?? packed.folder),
  };
  const results = await runJob(job, signal);
  return results.map((result) => ({ ...result, driverId }));
}

function runJob(job: DriverJob, signal: AbortSignal): Promise<readonly CheckResult[]> {
  return new Promise((resolve, reject) => {
    const child = fork(processFile, {
      execArgv: ['--expose-gc'],
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      serialization: 'json',
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        output = `${output}${text}`.slice(-keptOutputChars);
      });
    }
    let done: DriverJobDone | undefined;
    let tooLong = false;
    const timer = setTimeout(() => {
      tooLong = true;
      child.kill('SIGKILL');
    }, timeoutMs);
    const stop = () => child.kill('SIGKILL');
    signal.addEventListener('abort', stop, { once: true });
    child.on('message', (message) => {
      done = message as DriverJobDone;
    });
    child.on('error', reject);
    child.on('close', (exitCode, killedBy) => {
      clearTimeout(timer);
      signal.removeEventListener('abort', stop);
      if (signal.aborted) reject(signal.reason);
      else if (done !== undefined) resolve(done.results);
      else
        resolve([
          crashed(tooLong ? 'it was not done in time' : `it ended with ${killedBy ?? exitCode}`, output),
        ]);
    });
    child.send(job);
  });
}

function crashed(how: string, output: string): CheckResult {
  return wrong(
    'run',
    'CHECK_CRASHED',
    `The driver's process came to no end in order: ${how}. ${output.trim()}`.trim(),
    'Catch what is thrown in timers and listeners; never end the process, and never wait without end.',
  );
}

async function firstThere(folder: string): Promise<string | undefined> {
  for (const name of checkFiles) {
    const path = join(folder, name);
    const isThere = await stat(path).then(
      () => true,
      () => false,
    );
    if (isThere) return path;
  }
  return undefined;
}

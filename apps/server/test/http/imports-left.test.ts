/** What a server leaves that is killed during an upload: real processes, and a real signal. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir } from 'node:fs/promises';
import { request } from 'node:http';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished, vi } from 'vitest';
import { openTestServer, temporaryFolder } from '../support/test-server.js';

const program = fileURLToPath(new URL('../fixtures/serve.mjs', import.meta.url));

/** Starts a server that receives an upload which does not end. */
async function uploadingServer(recordingsFolder: string): Promise<ChildProcess> {
  const child = spawn(process.execPath, [program, await temporaryFolder(), recordingsFolder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const [url] = (await once(createInterface(child.stdout), 'line')) as [string];
  const sent = request(`${url}/api/v1/imports?fileName=x.txt`, {
    method: 'POST',
    headers: { 'content-type': 'application/octet-stream' },
  });
  onTestFinished(() => void sent.destroy());
  // The server goes away under it.
  sent.on('error', () => undefined);
  sent.write('x'.repeat(100_000));
  await vi.waitFor(async () => expect(await leftBy(recordingsFolder, child)).toHaveLength(1), {
    timeout: 20_000,
  });
  return child;
}

const leftBy = async (folder: string, { pid }: ChildProcess): Promise<string[]> =>
  (await readdir(folder)).filter((name) => name.startsWith('.import-') && name.includes(`-${pid}-`));

it('removes what a killed server left of its uploads, and leaves those of one that runs', {
  timeout: 60_000,
}, async () => {
  const recordingsFolder = await temporaryFolder();
  const [dead, alive] = await Promise.all([
    uploadingServer(recordingsFolder),
    uploadingServer(recordingsFolder),
  ]);
  dead.kill('SIGKILL');
  await once(dead, 'exit');
  const [left = ''] = await leftBy(recordingsFolder, dead);
  // Another machine that shares the disk: whether its process runs is not known here.
  const elsewhere = left.replace(/^\.import-[0-9a-f]{8}/, '.import-00000000');
  // A process that had the id of this one.
  const earlier = left.replace(`-${dead.pid}-`, `-${process.pid}-`);
  for (const name of [elsewhere, earlier]) await mkdir(join(recordingsFolder, name));
  await openTestServer({}, { recordingsFolder });
  expect((await readdir(recordingsFolder)).sort()).toEqual(
    [elsewhere, ...(await leftBy(recordingsFolder, alive))].sort(),
  );
});

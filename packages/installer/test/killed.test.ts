/** An installer that is killed at any moment leaves the old or the new version working, and nothing that stays. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { part } from '@modlink/test-parts';
import { expect, it } from 'vitest';
import { driverFixture, temporaryFolder } from './support/fixtures.js';
import { installerFor, registryForFile, runningVersion } from './support/registry-home.js';

const npmRegistry = await part('npm-registry');
const program = fileURLToPath(new URL('./support/install-program.mjs', import.meta.url));
const isFull = process.env.MODLINK_TEST_FULL === '1';
const kills = isFull ? 20 : 5;
const name = 'modlink-driver-killed';

npmRegistry.describe('a killed installer', () => {
  const registry = registryForFile();

  it(`leaves the old or the new version, ${kills} times`, { timeout: 300_000 }, async () => {
    const files = Object.fromEntries(
      Array.from({ length: 100 }, (_, index) => [`data/${index}.txt`, `${index}`]),
    );
    for (const version of ['1.0.0', '2.0.0']) {
      const fixture = driverFixture(name, version);
      await registry.publish({ ...fixture, files: { ...fixture.files, ...files } });
    }
    const { installer, folder } = await installerFor(registry.url);
    const cache = await temporaryFolder();
    const start = (...specs: string[]) =>
      spawn(process.execPath, [program, folder, registry.url, cache, ...specs], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });

    // How long it takes when nobody disturbs it tells where the moments are.
    const durationMs = await measure(start(`${name}@1.0.0`));
    const seen: string[] = [];
    for (let kill = 0; kill < kills; kill++) {
      const before = await runningVersion(folder, name);
      const next = before === '1.0.0' ? '2.0.0' : '1.0.0';
      // The very first installation is one of them: then there may be nothing, but never a part of something.
      if (kill % 4 === 3) await installer.remove(name);
      const child = start(`${name}@${next}`);
      const phases = await ready(child);
      await delay(Math.random() * durationMs);
      child.kill('SIGKILL');
      await ended(child);

      const after = await runningVersion(folder, name);
      expect(kill % 4 === 3 ? [undefined, next] : [before, next]).toContain(after);
      seen.push(`${phases.at(-1) ?? 'nothing yet'}: ${after}`);
      // The next one works at once, although the lock of the killed one may be there.
      if (after === undefined) await installer.install(`${name}@1.0.0`);
    }
    await installer.install(`${name}@1.0.0`, { reinstall: true });
    expect(await runningVersion(folder, name), seen.join(', ')).toBe('1.0.0');
    expect((await readdir(join(folder, name, '.versions'))).length).toBeLessThanOrEqual(2);
    expect((await readdir(join(folder, name))).sort()).toEqual(['.versions', 'installed.json']);
    // An attempt at the lock that was cut off is swept when it is old; the lock itself is gone.
    expect((await readdir(folder)).filter((entry) => !entry.startsWith('.lock-'))).toEqual([name]);
  });

  it('is followed by another, which waits for one that works', { timeout: 60_000 }, async () => {
    for (const version of ['1.1.0', '1.2.0'])
      await registry.publish(driverFixture('modlink-driver-both', version));
    const { installer, folder, home } = await installerFor(registry.url);
    const waited: string[] = [];
    const child = spawn(
      process.execPath,
      [program, folder, registry.url, join(home, 'cache'), 'modlink-driver-both@1.1.0'],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    const phases = await ready(child);
    await expect.poll(() => phases, { timeout: 30_000, interval: 5 }).toContain('resolve');
    const installing = installer.install('modlink-driver-both@1.2.0', {
      onProgress: ({ phase }) => waited.push(phase),
    });
    const [[installed]] = await Promise.all([installing, ended(child)]);
    expect(waited[0]).toBe('wait');
    expect(installed).toMatchObject({
      replaced: '1.1.0',
      package: { version: '1.2.0', previousVersion: '1.1.0' },
    });
  });
});

/** @returns what it says after it is ready, as it comes. */
async function ready(child: ChildProcess): Promise<string[]> {
  const said: string[] = [];
  if (child.stdout === null) throw new Error('the program has no output');
  const lines = createInterface({ input: child.stdout });
  await once(lines, 'line');
  lines.on('line', (line) => said.push(line));
  return said;
}

/** It may have ended by itself. */
async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
}

async function measure(child: ChildProcess): Promise<number> {
  await ready(child);
  const began = performance.now();
  await ended(child);
  expect(child.exitCode).toBe(0);
  return performance.now() - began;
}

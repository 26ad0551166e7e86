/**
 * The whole story, as new users live it, with nothing of this repository in reach but what was published: one writes a
 * driver and publishes it, the other installs it, sees it in the studio, and has recordings that name its exact version.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { copyForRelease } from '@modlink/checks/release-copy';
import { ModlinkClient } from '@modlink/client';
import { chromiumPath, type NpmRegistry, part, startNpmRegistry } from '@modlink/test-parts';
import { chromium } from 'playwright-core';
import { expect, it } from 'vitest';
import { Newcomer } from './newcomer.js';

const npmRegistry = await part('npm-registry');
const registryOfUser = await part('registry');
const browser = await part('chromium');

const driverPackage = 'modlink-driver-force-plate';
const duration = ['--duration', '1s'];

/** Says how long each chapter took. */
function stopwatch() {
  let beganMs = performance.now();
  return (chapter: string): void => {
    console.info(`${chapter}: ${((performance.now() - beganMs) / 1_000).toFixed(1)} s`);
    beganMs = performance.now();
  };
}

/** Everything that is published, as the next release has it. */
async function publishAll(registry: NpmRegistry): Promise<void> {
  const copy = await copyForRelease();
  await copy.changesetVersion();
  for (const tarball of await copy.packTarballs()) await registry.publish(tarball);
}

npmRegistry.describe('with a registry', () => {
  registryOfUser.describe('that reaches the packages of others', () => {
    browser.describe('and a browser', () => {
      it('create, implement, check, publish, install, see, record, update, roll back, remove', {
        timeout: 600_000,
        retry: 0,
      }, async () => {
        const chapter = stopwatch();
        await using registry = await startNpmRegistry({ uplink: true });
        await publishAll(registry);
        chapter('ModLink is published');

        await using author = await Newcomer.at(registry.url);
        const work = await author.folder('work');
        await author.run(
          'work',
          ...(['npm', 'create', '--yes', 'modlink-driver@latest', 'force-plate', '--'] as const),
          ...[
            '--transport',
            'none',
            '--base',
            'loop',
            '--stream',
            'force:signal:2:50:N',
            '--yes',
            '--install',
          ],
        );
        chapter('The driver is created, its dependencies installed');
        const plate = join(work, 'force-plate');
        const source = join(plate, 'src/driver.ts');
        const made = await readFile(source, 'utf8');
        const implemented = made.replace('value * scale', 'value * scale * 1');
        expect(implemented).not.toBe(made);
        await writeFile(source, implemented);
        expect(await author.run('work/force-plate', 'npm', 'test')).toMatch(/Tests .*passed/);
        chapter('It is implemented and tested');
        await author.run('work/force-plate', 'npm', 'run', 'build');
        const checked = await author.run('work/force-plate', 'npx', 'modlink', 'driver', 'check', '--json');
        expect(JSON.parse(checked)).toMatchObject({ package: driverPackage, problems: 0 });
        chapter('It is checked');
        await author.run(
          'work/force-plate',
          'npm',
          'version',
          '1.0.0',
          '--no-git-tag-version',
          '--allow-same-version',
        );
        await author.run('work/force-plate', 'npm', 'publish');
        chapter('It is published');

        await using lab = await Newcomer.at(registry.url);
        await lab.folder('lab');
        await lab.run('lab', 'npm', 'init', '--yes');
        await lab.run('lab', 'npm', 'install', '@modlink/cli');
        const modlink = (...args: string[]) => lab.run('lab', 'npx', 'modlink', ...args);
        chapter('A lab has installed the command');
        expect(await modlink('drivers', 'search', 'force')).toContain(driverPackage);
        await modlink('install', driverPackage, '@modlink/driver-muse');
        const installed = await modlink('list');
        expect(installed).toMatch(/modlink-driver-force-plate +1\.0\.0/);
        expect(installed).toMatch(/@modlink\/driver-muse +\d/);
        chapter('It has found the driver, and installed it and another one');

        const [, url = ''] = await lab.start(
          'lab',
          /(http:\/\/127\.0\.0\.1:\d+)/,
          ...(['npx', 'modlink', 'start', '--driver', 'force-plate', '--no-open', '--port', '0'] as const),
        );
        const file = await seenAndRecorded(url);
        await lab.stop();
        const { drivers } = JSON.parse(await modlink('inspect', file, '--json'));
        expect(drivers).toMatchObject([
          { package: driverPackage, version: '1.0.0', integrity: expect.stringMatching(/^sha512-/) },
        ]);
        chapter('The studio shows it, and a recording names its version');

        await author.run('work/force-plate', 'npm', 'version', '1.1.0', '--no-git-tag-version');
        await author.run('work/force-plate', 'npm', 'publish');
        expect(await modlink('outdated')).toMatch(/modlink-driver-force-plate.*1\.0\.0.*1\.1\.0/);
        await modlink('update', driverPackage);
        await modlink('record', '--driver', 'force-plate', ...duration, '--name', 'second');
        const named = async (range: string): Promise<string[]> => {
          const listed = JSON.parse(
            await modlink('recordings', '--driver', `force-plate@${range}`, '--json'),
          );
          return listed.recordings.map(({ name }: { name: string }) => name);
        };
        expect(await named('1.0.0')).toEqual(['first']);
        expect(await named('^1.1')).toEqual(['second']);
        chapter('A new version is published, taken, and recordings are found by it');

        await modlink('rollback', driverPackage);
        expect(await modlink('list')).toMatch(/modlink-driver-force-plate +1\.0\.0/);
        await modlink('record', '--driver', 'force-plate', ...duration, '--name', 'third');
        expect(await named('1.0.0')).toEqual(['third', 'first']);
        await modlink('remove', driverPackage);
        expect(await modlink('drivers')).not.toContain('force-plate');
        chapter('It is rolled back and removed');
      });
    });
  });
});

/** Looks at the studio, and records with it. @returns the file of the recording. */
async function seenAndRecorded(url: string): Promise<string> {
  const browser = await chromium.launch({ executablePath: chromiumPath, args: ['--no-sandbox'] });
  const page = await browser.newPage();
  await page.goto(`${url}/drivers`);
  await page.getByText(driverPackage).first().waitFor({ timeout: 60_000 });
  await page.goto(`${url}/`);
  await page.getByRole('img', { name: /force/i }).first().waitFor({ timeout: 60_000 });
  await browser.close();
  using client = new ModlinkClient({ url });
  const { recordingId } = await client.call('startRecording', { body: { name: 'first' } });
  const recordedFrames = async () => (await client.call('runningRecordings', {})).recordings[0]?.frames;
  await expect.poll(recordedFrames, { timeout: 30_000 }).toBeGreaterThan(10);
  const { state, path } = await client.call('stopRecording', { params: { recordingId } });
  expect(state).toBe('finished');
  return path;
}

/**
 * One session of an experimenter, from the first start to the exported file: a simulated OpenBCI Cyton on a real pseudo-terminal
 * sends real EEG. Pictures of every page in both themes are made on the way, for the documentation and for whoever changes a
 * page: they are in `.test-results/pictures`.
 */
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadCytonEeg, startCytonProcess } from '@modlink/simulators';
import { part } from '@modlink/test-parts';
import { parse } from 'csv-parse/sync';
import type { Page } from 'playwright-core';
import { expect, it, onTestFinished, vi } from 'vitest';
import { drawn, view } from './support/drawn.js';
import { openStudio, packageFolder, type Studio, showIn, startSynthetic } from './support/studio.js';

const browser = await part('chromium');
const pty = await part('pty');
const data = await part('shared-data');

const pictures = fileURLToPath(new URL('../.test-results/pictures/', import.meta.url));
const microvoltPerCount = (4.5 / 24 / (2 ** 23 - 1)) * 1e6;

/** The page as it is, in both themes. */
async function takePictures(page: Page, name: string): Promise<void> {
  await mkdir(pictures, { recursive: true });
  for (const colorScheme of ['dark', 'light'] as const) {
    // Nothing has the pointer on it.
    await page.mouse.move(100, 500);
    await showIn(page, colorScheme);
    await page.screenshot({ path: join(pictures, `${name}-${colorScheme}.png`), animations: 'disabled' });
  }
}

/** Pages by their name in English and in Chinese, and by the name of their pictures. */
const pages = [
  ['Live', 'live', '实时'],
  ['Devices', 'devices', '设备'],
  ['Recordings', 'recordings', '录制'],
  ['Experiment', 'experiment', '实验'],
  ['Drivers', 'drivers', '驱动'],
  ['Settings', 'settings', '设置'],
  ['Logs', 'logs', '日志'],
] as const;

async function choose(page: Page, label: string, option: string | RegExp): Promise<void> {
  await page.getByRole('combobox', { name: label, exact: true }).click();
  await page.getByRole('option', { name: option, exact: true }).click();
}

const goTo = (page: Page, name: string) => page.getByRole('navigation').getByRole('link', { name }).click();

/** Of the EEG, in the file so far. */
const recordedSamples = ({ host }: Studio): number =>
  (host.recordings.active()[0]?.snapshot().streams ?? [])
    .filter(({ streamId }) => streamId.endsWith(':eeg'))
    .reduce((total, { statistics }) => total + statistics.samples, 0);

browser.describe('a session', () => {
  pty.describe('with a board', () => {
    data.describe('that sends real EEG', () => {
      it('connects, looks, filters, records, survives a crash, replays and exports', {
        timeout: 300_000,
      }, async () => {
        const { samples } = loadCytonEeg();
        const board = await startCytonProcess({ samples, pace: 250 });
        onTestFinished(() => board.close());
        const studio = await openStudio({
          hostOptions: {
            roots: ['@modlink/driver-synthetic', '@modlink/driver-openbci-cyton'].map((name) => ({
              kind: 'package',
              path: packageFolder(name),
              label: name,
            })),
            transports: { serial: new URL(import.meta.resolve('@modlink/transport-serial')) },
            driverSettings: { 'openbci-cyton': { port: board.path } },
          },
        });
        const { page, host } = studio;

        await studio.open('/');
        await page.getByRole('heading', { name: 'Nothing streams yet' }).waitFor();
        await goTo(page, 'Devices');
        await page.getByRole('button', { name: 'Search', exact: true }).click();
        await page.getByRole('button', { name: `Connect Serial port ${board.path}` }).click();
        await page.getByText('streaming', { exact: true }).waitFor({ timeout: 30_000 });
        await takePictures(page, 'devices-search');

        await goTo(page, 'Live');
        await page.getByRole('img', { name: 'Live view of EEG' }).waitFor();
        await page.getByRole('button', { name: 'View settings of EEG' }).click();
        await choose(page, 'Mains notch', '50 Hz');
        await choose(page, 'Filter', 'Band pass');
        await page.getByRole('textbox', { name: 'Upper edge (Hz)' }).fill('20');
        await page.getByText('filtered preview').waitFor();
        await takePictures(page, 'live-settings');
        await page.keyboard.press('Escape');

        const bar = page.getByRole('region', { name: 'Recording' });
        await bar.getByRole('button', { name: 'Recording options' }).click();
        await page.getByRole('textbox', { name: 'Subject' }).fill('S07');
        await takePictures(page, 'recording-options');
        await page.keyboard.press('Escape');
        await bar.getByLabel('Name').fill('walk');
        await bar.getByRole('button', { name: 'Record', exact: true }).click();
        await expect.poll(() => recordedSamples(studio), { timeout: 30_000 }).toBeGreaterThan(300);
        await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
        await page.keyboard.press('m');
        await bar.getByRole('status').getByText('Marked').waitFor({ state: 'attached' });
        await takePictures(page, 'live-recording');

        const [device] = host.devices.list();
        process.kill(device?.pid ?? expect.fail('the driver has no process'), 'SIGKILL');
        await expect
          .poll(() => host.devices.list()[0]?.pid ?? device?.pid, { timeout: 30_000 })
          .not.toBe(device?.pid);
        await expect.poll(() => host.devices.list()[0]?.state, { timeout: 30_000 }).toBe('streaming');
        const atComeback = recordedSamples(studio);
        await expect
          .poll(() => recordedSamples(studio), { timeout: 30_000 })
          .toBeGreaterThan(atComeback + 300);
        await goTo(page, 'Devices');
        await page.getByText('Last problem').waitFor();
        await page.getByRole('button', { name: 'History' }).click();
        await page.getByRole('dialog').getByText('driver crashed').waitFor();
        await takePictures(page, 'history');
        await page.keyboard.press('Escape');
        await page.getByRole('dialog').waitFor({ state: 'detached' });
        await bar.getByRole('button', { name: 'Stop' }).click();
        await bar.getByRole('button', { name: 'Record', exact: true }).waitFor();
        await takePictures(page, 'devices-problem');
        const notice = page.getByRole('alert').filter({ hasText: 'Saved: walk' });
        await notice.getByRole('button', { name: 'Close' }).click();
        await notice.waitFor({ state: 'detached' });

        await goTo(page, 'Recordings');
        await page.getByRole('link', { name: 'walk' }).waitFor();
        await page.getByRole('link', { name: 'walk' }).click();
        const slider = page.getByRole('slider', { name: 'Position' });
        await slider.press('End');
        await slider.press('Home');
        await page.getByRole('button', { name: 'Play' }).click();
        await expect
          .poll(async () => Number(await slider.getAttribute('aria-valuenow')))
          .toBeGreaterThan(300);
        await page.getByRole('button', { name: 'Pause' }).click();
        await takePictures(page, 'recording');

        await page.getByRole('button', { name: /^Edit event/ }).click();
        await page.getByRole('textbox', { name: 'Label' }).fill('eyes closed');
        await page.getByRole('textbox', { name: 'Label' }).press('Enter');
        await page.getByRole('button', { name: /^Edit eyes closed/ }).waitFor();
        await page.getByRole('textbox', { name: 'Time (s)' }).press('ArrowUp');
        await expect.poll(() => page.getByRole('button', { name: 'Undo' }).isEnabled()).toBe(true);
        await takePictures(page, 'recording-edit');
        await page.getByRole('button', { name: 'Done' }).click();
        await page.getByRole('button', { name: 'Rename' }).click();
        const dialog = page.getByRole('dialog');
        await dialog.getByLabel('Name').fill('walk, second try');
        await dialog.getByRole('button', { name: 'Save' }).click();
        await page.getByRole('heading', { name: 'walk, second try' }).waitFor();

        await page.getByRole('button', { name: 'Export' }).click();
        await choose(page, 'Format', /^CSV/);
        await takePictures(page, 'export');
        await dialog.getByRole('button', { name: 'Export' }).click();
        await dialog.getByText('finished').waitFor({ timeout: 30_000 });
        const [saved] = await Promise.all([
          page.waitForEvent('download'),
          dialog.getByRole('button', { name: /^Download .*eeg\.csv$/ }).click(),
        ]);
        const rows: Record<string, string>[] = parse(await readFile(await saved.path()), { columns: true });
        expectFromSource(
          rows,
          samples.map(({ counts }) => counts),
        );
        const [markers] = await Promise.all([
          page.waitForEvent('download'),
          dialog.getByRole('button', { name: /^Download .*markers\.csv$/ }).click(),
        ]);
        const events: Record<string, string>[] = parse(await readFile(await markers.path()), {
          columns: true,
        });
        expect(events.filter(({ type }) => type === 'marker').map(({ label }) => label)).toEqual([
          'eyes closed',
        ]);
        await page.keyboard.press('Escape');
        await dialog.waitFor({ state: 'detached' });

        for (const kind of ['pressure', 'line camera', 'synthetic camera']) await startSynthetic(host, kind);
        await goTo(page, 'Live');
        await showIn(page, 'light');
        // For the picture only: on a machine that is busy, what the board sends has come to its end before.
        await vi
          .waitFor(async () => expect((await drawn(view(page, 'EEG'))).filled).toBeGreaterThan(0.99), 10_000)
          .catch(() => undefined);
        await takePictures(page, 'live');
        await goTo(page, 'Experiment');
        await describeExperiment(page);
        for (const [name, file] of pages) {
          await goTo(page, name);
          await page.getByRole('heading', { level: 1, name }).waitFor({ state: 'attached' });
          if (name !== 'Live') await takePictures(page, file);
        }
        await choose(page, 'Language', '简体中文');
        for (const [, file, name] of pages) {
          await goTo(page, name);
          await page.getByRole('heading', { level: 1, name }).waitFor({ state: 'attached' });
          await takePictures(page, `${file}-zh`);
        }
        expect(studio.errors).toEqual([]);
      });
    });
  });
});

async function describeExperiment(page: Page): Promise<void> {
  await page.getByLabel('Name of the experiment').fill('Eyes open, eyes closed');
  for (const [title, prompt] of [
    ['eyes open', 'Look at the cross.'],
    ['eyes closed', 'Close your eyes.'],
  ] as const) {
    await page.getByRole('button', { name: 'Add a step' }).click();
    await page.getByLabel('Title').last().fill(title);
    await page.getByLabel('Prompt').last().fill(prompt);
  }
}

/** Every row is a row of the source, in order; what the crash lost is missing in between, and nothing else. */
function expectFromSource(
  rows: readonly Record<string, string>[],
  source: readonly (readonly number[])[],
): void {
  const channels = Object.keys(rows[0] ?? {}).slice(-8);
  const counts = rows.map((row) =>
    channels.map((name) => Math.round(Number(row[name]) / microvoltPerCount)).join(),
  );
  const known = source.map((each) => each.join());
  let at = -1;
  let jumps = 0;
  for (const each of counts) {
    const next = known.indexOf(each, at + 1);
    expect(next, `a row that was not sent after sample ${at}: ${each}`).toBeGreaterThan(at);
    if (at >= 0 && next !== at + 1) jumps += 1;
    at = next;
  }
  expect(counts.length).toBeGreaterThan(600);
  expect(jumps).toBeLessThanOrEqual(1);
}

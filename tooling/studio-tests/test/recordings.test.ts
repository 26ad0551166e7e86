/** The main path of a recording: made with markers, found, played, exported, compared to its source, deleted. */
import { copyFile, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { eegSignal, samplesOf } from '@modlink/driver-synthetic/signals';
import { part } from '@modlink/test-parts';
import { parse } from 'csv-parse/sync';
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { openStudio, type Studio, startSynthetic } from './support/studio.js';

const browser = await part('chromium');

/** Keys go to the page, not to a field. */
const leaveFields = (page: Page) =>
  page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());

const framesOf = (studio: Studio): number => studio.host.recordings.active()[0]?.snapshot().frames ?? 0;

async function download(page: Page, name: string | RegExp): Promise<Buffer> {
  const [saved] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name }).click(),
  ]);
  return readFile(await saved.path());
}

const table = (csv: Buffer): Record<string, string>[] => parse(csv, { columns: true });

async function replays(studio: Studio): Promise<{ state: string; speed: unknown; loop: unknown }[]> {
  const response = await fetch(`${studio.server.url}/api/v1/replays`);
  return ((await response.json()) as { replays: { state: string; speed: unknown; loop: unknown }[] }).replays;
}

browser.describe('recordings', () => {
  it('are made with markers, found, played, exported as they were sent, and deleted', {
    timeout: 120_000,
  }, async () => {
    const studio = await openStudio();
    const { page } = studio;
    await startSynthetic(studio.host, 'eeg');
    await studio.open('/recordings');
    const bar = page.getByRole('region', { name: 'Recording' });
    await bar.getByLabel('Name').fill('first try');
    await bar.getByLabel('Session').fill('morning');
    // While somebody types, keys are letters.
    await bar.getByLabel('Experiment').pressSequentially('m3');
    await bar.getByRole('button', { name: 'Record', exact: true }).click();
    await bar.getByRole('button', { name: 'Stop' }).waitFor();
    await leaveFields(page);
    await page.keyboard.press('m');
    await bar.getByRole('status').getByText('Marked event').waitFor({ state: 'attached' });
    await page.keyboard.press('3');
    await bar.getByRole('button', { name: '1 segment runs' }).waitFor();
    await page.keyboard.press('3');
    await bar.getByRole('button', { name: 'Labels' }).waitFor();
    await expect.poll(() => framesOf(studio), { timeout: 20_000 }).toBeGreaterThan(60);
    await studio.expectAccessible();
    await bar.getByRole('button', { name: 'Stop' }).click();

    const row = page.getByRole('row').filter({ hasText: 'first try' });
    await row.getByText('complete').waitFor();
    await page.getByLabel('Search').fill('evening');
    await page.getByText('No recording is like that.').waitFor();
    await page.getByLabel('Search').fill('MORN');
    await row.getByText('m3').waitFor();
    await page.getByRole('button', { name: 'Size' }).click();
    await page
      .getByRole('columnheader', { name: 'Size' })
      .and(page.locator('[aria-sort=ascending]'))
      .waitFor();
    await studio.expectAccessible();

    await page.getByRole('link', { name: 'first try' }).click();
    await playWithSeek(studio);
    await studio.expectAccessible();
    await compareExport(studio);

    await page.getByRole('button', { name: 'Delete', exact: true }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
    await page.getByText('There are no recordings yet', { exact: false }).waitFor();
    await expect.poll(() => readdir(studio.host.recordings.folder)).toEqual(['exports']);
    // With the page its replay was left.
    await expect.poll(() => replays(studio)).toEqual([]);
    expect(studio.errors).toEqual([]);
  });

  it('that were cut off play, are repaired and checked', { timeout: 60_000 }, async () => {
    const studio = await openStudio({ colorScheme: 'dark', viewport: { width: 768, height: 1024 } });
    const { page } = studio;
    await startSynthetic(studio.host, 'imu');
    const running = await studio.host.recordings.start({ name: 'whole', flushIntervalMs: 100 });
    await expect.poll(() => running.snapshot().fileBytes, { timeout: 20_000 }).toBeGreaterThan(5_000);
    // As a power cut leaves it.
    const cutOff = join(studio.host.recordings.folder, 'cut-off.mcap');
    await copyFile(running.path, cutOff);
    await running.finish();
    await writeFile(join(studio.host.recordings.folder, 'no-recording.mcap'), 'something else');

    await studio.open('/recordings');
    await page.getByRole('row').filter({ hasText: 'no-recording' }).getByText('not readable').waitFor();
    await page.getByRole('row').filter({ hasText: 'cut off' }).getByRole('link').click();
    await page.getByRole('button', { name: 'Play' }).waitFor();
    await studio.expectAccessible();
    await page.getByRole('button', { name: 'Repair' }).click();
    // What was written to just now may be running: people say that it is not.
    await page.getByRole('dialog').getByText('was written to just now', { exact: false }).waitFor();
    await page.getByRole('dialog').getByRole('button', { name: 'Repair it' }).click();
    await page.getByText('complete', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Check', exact: true }).click();
    await page.getByRole('dialog').getByText('The recording is sound').waitFor();
    // The browser's own words for the answer that it may be in use.
    expect(studio.errors).toEqual([expect.stringContaining('409')]);
  });

  it('that fail are impossible to miss, until somebody closes the message', { timeout: 60_000 }, async () => {
    const studio = await openStudio();
    const { page } = studio;
    await startSynthetic(studio.host, 'camera');
    await studio.open('/recordings');
    const failure = page.getByRole('alert').filter({ hasText: 'Recording failed' });

    // No disk keeps up when nothing may wait for it.
    await studio.host.recordings.start({ maxPendingBytes: 1_000 });
    await failure.getByText('The disk does not keep up', { exact: false }).waitFor();
    await page.getByRole('link', { name: 'Logs' }).click();
    await failure.getByText('The disk does not keep up', { exact: false }).waitFor();
    await page.reload();
    await studio.expectAccessible();
    await failure.getByRole('link', { name: 'Open the recording' }).click();
    await page.getByRole('button', { name: 'Play' }).waitFor();
    await failure.getByRole('button', { name: 'Close' }).click();
    await failure.waitFor({ state: 'detached' });
    expect(studio.errors).toEqual([]);
  });

  it('that cannot be started say why', { timeout: 60_000 }, async () => {
    const studio = await openStudio({ hostOptions: { recordingsFolder: '/dev/null/recordings' } });
    await studio.open('/devices');
    await studio.page.getByRole('button', { name: 'Record', exact: true }).click();
    const failure = studio.page.getByRole('alert').filter({ hasText: 'could not be started' });
    await failure.getByText('RECORDING_NOT_WRITABLE', { exact: false }).waitFor();
    await studio.page.getByRole('button', { name: 'Record', exact: true }).waitFor();
  });
});

/** Seeks by marker, by key and by pointer; plays and pauses; changes speed and repetition. */
async function playWithSeek(studio: Studio): Promise<void> {
  const { page } = studio;
  const slider = page.getByRole('slider', { name: 'Position' });
  const position = async () => Number(await slider.getAttribute('aria-valuenow'));
  const durationMs = Number(await slider.getAttribute('aria-valuemax'));
  const marker = page.getByRole('row').filter({ hasText: 'marker' }).filter({ hasText: 'event' });
  const goTo = marker.getByRole('button', { name: /^Go to/ });
  const time = (await goTo.textContent()) ?? '';
  const [minutes = 0, seconds = 0] = time.split(':').map(Number);
  await goTo.click();
  await expect.poll(position).toBeCloseTo((minutes * 60 + seconds) * 1_000, -1);

  await slider.press('Home');
  await expect.poll(position).toBe(0);
  await slider.press('End');
  await expect.poll(position).toBe(durationMs);
  const { width, height } = (await slider.boundingBox()) ?? { width: 0, height: 0 };
  await slider.click({ position: { x: width / 2, y: height - 2 } });
  await expect
    .poll(async () => Math.abs((await position()) - durationMs / 2))
    .toBeLessThan(durationMs * 0.01);

  await page.getByRole('combobox', { name: 'Repeat' }).click();
  await page.getByRole('option', { name: 'repeat all' }).click();
  await page.getByRole('combobox', { name: 'Speed' }).click();
  await page.getByRole('option', { name: '0.5×' }).click();
  await expect.poll(() => replays(studio)).toMatchObject([{ state: 'paused', speed: 0.5, loop: true }]);
  await leaveFields(page);
  const before = await position();
  await page.keyboard.press('Space');
  await expect.poll(() => replays(studio)).toMatchObject([{ state: 'playing' }]);
  await expect.poll(position).not.toBe(before);
  await page.keyboard.press('Space');
  await expect.poll(() => replays(studio)).toMatchObject([{ state: 'paused' }]);
  await page.getByRole('button', { name: /^Repeat rest/ }).click();
  await expect.poll(async () => typeof (await replays(studio))[0]?.loop).toBe('object');
}

/** Exports to CSV, downloads, and compares every value to what the device sent. */
async function compareExport(studio: Studio): Promise<void> {
  const { page } = studio;
  await page.getByRole('button', { name: 'Export' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Export' }).click();
  await dialog.getByText('finished').waitFor();
  await studio.expectAccessible();
  const rows = table(await download(page, /^Download .*\.eeg\.csv$/));
  expect(rows.length).toBeGreaterThan(600);
  const truth = eegSignal({ seed: 1, channels: 8, rateHz: 250 });
  const [first] = rows;
  const channels = Object.keys(first ?? {}).slice(5);
  expect(channels).toHaveLength(8);
  // Frames have ten samples, and are numbered from 0.
  const firstSample = Number(first?.seq) * 10;
  const { values } = samplesOf(truth, firstSample, rows.length);
  const wrong = rows.filter((row, sample) =>
    channels.some(
      (name, channel) => Math.fround(Number(row[name])) !== values[channel * rows.length + sample],
    ),
  );
  expect(wrong).toEqual([]);

  const events = table(await download(page, /^Download .*\.markers\.csv$/));
  expect(events.filter(({ label }) => label === 'event' || label === 'rest')).toMatchObject([
    { type: 'marker', label: 'event' },
    { type: 'segment-start', label: 'rest' },
    { type: 'segment-end', label: 'rest' },
  ]);
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });

  const file = await download(page, 'Download');
  const [name] = (await readdir(studio.host.recordings.folder)).filter((each) => each.endsWith('.mcap'));
  expect(file.equals(await readFile(join(studio.host.recordings.folder, name ?? '')))).toBe(true);
}

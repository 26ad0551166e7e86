/** Markers, segments and labels of a stored recording, changed in the player; the file of the recording stays as it is. */
import { readFile } from 'node:fs/promises';
import { part } from '@modlink/test-parts';
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { openStudio, type Studio, startSynthetic } from './support/studio.js';

const browser = await part('chromium');

interface StoredEvent {
  readonly type: string;
  readonly label?: string;
  readonly atMs: number;
}

/** What the server tells of the only recording. */
async function stored({ server }: Studio) {
  const ask = async (path: string) => (await fetch(`${server.url}/api/v1${path}`)).json();
  const { recordings } = await ask('/recordings');
  const details = await ask(`/recordings/${recordings[0].recordingId}`);
  const startNs = BigInt(details.firstNs);
  const events: StoredEvent[] = details.events
    .map((event: { type: string; label?: string; timestampNs: string }) => ({
      type: event.type,
      label: event.label,
      atMs: Number(BigInt(event.timestampNs) - startNs) / 1e6,
    }))
    .filter(({ label }: StoredEvent) => label !== 'trigger');
  return { ...details, events };
}

const labels = async (studio: Studio) =>
  (await stored(studio)).events.map(({ type, label }: StoredEvent) => `${type} ${label}`);

const leaveFields = (page: Page) =>
  page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());

async function openRecording(): Promise<Studio> {
  const studio = await openStudio();
  const { host, page } = studio;
  await startSynthetic(host, 'eeg');
  const running = await host.recordings.start({ name: 'rest' });
  await expect.poll(() => running.snapshot().frames, { timeout: 20_000 }).toBeGreaterThan(30);
  running.mark('flash');
  await expect.poll(() => running.snapshot().frames, { timeout: 20_000 }).toBeGreaterThan(60);
  await running.finish();
  await studio.open('/recordings');
  await page.getByRole('link', { name: 'rest' }).click();
  await page.getByRole('button', { name: 'Play' }).waitFor();
  return studio;
}

browser.describe('a stored recording', () => {
  it('has markers that are renamed, moved, added, deleted, and brought back', {
    timeout: 120_000,
  }, async () => {
    const studio = await openRecording();
    const { page } = studio;
    const file = await readFile((await stored(studio)).path);
    const [{ atMs: recordedMs }] = (await stored(studio)).events;
    const position = async () => {
      const [{ atMs }] = (await stored(studio)).events.filter(({ type }: StoredEvent) => type === 'marker');
      return atMs;
    };

    await page.getByRole('button', { name: /^Edit flash/ }).click();
    const label = page.getByRole('textbox', { name: 'Label' });
    await expect.poll(() => label.evaluate((field) => field === document.activeElement)).toBe(true);
    await label.fill('flicker');
    await label.press('Enter');
    await expect.poll(() => labels(studio)).toEqual(['marker flicker']);
    await studio.expectAccessible();

    const time = page.getByRole('textbox', { name: 'Time (s)' });
    await time.press('ArrowUp');
    await expect.poll(async () => Math.abs((await position()) - recordedMs - 10)).toBeLessThan(1.1);
    const beforeDrag = await position();
    await drag(page, beforeDrag, 200);
    await expect.poll(async () => Math.abs((await position()) - beforeDrag - 200)).toBeLessThan(30);

    const slider = page.getByRole('slider', { name: 'Position' });
    await slider.press('Home');
    await expect.poll(() => slider.getAttribute('aria-valuenow')).toBe('0');
    await leaveFields(page);
    await page.keyboard.press('m');
    await expect.poll(() => labels(studio)).toEqual(['marker event', 'marker flicker']);
    await page.getByRole('button', { name: 'Add segment' }).click();
    await expect
      .poll(async () => (await labels(studio)).sort())
      .toEqual(['marker event', 'marker flicker', 'segment-end rest', 'segment-start rest']);
    await page.getByRole('textbox', { name: 'Until (s)' }).waitFor();
    await studio.expectAccessible();
    await leaveFields(page);
    await page.keyboard.press('Delete');
    await expect.poll(() => labels(studio)).toEqual(['marker event', 'marker flicker']);
    await page.keyboard.press('Control+z');
    await expect.poll(async () => (await labels(studio)).length).toBe(4);
    await page.keyboard.press('Control+y');
    await expect.poll(() => labels(studio)).toEqual(['marker event', 'marker flicker']);
    for (const left of [4, 2, 1]) {
      await page.keyboard.press('Control+z');
      await expect.poll(async () => (await labels(studio)).length).toBe(left);
    }
    for (let step = 0; step < 3; step++) await page.keyboard.press('Control+z');
    await expect.poll(() => labels(studio)).toEqual(['marker flash']);
    await expect.poll(position).toBe(recordedMs);
    await expect.poll(() => page.getByRole('button', { name: /^Undo/ }).isDisabled()).toBe(true);
    expect((await readFile((await stored(studio)).path)).equals(file)).toBe(true);
    expect(studio.errors).toEqual([]);
  });

  it('is called otherwise, and found by its new name and its driver', { timeout: 90_000 }, async () => {
    const studio = await openRecording();
    const { page } = studio;
    await page.getByRole('button', { name: 'Rename' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Name').fill('rest, eyes closed');
    await dialog.getByLabel('Subject').fill('S07');
    await dialog.getByLabel('Notes').fill('Window open.\nQuiet.');
    await studio.expectAccessible();
    await dialog.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('heading', { name: 'rest, eyes closed' }).waitFor();
    await page.getByText('Subject S07', { exact: false }).waitFor();
    expect(await stored(studio)).toMatchObject({ subject: 'S07', notes: 'Window open.\nQuiet.' });

    await page.getByRole('link', { name: 'All recordings' }).click();
    await page.getByRole('link', { name: 'rest, eyes closed' }).waitFor();
    const { drivers } = await stored(studio);
    await page.getByRole('combobox', { name: 'Driver' }).click();
    await page.getByRole('option', { name: `synthetic@${drivers[0].version}` }).click();
    await page.getByRole('link', { name: 'rest, eyes closed' }).waitFor();
    await page.getByLabel('Until').fill('2020-01-01');
    await page.getByText('No recording is like that.').waitFor();
    await studio.expectAccessible();
    expect(studio.errors).toEqual([]);
  });
});

/** Drags the marker at a time of the timeline by some milliseconds. */
async function drag(page: Page, atMs: number, byMs: number): Promise<void> {
  const slider = page.getByRole('slider', { name: 'Position' });
  const durationMs = Number(await slider.getAttribute('aria-valuemax'));
  const { x, y, width } = (await slider.boundingBox()) ?? { x: 0, y: 0, width: 0 };
  const at = (ms: number) => x + (ms / durationMs) * width;
  await page.mouse.move(at(atMs) + 2, y + 30);
  await page.mouse.down();
  await page.mouse.move(at(atMs + byMs / 2) + 2, y + 30);
  await page.mouse.move(at(atMs + byMs) + 2, y + 30);
  await page.mouse.up();
}

/** Files of other programs are uploaded in a real browser, and become recordings that are listed and play. */
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { exportRecording, type Host } from '@modlink/host';
import { part } from '@modlink/test-parts';
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { drawn } from './support/drawn.js';
import { openStudio, startSynthetic } from './support/studio.js';

const browser = await part('chromium');

/** Records the synthetic EEG, and writes it as EDF+ beside. The recording is taken away. @returns the EDF's path. */
async function exportedEdf(host: Host, home: string): Promise<string> {
  const deviceId = await startSynthetic(host, 'eeg');
  const recording = await host.recordings.start({ name: 'rest' });
  await expect.poll(() => recording.snapshot().samples, { timeout: 30_000 }).toBeGreaterThan(750);
  recording.mark('eyes closed');
  const { path } = await recording.finish();
  await host.devices.get(deviceId).disconnect();
  const folder = join(home, 'elsewhere');
  await mkdir(folder);
  const input = join(folder, 'rest.mcap');
  await rename(path, input);
  const { files } = await exportRecording({ input, format: 'edf', output: join(folder, 'rest') });
  const edf = files.find((file) => file.path.endsWith('.edf'));
  return edf?.path ?? expect.fail('nothing was exported');
}

browser.describe('imports', () => {
  it('are chosen, named, followed, and play', { timeout: 120_000 }, async () => {
    const studio = await openStudio();
    const { page, host, home } = studio;
    const edf = await exportedEdf(host, home);
    const pdf = join(home, 'notes.edf');
    await writeFile(pdf, '%PDF-1.7');
    await studio.open('/recordings');
    const [chooser] = await Promise.all([
      page.waitForEvent('filechooser'),
      page.getByRole('button', { name: 'Import', exact: true }).press('Enter'),
    ]);
    expect(chooser.isMultiple()).toBe(true);
    await chooser.setFiles([edf, pdf]);
    const dialog = page.getByRole('dialog', { name: 'Import files' });
    await dialog.getByRole('textbox', { name: 'Name of the recording of rest.edf' }).fill('Rest, from EDF');
    await dialog.getByLabel('Session').fill('monday');
    await dialog.getByLabel('Experiment').fill('old ones');
    await dialog.getByLabel('Subject').fill('S07');
    await studio.expectAccessible();
    await dialog.getByRole('button', { name: 'Import 2 files' }).press('Enter');

    const imports = page.getByRole('group', { name: 'Imports' });
    const link = imports.getByRole('link', { name: 'Open the recording of rest.edf' });
    await link.waitFor({ timeout: 40_000 });
    await imports.getByText('notes.edf begins like none of the formats', { exact: false }).waitFor();
    await page.getByRole('table', { name: 'Recordings' }).getByText('Rest, from EDF').waitFor();
    await studio.expectAccessible();
    await imports.getByRole('button', { name: 'Close notes.edf' }).click();
    await imports.getByRole('button', { name: 'Close notes.edf' }).waitFor({ state: 'detached' });

    await link.click();
    await page.getByRole('heading', { name: 'Rest, from EDF' }).waitFor();
    await page.getByText('Session monday · Experiment old ones · Subject S07', { exact: false }).waitFor();
    await page.getByRole('button', { name: 'Play' }).click();
    const curves = page.getByRole('img', { name: /^Live view of / }).first();
    // Three of the ten seconds that it shows.
    await expect.poll(async () => (await drawn(curves)).filled, { timeout: 20_000 }).toBeGreaterThan(0.1);
    await page.getByRole('button', { name: 'Edit eyes closed', exact: false }).waitFor();
    expect(studio.errors).toEqual([]);
  });

  it('are dropped, tell what was lost, and are cancelled', { timeout: 120_000 }, async () => {
    const studio = await openStudio();
    const { page, host } = studio;
    await studio.open('/recordings');
    await page.getByRole('button', { name: 'Import', exact: true }).waitFor();
    const board = [
      '%OpenBCI Raw EXG Data',
      '%Number of channels = 4',
      '%Sample Rate = 200 Hz',
      '%Board = OpenBCI_GUI$BoardGanglionNative',
      'Sample Index, EXG Channel 0, EXG Channel 1, EXG Channel 2, EXG Channel 3, Timestamp, Marker Channel',
    ];
    const rows = (count: number) =>
      Array.from(
        { length: count },
        (_, at) => `${at % 201}, ${at}.5, 2, 3, 4, ${1_589_393_465_000 + at * 5}, 0`,
      );
    await drop(page, 'board.txt', [...board, ...rows(500), 'broken', ''].join('\n'));
    const dialog = page.getByRole('dialog', { name: 'Import files' });
    await dialog.getByRole('button', { name: 'Import the file' }).click();
    const imports = page.getByRole('group', { name: 'Imports' });
    await imports.getByText('1 thing was lost, guessed or left out').waitFor({ timeout: 40_000 });
    await imports.getByText('line 506').waitFor();
    await studio.expectAccessible();

    // So slowly that it can be seen.
    const network = await page.context().newCDPSession(page);
    await network.send('Network.emulateNetworkConditions', {
      offline: false,
      latency: 0,
      downloadThroughput: -1,
      uploadThroughput: 200_000,
    });
    const long = [...board, ...rows(150_000), ''].join('\n');
    await drop(page, 'long.txt', long);
    await drop(page, 'left-out.txt', long);
    await drop(page, 'later.txt', long);
    await dialog.getByRole('button', { name: 'Leave out left-out.txt' }).click();
    await dialog.getByRole('button', { name: 'Import 2 files' }).click();
    await imports.getByText('waits for the file before it', { exact: false }).waitFor();
    await imports.getByText('uploading', { exact: true }).waitFor({ timeout: 30_000 });
    await imports.getByText(/^[1-9].* of 6 MB uploaded$/).waitFor({ timeout: 30_000 });
    await imports.getByRole('button', { name: 'Cancel later.txt' }).click();
    await imports.getByRole('button', { name: 'Cancel later.txt' }).waitFor({ state: 'detached' });
    await imports.getByRole('button', { name: 'Cancel long.txt' }).click();
    await imports.getByText('cancelled', { exact: true }).waitFor({ timeout: 30_000 });
    expect((await host.recordings.list()).recordings.map(({ name }) => name)).toEqual(['board']);
    // The browser tells of the upload that was ended.
    expect(studio.errors.filter((text) => !text.includes('Failed to load resource'))).toEqual([]);
  });
});

/** Drops a file on the page, as a browser does with one of its desktop. */
async function drop(page: Page, name: string, text: string): Promise<void> {
  const data = await page.evaluateHandle(
    ([fileName, content]) => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([content], fileName));
      return transfer;
    },
    [name, text] as const,
  );
  await page.dispatchEvent('body', 'dragover', { dataTransfer: data });
  await page.getByText('Drop the files to import them').waitFor();
  await page.dispatchEvent('body', 'drop', { dataTransfer: data });
  await page.getByText('Drop the files to import them').waitFor({ state: 'detached' });
}

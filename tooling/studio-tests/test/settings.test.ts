/** What belongs to this browser and this lab: labels, keys, setups; and what is told of the host. */
import { readFile } from 'node:fs/promises';
import { part } from '@modlink/test-parts';
import { expect, it } from 'vitest';
import { openStudio, startSynthetic } from './support/studio.js';

const browser = await part('chromium');

browser.describe('settings', () => {
  it('keep a setup, and bring its devices, labels and keys back', { timeout: 90_000 }, async () => {
    const studio = await openStudio();
    const { host, page } = studio;
    const eeg = await startSynthetic(host, 'eeg');
    const imu = await startSynthetic(host, 'imu');
    await host.stopStreaming(imu);
    await studio.open('/settings');
    await page.getByRole('button', { name: 'Labels' }).click();
    await page.getByRole('button', { name: 'Edit labels' }).click();
    const labels = page.getByRole('dialog');
    await labels.getByLabel('Name: New label').fill('stimulus');
    await labels.getByLabel('Key: New label').fill('1');
    await labels.getByText('In use').waitFor();
    await labels.getByLabel('Key: New label').fill('s');
    await labels.getByRole('button', { name: 'Add' }).click();
    await labels.getByRole('button', { name: 'Delete artifact' }).click();
    await studio.expectAccessible();
    await labels.getByRole('button', { name: 'Close' }).click();
    await page.getByText('Sets stimulus').waitFor();

    await page.getByLabel('Name of the setup').fill('lab 1');
    await page.getByRole('button', { name: 'Save 2 devices' }).click();
    await host.disconnect(eeg);
    await host.disconnect(imu);
    await page.getByRole('button', { name: 'Labels' }).click();
    await page.getByRole('button', { name: 'Edit labels' }).click();
    await labels.getByRole('button', { name: 'Delete stimulus' }).click();
    await labels.getByRole('button', { name: 'Close' }).click();
    await page.getByText('Sets stimulus').waitFor({ state: 'detached' });

    await page.getByRole('button', { name: 'Restore lab 1' }).click();
    await page.getByText('The setup is restored').waitFor();
    const states = host.devices
      .list()
      .filter(({ state }) => state !== 'disconnected')
      .map(({ title, state }) => `${title} ${state}`);
    expect(states.sort()).toEqual(['Synthetic EEG streaming', 'Synthetic IMU connected']);
    await page.getByText('Sets stimulus').waitFor();
    await studio.expectAccessible();

    await using recording = await host.recordings.start();
    await page.getByRole('button', { name: 'Stop' }).waitFor();
    await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
    await page.keyboard.press('s');
    await page.getByRole('status').getByText('Marked stimulus').waitFor({ state: 'attached' });
    await page.getByLabel('Single keys do something').click();
    const { events } = recording.snapshot();
    await page.keyboard.press('s');
    await page.getByRole('button', { name: 'Mark', exact: true }).waitFor();
    await page.getByRole('button', { name: 'Mark', exact: true }).click();
    await page.getByRole('status').getByText('Marked event').waitFor({ state: 'attached' });
    // The EEG sets one each second by itself.
    expect(recording.snapshot().events).toBeGreaterThan(events);
    expect(studio.errors).toEqual([]);
  });

  it('tell of the host, and give what a bug report needs without secrets', { timeout: 60_000 }, async () => {
    const studio = await openStudio({ colorScheme: 'dark' });
    const { host, page } = studio;
    await startSynthetic(host, 'imu');
    await studio.open('/settings');
    await page.getByRole('cell', { name: host.recordings.folder }).waitFor();
    const [saved] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Save diagnostics' }).click(),
    ]);
    expect(saved.suggestedFilename()).toMatch(/^modlink-diagnostics-.*\.zip$/);
    // What is in it is the server's matter, and tested there. "PK": APPNOTE 6.3.10, 4.3.7.
    expect((await readFile(await saved.path())).subarray(0, 2).toString()).toBe('PK');
    await page.getByRole('radiogroup', { name: 'Theme' }).getByText('Light').click();
    await studio.expectAccessible();
    expect(studio.errors).toEqual([]);
  });
});

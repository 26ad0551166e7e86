import { part } from '@modlink/test-parts';
import type { Locator, Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { drawn, view } from './support/drawn.js';
import { openStudio, type Studio, startSynthetic } from './support/studio.js';

const browser = await part('chromium');
const eegId = 'synthetic_eeg.01:eeg';

browser.describe('the live view', () => {
  it('says what to do while nothing streams', { timeout: 120_000 }, async () => {
    const studio = await openStudio();
    await studio.open('/');
    await studio.page.getByRole('heading', { name: 'Nothing streams yet' }).waitFor();
    await studio.expectAccessible();
    await studio.page.getByRole('link', { name: 'Go to devices' }).click();
    await studio.page.getByRole('button', { name: 'Search', exact: true }).waitFor();
    expect(studio.errors).toEqual([]);
  });

  it('shows every kind of stream, as it comes', { timeout: 240_000 }, async () => {
    const studio = await openStudio({ viewport: { width: 1280, height: 1_500 } });
    for (const kind of ['eeg', 'imu', 'pressure mat', 'line camera', 'synthetic camera']) {
      await startSynthetic(studio.host, kind);
    }
    const { page } = studio;
    await studio.open('/');
    for (const name of ['EEG', 'Acceleration', 'Angular rate', 'Pressure', 'Line scan', 'Test card']) {
      await expect.poll(() => coloursOf(view(page, name)), { timeout: 40_000 }).toBeGreaterThan(3);
      await expectToMove(view(page, name));
    }
    await page
      .getByText(/\d Hz · jitter .* ms · no gaps · none lost/)
      .first()
      .waitFor();
    await studio.expectAccessible();
    expect(studio.errors).toEqual([]);
  });

  it('shows values that come slowly as numbers, and tells them to screen readers', {
    timeout: 120_000,
  }, async () => {
    const studio = await openStudio({
      hostOptions: { driverSettings: { synthetic: { accelRateHz: 2, accelChunkSize: 1 } } },
    });
    await startSynthetic(studio.host, 'imu');
    const { page } = studio;
    await studio.open('/');
    const values = page.getByRole('group', { name: 'Latest values of Acceleration' });
    const numbers = async () => (await values.getByRole('definition').allTextContents()).join('\n');
    await expect
      .poll(numbers, { timeout: 20_000 })
      .toMatch(/^-?[\d.]+ m\/s\^2.*\n-?[\d.]+ m\/s\^2\n-?[\d.]+ m\/s\^2$/);
    const first = await numbers();
    await expect.poll(numbers, { timeout: 20_000 }).not.toBe(first);
    const told = page.getByRole('status').filter({ hasText: /Acceleration: accel_x -?[\d.]+ m/ });
    await told.waitFor({ state: 'attached' });
    await studio.expectAccessible();
    await page.getByRole('button', { name: 'View settings of Acceleration' }).click();
    await page.getByRole('switch', { name: 'Tell screen readers' }).press('Space');
    await told.waitFor({ state: 'detached' });
    await page.getByRole('checkbox', { name: 'accel_y' }).click();
    await expect.poll(() => values.getByRole('definition').count()).toBe(2);
    await page.getByRole('button', { name: 'Freeze the view of Acceleration' }).click();
    await studio.expectAccessible();
    expect(studio.errors).toEqual([]);
  });

  it('freezes a view while the stream goes on', { timeout: 120_000 }, async () => {
    const studio = await openStudio();
    const deviceId = await startSynthetic(studio.host, 'eeg');
    const { page } = studio;
    await studio.open('/');
    const eeg = view(page, 'EEG');
    await expectToMove(eeg);
    await page.getByRole('button', { name: 'Freeze the view of EEG' }).click();
    await page.getByText('frozen', { exact: true }).waitFor();
    const frozen = await picture(eeg);
    const samples = () => samplesOf(studio, deviceId);
    const before = samples();
    await expect.poll(samples, { timeout: 40_000 }).toBeGreaterThan(before + 250);
    expect((await picture(eeg)).equals(frozen)).toBe(true);
    await page.getByRole('button', { name: 'Let the view of EEG go on' }).click();
    await expectToMove(eeg);
    expect(studio.errors).toEqual([]);
  });

  it('filters the preview, and says so', { timeout: 120_000 }, async () => {
    const studio = await openStudio();
    await startSynthetic(studio.host, 'eeg');
    const { page } = studio;
    // Lanes of a fixed range: what the filter takes away is not made larger again.
    await keepSettings(page, { windowS: 2, range: { isAuto: false, minimum: -25, maximum: 25 } });
    await studio.open('/');
    const eeg = view(page, 'EEG');
    const unfiltered = await paintedOfFull(eeg);
    await page.getByRole('button', { name: 'View settings of EEG' }).click();
    await choose(page, 'Filter', 'Low pass');
    await page.getByRole('textbox', { name: 'Edge (Hz)' }).fill('2');
    await page.getByText('filtered preview').waitFor();
    // Without rhythm and noise a curve is much shorter.
    await expect.poll(() => paintedOfFull(eeg), { timeout: 40_000 }).toBeLessThan(unfiltered * 0.8);
    await choose(page, 'Filter', 'No filter');
    await page.getByText('filtered preview').waitFor({ state: 'detached' });
    await expect.poll(() => paintedOfFull(eeg), { timeout: 40_000 }).toBeGreaterThan(unfiltered * 0.8);

    await choose(page, 'Filter', 'Band pass');
    await page.getByRole('textbox', { name: 'Upper edge (Hz)' }).fill('400');
    await page.getByRole('alert').getByText('This filter is not possible').waitFor();
    await studio.expectAccessible();
    expect(studio.errors).toEqual([]);
  });

  it('shows spectra', { timeout: 120_000 }, async () => {
    const studio = await openStudio({ colorScheme: 'dark' });
    await startSynthetic(studio.host, 'eeg');
    const { page } = studio;
    await studio.open('/');
    await page.getByRole('button', { name: 'View settings of EEG' }).click();
    await page.getByText('Spectrum', { exact: true }).click();
    await expect.poll(() => coloursOf(view(page, 'EEG')), { timeout: 40_000 }).toBeGreaterThan(50);
    await expectToMove(view(page, 'EEG'));
    await page.getByText('Spectrogram', { exact: true }).click();
    await expect.poll(() => coloursOf(view(page, 'EEG')), { timeout: 40_000 }).toBeGreaterThan(100);
    await expectToMove(view(page, 'EEG'));
    await studio.expectAccessible();
    expect(studio.errors).toEqual([]);
  });

  it('is arranged by keyboard, maximized, and stays so', { timeout: 120_000 }, async () => {
    const studio = await openStudio();
    await startSynthetic(studio.host, 'imu');
    const { page } = studio;
    await studio.open('/');
    const names = () => page.getByRole('heading', { level: 2 }).allTextContents();
    await expect.poll(names).toEqual(['Acceleration', 'Angular rate']);
    const grip = page.getByRole('button', { name: /^Move Angular rate/ });
    await grip.press('ArrowLeft');
    await expect.poll(names).toEqual(['Angular rate', 'Acceleration']);
    const width = async () => (await view(page, 'Angular rate').boundingBox())?.width ?? 0;
    await expect.poll(width).toBeGreaterThan(300);
    const before = await width();
    await grip.press('Shift+ArrowRight');
    await expect.poll(width).toBeGreaterThan(before + 50);
    await page.reload();
    await expect.poll(names).toEqual(['Angular rate', 'Acceleration']);
    await expect.poll(width).toBeGreaterThan(before + 50);

    await page.getByRole('button', { name: 'Maximize Angular rate' }).click();
    await view(page, 'Acceleration').waitFor({ state: 'hidden' });
    await expect.poll(width).toBeGreaterThan(before * 1.5);
    await page.getByRole('button', { name: 'Restore Angular rate' }).click();
    await view(page, 'Acceleration').waitFor();
    await page.getByRole('button', { name: 'Arrange anew' }).click();
    await expect.poll(names).toEqual(['Acceleration', 'Angular rate']);
    expect(studio.errors).toEqual([]);
  });

  it('says that a device does not stream, and starts it', { timeout: 120_000 }, async () => {
    const studio = await openStudio();
    const deviceId = await startSynthetic(studio.host, 'eeg');
    const { page } = studio;
    await studio.open('/');
    await expectToMove(view(page, 'EEG'));
    await studio.host.stopStreaming(deviceId);
    await page.getByText('does not stream').waitFor();
    await page.getByRole('button', { name: 'Start', exact: true }).click();
    await page.getByText('does not stream').waitFor({ state: 'detached' });
    await expectToMove(view(page, 'EEG'));
    expect(studio.errors).toEqual([]);
  });
});

const picture = (element: Locator): Promise<Buffer> => element.screenshot({ animations: 'disabled' });

async function expectToMove(element: Locator): Promise<void> {
  await element.scrollIntoViewIfNeeded();
  const before = await picture(element);
  await expect.poll(async () => (await picture(element)).equals(before), { timeout: 40_000 }).toBe(false);
}

async function choose(page: Page, label: string, option: string): Promise<void> {
  await page.getByRole('combobox', { name: label, exact: true }).click();
  await page.getByRole('option', { name: option, exact: true }).click();
}

/** What a person would have set before. */
async function keepSettings(page: Page, settings: object): Promise<void> {
  await page.addInitScript(
    ([streamId, kept]) => {
      localStorage.setItem('modlink-live', JSON.stringify({ places: {}, cards: { [streamId]: kept } }));
    },
    [eegId, settings] as const,
  );
}

const samplesOf = ({ host }: Studio, deviceId: string): number =>
  host.bus.stream(`${deviceId}:eeg`).statistics.snapshot().samples;

const coloursOf = async (element: Locator): Promise<number> => (await drawn(element)).colours;

/** Painted pixels of curves that fill the view. */
async function paintedOfFull(element: Locator): Promise<number> {
  await expect.poll(async () => (await drawn(element)).filled, { timeout: 40_000 }).toBeGreaterThan(0.995);
  return (await drawn(element)).painted;
}

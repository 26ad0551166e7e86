/** What a recording tells of itself, and what its export lets choose, in the language of the studio. */
import { part } from '@modlink/test-parts';
import { expect, it } from 'vitest';
import { openStudio, startSynthetic } from './support/studio.js';

const browser = await part('chromium');

browser.describe('a recording', () => {
  it('tells its drivers, and offers what each format lets choose', { timeout: 120_000 }, async () => {
    const studio = await openStudio();
    const { page, host } = studio;
    await startSynthetic(host, 'eeg');
    const running = await host.recordings.start({ name: 'rest', subject: 'S07', experiment: 'eyes' });
    await expect.poll(() => running.snapshot().samples, { timeout: 20_000 }).toBeGreaterThan(300);
    await running.finish();
    await studio.open('/recordings');
    await page.getByRole('link', { name: 'rest' }).click();

    const drivers = page.getByRole('table', { name: 'Devices and drivers' });
    await drivers.getByText('@modlink/driver-synthetic', { exact: false }).waitFor();
    await drivers.getByText('From: folder that was named').waitFor();
    expect(await drivers.getByText('eegRateHz: 250').isVisible()).toBe(false);
    await drivers.getByText(/^\d+ settings$/).click();
    await drivers.getByText('eegRateHz: 250').waitFor();

    await page.getByRole('button', { name: 'Export' }).click();
    const dialog = page.getByRole('dialog', { name: 'Export: rest' });
    await dialog.getByRole('combobox', { name: 'Format' }).click();
    await page.getByRole('option', { name: /^BIDS/ }).click();
    expect(await dialog.getByRole('textbox', { name: 'Subject' }).getAttribute('placeholder')).toBe('S07');
    expect(await dialog.getByRole('textbox', { name: 'Task' }).getAttribute('placeholder')).toBe('eyes');
    expect(await dialog.getByRole('combobox', { name: 'Timestamps' }).inputValue()).toBe('As recorded');
    await dialog.getByRole('textbox', { name: 'Run' }).fill('2');
    await dialog.getByRole('combobox', { name: 'Power line' }).click();
    await page.getByRole('option', { name: '50 Hz' }).click();
    await studio.expectAccessible();
    await dialog.getByRole('button', { name: 'Export' }).click();
    await dialog.getByText('finished').waitFor({ timeout: 30_000 });

    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    await page.getByRole('combobox', { name: 'Language' }).click();
    await page.getByRole('option', { name: '简体中文' }).click();
    await page.getByRole('table', { name: '设备和驱动' }).waitFor();
    await page.getByRole('button', { name: '导出' }).click();
    await page.getByRole('combobox', { name: '格式' }).click();
    // No format and no option is told in another language.
    const titles = await page.getByRole('option').allTextContents();
    expect(titles.length).toBeGreaterThan(10);
    for (const title of titles) expect(title).toMatch(/\p{Script=Han}/u);
    await page.getByRole('option', { name: /^BIDS/ }).click();
    for (const name of ['时间戳', '打包方式', '受试者', '会话', '任务', '轮次', '电源频率'])
      await page.getByRole('dialog').getByLabel(name, { exact: true }).first().waitFor();
    expect(studio.errors).toEqual([]);
  });
});

import { part } from '@modlink/test-parts';
import { expect, it } from 'vitest';
import { openStudio, startSynthetic } from './support/studio.js';

const browser = await part('chromium');

browser.describe('the studio', () => {
  it('shows devices: searches, connects, starts, sets, stops, disconnects', { timeout: 60_000 }, async () => {
    const studio = await openStudio();
    const { page } = studio;
    await studio.open('/devices');
    await page.getByRole('button', { name: 'Search', exact: true }).click();
    await page.getByRole('button', { name: /^Connect .*EEG/i }).click();
    await page.getByText('streaming', { exact: true }).waitFor();
    expect(studio.host.devices.list()).toMatchObject([{ state: 'streaming' }]);
    await studio.expectAccessible();

    await page.getByRole('button', { name: 'Settings' }).first().click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Seed').fill('42');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.waitFor({ state: 'detached' });
    expect(await studio.host.drivers.settings('synthetic')).toMatchObject({ seed: 42 });

    await page.getByRole('button', { name: 'Stop' }).click();
    await page.getByText('connected', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Disconnect' }).click();
    await page.getByText('No device is connected', { exact: false }).waitFor();
    expect(studio.errors).toEqual([]);
  });

  it('shows what goes wrong with a device, where it happens', { timeout: 60_000 }, async () => {
    const studio = await openStudio();
    const deviceId = await startSynthetic(studio.host, 'eeg');
    await studio.open('/devices');
    const { pid } = studio.host.devices.get(deviceId).info();
    if (pid !== undefined) process.kill(pid, 'SIGKILL');
    await studio.page.getByText('Last problem').waitFor();
    await studio.page.getByText('streaming', { exact: true }).waitFor();
    expect(studio.errors).toEqual([]);
  });

  it('shows drivers and the log, and switches a driver off', { timeout: 60_000 }, async () => {
    const studio = await openStudio();
    const { page } = studio;
    await studio.open('/drivers');
    await page.getByText('Synthetic', { exact: false }).first().waitFor();
    await studio.expectAccessible();
    await page.getByRole('switch').first().press('Space');
    await expect.poll(() => studio.host.drivers.get('synthetic').enabled).toBe(false);
    await studio.open('/logs');
    await studio.expectAccessible();
    expect(studio.errors).toEqual([]);
  });

  it('speaks Chinese, and remembers it', { timeout: 60_000 }, async () => {
    const studio = await openStudio({ colorScheme: 'dark' });
    const { page } = studio;
    await studio.open('/devices');
    await page.getByRole('combobox', { name: 'Language' }).click();
    await page.getByRole('option', { name: '简体中文' }).click();
    await page.getByRole('link', { name: '设备' }).waitFor();
    await page.reload();
    await page.getByRole('link', { name: '设备' }).waitFor();
    expect(await page.locator('html').getAttribute('lang')).toBe('zh-CN');
    await studio.expectAccessible();
  });

  it('says that the server is gone, and comes back with it', { timeout: 60_000 }, async () => {
    const studio = await openStudio();
    await studio.open('/devices');
    await studio.server.close();
    await studio.page.getByRole('alert').getByText('The server is not reached').waitFor();
  });
});

/** What the host is told to do: its settings, options of recordings, what is done about devices that go away; and what befell them. */
import { part } from '@modlink/test-parts';
import { expect, it } from 'vitest';
import { openStudio, type Studio, startSynthetic } from './support/studio.js';

const browser = await part('chromium');

const ask = async ({ server }: Studio, path: string) => (await fetch(`${server.url}/api/v1${path}`)).json();

browser.describe('the host', () => {
  it('takes settings that say from when on they count, and gives defaults back', {
    timeout: 90_000,
  }, async () => {
    const studio = await openStudio();
    const { page } = studio;
    const values = async () => (await ask(studio, '/host/settings')).values;
    await studio.open('/settings');
    const before = page.getByRole('textbox', { name: 'Time before a recording' });
    await before.fill('5');
    await before.press('Enter');
    await expect.poll(async () => (await values()).preRollMs).toBe(5_000);
    await page.getByText('at the next recording').first().waitFor();
    await page.getByRole('switch', { name: 'Keep the computer awake' }).press('Space');
    await expect.poll(async () => (await values()).keepAwake).toBe(true);
    await page.getByRole('combobox', { name: 'Compression' }).click();
    await page.getByRole('option', { name: 'zstd (small)' }).click();
    await expect.poll(async () => (await values()).compression).toBe('zstd');
    // Decided by whoever started this host.
    expect(await page.getByRole('textbox', { name: 'Recordings folder' }).isDisabled()).toBe(true);
    await page.getByRole('textbox', { name: 'Attempts' }).fill('7');
    await page.getByRole('textbox', { name: 'Attempts' }).press('Enter');
    await expect.poll(async () => (await values()).reconnect.maxAttempts).toBe(7);
    await studio.expectAccessible();
    await page.getByRole('button', { name: 'Default: Time before a recording' }).click();
    await expect.poll(async () => (await values()).preRollMs).toBe(0);
    await expect.poll(() => before.inputValue()).toBe('0 s');
    expect(studio.errors).toEqual([]);
  });

  it('records with options, which stay out of the way', { timeout: 90_000 }, async () => {
    const studio = await openStudio();
    const { page, host } = studio;
    await startSynthetic(host, 'eeg');
    await startSynthetic(host, 'imu');
    await studio.open('/devices');
    await page.getByRole('button', { name: 'Recording options' }).click();
    await page.getByRole('textbox', { name: 'Subject' }).fill('S07');
    await page.getByRole('textbox', { name: 'Notes' }).fill('Window open.');
    await page.getByRole('textbox', { name: 'Stop after (min)' }).fill('30');
    await page.getByRole('textbox', { name: 'New file after (MiB)' }).fill('100');
    await page.getByRole('combobox', { name: 'Compression' }).click();
    await page.getByRole('option', { name: 'lz4 (fast)' }).click();
    await page.getByRole('combobox', { name: 'Streams' }).click();
    await page.getByRole('option', { name: 'synthetic_eeg.01:eeg' }).click();
    await studio.expectAccessible();
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    const bar = page.getByRole('region', { name: 'Recording' });
    await bar.getByRole('button', { name: 'Record', exact: true }).click();
    await bar.getByText('ends in', { exact: false }).waitFor();
    await expect
      .poll(async () => (await ask(studio, '/recordings/running')).recordings[0]?.frames)
      .toBeGreaterThan(3);
    const [running] = (await ask(studio, '/recordings/running')).recordings;
    expect(running).toMatchObject({ subject: 'S07', notes: 'Window open.' });
    expect(running.streams.map(({ streamId }: { streamId: string }) => streamId)).toEqual([
      'synthetic_eeg.01:eeg',
    ]);
    expect(Number(BigInt(running.endsNs) - BigInt(running.startedNs)) / 60e9).toBeCloseTo(30, 1);
    await bar.getByRole('button', { name: 'Stop' }).click();
    // The notice leads to the very recording.
    await page.getByRole('link', { name: 'Open the recording' }).click();
    await page.getByText('Subject S07', { exact: false }).waitFor();
    expect(studio.errors).toEqual([]);
  });

  it('is told what to do about devices, and tells what befell them and what to do', {
    timeout: 90_000,
  }, async () => {
    const studio = await openStudio();
    const { page, host } = studio;
    const deviceId = await startSynthetic(host, 'eeg');
    await studio.open('/devices');
    await page.getByRole('button', { name: 'Reconnecting' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('switch', { name: 'Look for them' }).press('Space');
    await expect
      .poll(async () => (await ask(studio, `/devices/${deviceId}`)).policy.reconnect.mode)
      .toBe('off');
    await studio.expectAccessible();
    await dialog.getByRole('button', { name: 'Back to what holds otherwise' }).click();
    await expect
      .poll(async () => (await ask(studio, `/devices/${deviceId}`)).policy.reconnect.mode)
      .toBe('on');
    await dialog.getByRole('button', { name: 'Close' }).click();

    await page.getByRole('button', { name: 'History' }).click();
    await dialog.getByText('Nothing has gone wrong.').waitFor();
    await dialog.getByRole('button', { name: 'Close' }).click();
    const { pid } = host.devices.get(deviceId).info();
    process.kill(pid ?? expect.fail('the driver has no process'), 'SIGKILL');
    await page.getByText('Last problem').waitFor();
    await page.getByRole('button', { name: 'History' }).click();
    await dialog.getByText('driver crashed').waitFor();
    await dialog.getByText('driver restarted').waitFor();
    await studio.expectAccessible();
    await dialog.getByRole('button', { name: 'Close' }).click();
    await studio.open('/drivers');
    await page.getByRole('button', { name: /^History/ }).click();
    await dialog.getByText('driver crashed').waitFor();
    expect(studio.errors).toEqual([]);
  });

  it('says that it runs in safe mode', { timeout: 60_000 }, async () => {
    const studio = await openStudio({ hostOptions: { safeMode: true } });
    await studio.open('/drivers');
    await studio.page.getByRole('alert').getByText('Safe mode').waitFor();
    await studio.expectAccessible();
    expect(studio.errors).toEqual([]);
  });
});

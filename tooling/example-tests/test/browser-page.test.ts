import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { chromiumPath, part } from '@modlink/test-parts';
import { chromium } from 'playwright-core';
import { expect, it, onTestFinished } from 'vitest';
import { examples } from './support/folders.js';
import { serverWithEeg } from './support/server.js';

const browserPart = await part('chromium');
const cwd = join(examples, 'browser-page');

browserPart.describe('browser-page', () => {
  it('draws the EEG of the server that it comes from', { timeout: 90_000 }, async () => {
    const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
    await promisify(execFile)(npm, ['run', 'build'], { cwd });
    const { url } = await serverWithEeg({ studioFolder: join(cwd, 'dist') });
    const browser = await chromium.launch({
      executablePath: chromiumPath,
      args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
    });
    onTestFinished(() => browser.close());
    const page = await browser.newPage();
    const errors: string[] = [];
    page.on('pageerror', (error) => errors.push(String(error)));
    await page.goto(url);
    const status = page.getByRole('status');
    await expect
      .poll(() => status.textContent(), { timeout: 30_000 })
      .toMatch(/^synthetic_eeg\.01:eeg: \d\d+ frames$/);
    // The curve is there: some pixels of the canvas are not empty.
    const painted = await page.evaluate(() => {
      const canvas = document.querySelector('canvas') as HTMLCanvasElement;
      const pixels = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data ?? [];
      return pixels.some((value) => value > 0);
    });
    expect(painted).toBe(true);
    expect(errors).toEqual([]);
  });
});

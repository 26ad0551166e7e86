/**
 * The pictures of what a newcomer sees: the studio as `modlink start` opens it, on the synthetic devices.
 *
 *     node pictures/first-look.mjs          writes apps/docs/images/start-light.png and start-settings-light.png
 */
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { chromiumPath } from '@modlink/test-parts';
import { chromium } from 'playwright-core';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const images = join(root, 'apps/docs/images');
/** Curves fill their window of time. */
const curvesMs = 8_000;

const home = await mkdtemp(join(tmpdir(), 'modlink-pictures-'));
const studio = spawn(
  process.execPath,
  [join(root, 'apps/cli/dist/main.js'), 'start', '--no-open', '--port', '0', '--home', home, '--json'],
  { stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, HOME: home } },
);
try {
  const browser = await chromium.launch({ executablePath: chromiumPath, args: ['--no-sandbox'] });
  const page = await browser.newPage({ viewport: { width: 1280, height: 720 }, locale: 'en-US' });
  await page.goto(await addressOf(studio));
  await page.getByRole('img', { name: 'Live view of EEG' }).waitFor();
  await page.waitForTimeout(curvesMs);
  await page.screenshot({ path: join(images, 'start-light.png') });
  await page.getByRole('button', { name: 'View settings of EEG' }).click();
  await page.waitForTimeout(curvesMs);
  await page.screenshot({ path: join(images, 'start-settings-light.png') });
  await browser.close();
} finally {
  studio.kill('SIGTERM');
  await new Promise((done) => studio.once('exit', done));
  await rm(home, { recursive: true, force: true });
}

async function addressOf({ stdout }) {
  for await (const line of createInterface(stdout)) {
    const { type, url } = JSON.parse(line);
    if (type === 'started') return url;
  }
  throw new Error('The studio did not start.');
}

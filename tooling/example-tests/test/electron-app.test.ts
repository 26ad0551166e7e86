/**
 * The Electron application with the real Electron, on a display or under Xvfb. Its binary is no part of the npm package, so
 * that it is often not there: then `npm run typecheck` of this package checks the application against Electron's types.
 */
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { _electron as electron } from 'playwright-core';
import { describe, expect, it, onTestFinished } from 'vitest';
import { examples, temporaryFolder } from './support/folders.js';

const cwd = join(examples, 'electron-app');
const electronPackage = dirname(createRequire(join(cwd, 'main.mjs')).resolve('electron/package.json'));
const isHere = existsSync(join(electronPackage, 'path.txt'));

describe.skipIf(!isHere)('electron-app (skipped where the binary of Electron was not downloaded)', () => {
  it('finds the synthetic devices, streams one, and ends its drivers', { timeout: 120_000 }, async () => {
    const home = await temporaryFolder();
    const app = await electron.launch({
      args: ['.', '--no-sandbox', `--user-data-dir=${home}`],
      cwd,
      executablePath: createRequire(join(cwd, 'main.mjs'))('electron') as string,
    });
    onTestFinished(() => app.close());
    const page = await app.firstWindow();
    await page.getByRole('button', { name: 'Synthetic EEG' }).click();
    await expect
      .poll(() => page.locator('#latest').textContent(), { timeout: 30_000 })
      .toMatch(/:eeg {2}8 x/);
  });
});

/** Driver packages are found in a real registry, installed, updated, brought back and removed. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { part, publishDriver, startNpmRegistry } from '@modlink/test-parts';
import { expect, it, onTestFinished } from 'vitest';
import { openStudio } from './support/studio.js';

const browser = await part('chromium');
const npmRegistry = await part('npm-registry');
const name = 'modlink-driver-studio-test';

browser.describe('driver packages', () => {
  npmRegistry.describe('of a registry', () => {
    it('are found, installed, updated, brought back and removed', { timeout: 150_000 }, async () => {
      const registry = await startNpmRegistry();
      onTestFinished(() => registry[Symbol.asyncDispose]());
      await publishDriver(registry, { name, version: '1.0.0' });
      const cache = await mkdtemp(join(tmpdir(), 'modlink-studio-'));
      onTestFinished(() => rm(cache, { recursive: true, force: true }));
      const studio = await openStudio({
        hostOptions: { installer: { npm: { registry: registry.url, cache } } },
      });
      const { page } = studio;
      const jobs = page.getByRole('group', { name: 'Installations and removals' });
      const dialog = page.getByRole('dialog');
      const installed = page
        .getByRole('table', { name: 'Driver packages' })
        .getByRole('row')
        .filter({ hasText: name });

      await studio.open('/drivers');
      await page.getByText('No driver package was installed yet', { exact: false }).waitFor();
      await page.getByLabel('Find drivers').fill('modlink-driver-studio');
      await page.getByRole('button', { name: 'Search', exact: true }).click();
      await page.getByRole('button', { name: `Install ${name}`, exact: true }).click();
      await dialog.getByText('It runs with your rights', { exact: false }).waitFor();
      await studio.expectAccessible();
      await dialog.getByRole('button', { name: 'Install' }).click();
      await jobs.getByText(`Install ${name}: finished`).waitFor({ timeout: 60_000 });
      await installed.getByText('1.0.0').waitFor();
      await page
        .getByRole('table', { name: 'Installed drivers' })
        .getByText('studio-test', { exact: true })
        .first()
        .waitFor();
      await studio.expectAccessible();

      await publishDriver(registry, { name, version: '1.1.0' });
      await page.getByRole('button', { name: 'Look for updates' }).click();
      await installed.getByRole('button', { name: 'Update to 1.1.0' }).click();
      await jobs.getByText(`Update ${name}: finished`).waitFor({ timeout: 60_000 });
      await installed.getByRole('button', { name: 'Back to 1.0.0' }).click();
      await jobs.getByText(`Go back with ${name}: finished`).waitFor({ timeout: 60_000 });

      await page.getByLabel('Find drivers').fill('modlink-driver-that-is-not-there');
      await page.getByRole('button', { name: 'Install by name' }).click();
      await dialog.getByRole('button', { name: 'Install' }).click();
      await jobs.getByText('Install modlink-driver-that-is-not-there: failed').waitFor({ timeout: 60_000 });

      await installed.getByRole('button', { name: `Remove ${name}` }).click();
      await dialog.getByRole('button', { name: 'Remove' }).click();
      await jobs.getByText(`Remove ${name}: finished`).waitFor({ timeout: 60_000 });
      await page.getByText('No driver package was installed yet', { exact: false }).waitFor();
      await expect
        .poll(() => studio.host.drivers.list().map(({ driverId }) => driverId))
        .toEqual(['synthetic']);
      expect(studio.errors).toEqual([]);
    });
  });
});

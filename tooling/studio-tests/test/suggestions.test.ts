/**
 * What is plugged in, and the driver of a real registry that knows it, installed with one click. No port that a platform lists can
 * be made up, so that the transport is a stand-in.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { part, publishDriver, startNpmRegistry } from '@modlink/test-parts';
import { expect, it, onTestFinished } from 'vitest';
import { openStudio } from './support/studio.js';

const browser = await part('chromium');
const npmRegistry = await part('npm-registry');
const name = 'modlink-driver-amplifier';
const port = { path: '/dev/ttyUSB0', vendorId: '0403', productId: '6015', manufacturer: 'FTDI' };
const transport = `
  export default { kind: 'serial', create: () => ({ kind: 'serial', list: async () => [${JSON.stringify(port)}] }) };
`;

browser.describe('what is plugged in', () => {
  npmRegistry.describe('and known to a package of the registry', () => {
    it('is told with its driver, which is installed with one click', { timeout: 120_000 }, async () => {
      const registry = await startNpmRegistry();
      onTestFinished(() => registry[Symbol.asyncDispose]());
      const match = { serial: [{ vendorId: '0403', productId: '6015' }] };
      await publishDriver(registry, { name, version: '1.2.0', match });
      const folder = await mkdtemp(join(tmpdir(), 'modlink-studio-'));
      onTestFinished(() => rm(folder, { recursive: true, force: true }));
      await writeFile(join(folder, 'one-adapter.mjs'), transport);
      const studio = await openStudio({
        hostOptions: {
          transports: { serial: join(folder, 'one-adapter.mjs') },
          installer: { npm: { registry: registry.url, cache: join(folder, 'cache') } },
        },
      });
      const { page } = studio;
      await studio.open('/devices');
      await page.getByRole('link', { name: 'Find drivers for what is plugged in' }).click();
      await page.getByText('/dev/ttyUSB0, FTDI: amplifier').waitFor({ timeout: 60_000 });
      await page.getByText('Its USB ids are 0403:6015.', { exact: false }).waitFor();
      await studio.expectAccessible();
      await page.getByRole('button', { name: `Install ${name}`, exact: true }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'Install' }).click();
      const jobs = page.getByRole('group', { name: 'Installations and removals' });
      await jobs.getByText(`Install ${name}: finished`).waitFor({ timeout: 60_000 });
      // It is asked anew: the driver that knows it is an installed one now.
      await page.getByRole('button', { name: 'Installed', exact: true }).waitFor({ timeout: 30_000 });
      expect(studio.host.drivers.list().map(({ driverId }) => driverId)).toContain('amplifier');
      expect(studio.errors).toEqual([]);
    });
  });
});

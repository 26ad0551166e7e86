/** Who knows what is plugged in. No port that a platform lists can be made up, so that the transport is a stand-in. */

import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { part, publishDriver, startNpmRegistry } from '@modlink/test-parts';
import { expect, it } from 'vitest';
import { openTestHost, temporaryFolder } from '../support/test-host.js';

const npmRegistry = await part('npm-registry');

/** A transport that lists one adapter. */
async function oneAdapter(): Promise<string> {
  const file = join(await temporaryFolder(), 'one-adapter.mjs');
  const port = { path: '/dev/ttyUSB0', vendorId: '0403', productId: '6015', manufacturer: 'FTDI' };
  await writeFile(
    file,
    `export default { kind: 'serial', create: () => ({ kind: 'serial', list: async () => [${JSON.stringify(port)}] }) };`,
  );
  return file;
}

const entry = (match: object) => ({
  entry: './index.js',
  displayName: 'Amplifier',
  providers: ['serial'],
  match,
});

npmRegistry.describe('suggested packages', () => {
  it('are those of the registry that know what is plugged in, the most specific first', {
    timeout: 60_000,
  }, async () => {
    await using registry = await startNpmRegistry();
    const drivers = {
      'modlink-driver-exact': { exact: entry({ serial: [{ vendorId: '0403', productId: '6015' }] }) },
      'modlink-driver-vendor': { vendor: entry({ serial: [{ vendorId: '0403' }] }) },
      'modlink-driver-other': { other: entry({ serial: [{ vendorId: 'ffff' }] }) },
    };
    for (const [name, entries] of Object.entries(drivers))
      await publishDriver(registry, { name, version: '1.2.0', modlink: { apiVersion: 1, drivers: entries } });
    await publishDriver(registry, {
      name: 'modlink-driver-broken',
      version: '1.2.0',
      modlink: { apiVersion: 'one' },
    });
    const { host } = await openTestHost([], {
      transports: { serial: await oneAdapter() },
      installer: { npm: { registry: registry.url, cache: await temporaryFolder() } },
    });
    expect(await host.packages.suggestions()).toEqual({
      devices: [
        {
          transport: 'serial',
          device: '/dev/ttyUSB0, FTDI',
          drivers: [
            {
              driverId: 'exact',
              displayName: 'Amplifier',
              package: 'modlink-driver-exact',
              version: '1.2.0',
              installed: false,
              reason: 'Its USB ids are 0403:6015.',
            },
            expect.objectContaining({ driverId: 'vendor', reason: 'Its USB vendor id is 0403.' }),
          ],
        },
      ],
      failures: [],
    });
  });

  it('are the installed ones where no registry answers, and that is told', { timeout: 60_000 }, async () => {
    const broken = join(await temporaryFolder(), 'broken.mjs');
    await writeFile(
      broken,
      "export default { kind: 'hid', create: () => ({ kind: 'hid', list: async () => { throw new Error('no permission'); } }) };",
    );
    const home = await temporaryFolder();
    const folder = join(home, 'drivers', 'by-hand', 'node_modules', 'modlink-driver-by-hand');
    await mkdir(folder, { recursive: true });
    const modlink = { apiVersion: 1, drivers: { 'by-hand': entry({ serial: [{ vendorId: '0403' }] }) } };
    const packageJson = { name: 'modlink-driver-by-hand', version: '0.1.0', modlink };
    await writeFile(join(folder, 'package.json'), JSON.stringify(packageJson));
    await writeFile(join(folder, 'index.js'), '');
    const { host } = await openTestHost([], {
      home,
      transports: { serial: await oneAdapter(), hid: broken },
      installer: { npm: { registry: 'http://127.0.0.1:9/', retry: { retries: 0 } } },
    });
    const { devices, failures } = await host.packages.suggestions();
    expect(devices).toMatchObject([{ drivers: [{ driverId: 'by-hand', installed: true }] }]);
    expect(failures).toMatchObject([
      { source: 'hid', message: expect.stringContaining('no permission') },
      { source: 'registry', message: expect.stringContaining('could not be asked') },
    ]);
  });
});

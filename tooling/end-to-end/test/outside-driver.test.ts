/** A driver that knows the project only through the packages that it publishes. */
import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { part } from '@modlink/test-parts';
import { expect, it } from 'vitest';
import { temporaryFolder } from './support/folders.js';
import {
  copyFolder,
  npmInstall,
  packagesOf,
  packFolder,
  packWorkspace,
  repackAs,
} from './support/packages.js';

const registry = await part('registry');

/** The version of the copy of the SDK that the driver has. */
const otherVersion = '0.1.99';

/** What an application does: find the driver, stream, record. It prints what it saw. */
const application = `
  import { createHost } from '@modlink/host';
  const home = process.argv[2];
  const host = await createHost({ home, appRoot: import.meta.dirname, recordingsFolder: home });
  const { devices } = await host.search({ driverId: 'outside' });
  const device = await host.connect(devices[0]);
  const recording = await host.recordings.start({ name: 'outside' });
  await host.startStreaming(device.deviceId);
  const values = [];
  for await (const { view } of host.bus.subscribe({ streams: 'outside.01:count' })) {
    values.push(view.data.values[0]);
    if (values.length === 20) break;
  }
  await host.close();
  console.log(JSON.stringify({
    drivers: host.drivers.list(), diagnostics: host.drivers.diagnostics(), driverSdk: devices[0].subtitle,
    hostSdk: import.meta.resolve('@modlink/sdk'), values, recording: recording.snapshot(),
  }, (_, value) => (typeof value === 'bigint' ? String(value) : value)));
`;

registry.describe('a driver from outside the repository', () => {
  it('is discovered beside the packed host and streams, with another copy of the SDK', {
    timeout: 120_000,
  }, async () => {
    const folder = await temporaryFolder();
    const sdk = await packWorkspace('packages/sdk', join(folder, 'sdk'));
    const host: string[] = [];
    for (const each of await packagesOf('packages/host')) {
      host.push(await packWorkspace(each, join(folder, each)));
    }
    const otherSdk = await repackAs(otherVersion, sdk, join(folder, 'other-sdk'));
    await copyFolder(fileURLToPath(new URL('./outside-driver/', import.meta.url)), join(folder, 'source'));
    const driver = await packFolder(join(folder, 'source'), join(folder, 'driver'));

    const app = join(folder, 'app');
    const home = join(folder, 'home');
    await npmInstall(app, [sdk, ...host]);
    await npmInstall(join(home, 'drivers', 'outside'), [otherSdk, driver]);
    await writeFile(join(app, 'app.mjs'), application);
    const { stdout } = await promisify(execFile)(process.execPath, ['app.mjs', home], { cwd: app });

    const seen = JSON.parse(stdout);
    expect(seen.drivers).toMatchObject([
      {
        driverId: 'outside',
        packageName: 'modlink-driver-outside',
        packageVersion: '3.1.4',
        source: 'user',
        status: 'ok',
      },
    ]);
    expect(seen.diagnostics).toEqual([]);
    expect(seen.values).toEqual(Array.from({ length: 20 }, (_, index) => index));
    expect(seen.recording).toMatchObject({ state: 'finished', gaps: 0 });
    // Two copies, of two versions.
    const driversCopy = seen.driverSdk.replace('SDK at ', '');
    expect(driversCopy).toBe(
      pathToFileURL(join(home, 'drivers/outside/node_modules/@modlink/sdk/dist/index.js')).href,
    );
    expect(seen.hostSdk).not.toBe(driversCopy);
    const version = async (url: string) =>
      JSON.parse(await readFile(new URL('../package.json', url), 'utf8')).version as string;
    expect(await version(driversCopy)).toBe(otherVersion);
    expect(await version(seen.hostSdk)).not.toBe(otherVersion);
  });
});

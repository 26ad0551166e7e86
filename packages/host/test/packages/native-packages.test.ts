/** Driver packages with native code, from a real package: what was installed elsewhere is told, and installed again. */
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { part, publishDriver, startNpmRegistry, workspaceSdk } from '@modlink/test-parts';
import { expect, it } from 'vitest';
import { openTestHost, temporaryFolder } from '../support/test-host.js';

const npmRegistry = await part('npm-registry');
const registryOfUser = await part('registry');

const name = 'modlink-driver-native';
/** It searches with what it has of native code: it is found only where that runs. */
const source = `
  import hid from 'node-hid';
  import { Driver } from ${JSON.stringify(workspaceSdk)};
  export default class extends Driver {
    deviceId = 'native.01';
    supportedProviders = ['test'];
    descriptors() { return []; }
    search() { return [{ title: 'lists ' + (Array.isArray(hid.devices()) ? 'devices' : 'nothing'), identity: 'one' }]; }
    connectDevice() {}
    disconnectDevice() {}
    startStreaming() {}
    stopStreaming() {}
  }`;

npmRegistry.describe('driver packages with native code', () => {
  registryOfUser.describe('from the registry of the user', () => {
    it('are installed again for another machine and another Node', { timeout: 120_000 }, async () => {
      await using registry = await startNpmRegistry({ uplink: true });
      await publishDriver(registry, {
        name,
        version: '1.0.0',
        dependencies: { 'node-hid': '^3.4.0' },
        source,
      });
      const npm = { registry: registry.url, cache: await temporaryFolder() };
      const { host, found } = await openTestHost([], { installer: { npm } });
      const [installed] = await host.packages.install(name, { allowScripts: ['node-hid'] }).done;
      expect(installed).toMatchObject({ hasNativeCode: true, ranScripts: ['node-hid'] });
      await found('native', 'lists devices');

      /** Says that it was installed for another machine, of which it has the binaries. */
      const moveHere = async (machine: object): Promise<void> => {
        const [current] = await host.packages.list();
        const version = join(current?.path ?? '', '..', '..');
        const record = JSON.parse(await readFile(join(version, 'install.json'), 'utf8'));
        Object.assign(record.machine, machine);
        await writeFile(join(version, 'install.json'), JSON.stringify(record));
        const files = await readdir(version, { recursive: true });
        for (const file of files) if (file.endsWith('.node')) await rm(join(version, file));
        await host.drivers.rescan();
      };
      const complaints = () =>
        host.drivers.diagnostics().filter(({ code }) => code.startsWith('INSTALLED_FOR'));
      for (const [machine, code] of [
        [{ platform: 'plan9' }, 'INSTALLED_FOR_OTHER_MACHINE'],
        [{ arch: 'vax' }, 'INSTALLED_FOR_OTHER_MACHINE'],
        [{ nodeAbi: '1' }, 'INSTALLED_FOR_OTHER_NODE'],
      ] as const) {
        await moveHere(machine);
        expect(complaints()).toMatchObject([
          { code, message: expect.stringContaining(`modlink update ${name} --rebuild`) },
        ]);
        await host.packages.update(name, { rebuild: true }).done;
        expect(complaints()).toEqual([]);
        await found('native', 'lists devices');
      }
    });
  });
});

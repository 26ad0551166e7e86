import { mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { openTestHost, temporaryFolder } from '../support/test-host.js';
import { linkSdk, writeDriver } from './runnable-driver.js';

const loading = fileURLToPath(new URL('./fixtures/loading', import.meta.url));

describe('a driver runs in a process of its own', () => {
  it('from each form of module that a manifest can name', async () => {
    const roots = [{ kind: 'package', path: loading, label: 'loading' }] as const;
    const { host } = await openTestHost([], { roots, isolation: 'process' });
    const { devices, failures } = await host.search();
    expect(failures).toEqual([]);
    expect(Object.fromEntries(devices.map(({ driverId, title }) => [driverId, title]))).toEqual({
      'esm-default-class': 'default',
      'esm-create-driver': 'createDriver',
      'esm-named': 'second',
      'cjs-module-exports': 'module.exports',
      'cjs-create-driver': 'exports.createDriver',
      'cjs-typescript': 'exports.default',
      'cjs-named': 'exports.other',
      'cjs-computed': 'later',
    });
  });

  it('from where package managers put it: linked stores, scopes, workspaces, several versions', async () => {
    const app = await temporaryFolder();
    const modules = join(app, 'node_modules');
    const store = join(modules, '.pnpm');
    const link = (target: string, path: string) => symlink(target, join(modules, path), 'junction');
    await mkdir(join(modules, '@example'), { recursive: true });
    await linkSdk(modules);
    // As pnpm installs: the package in a store with links to its own dependencies beside it.
    const stored = join(store, 'modlink-driver-stored@2.0.0', 'node_modules');
    await writeDriver(join(stored, 'modlink-driver-stored'), { driverId: 'stored', version: '2.0.0' });
    await linkSdk(stored);
    await link(join(stored, 'modlink-driver-stored'), 'modlink-driver-stored');
    // An older version of the same package, which only the user's drivers have.
    const home = await temporaryFolder();
    const prefix = join(home, 'drivers', 'stored', 'node_modules');
    await writeDriver(join(prefix, 'modlink-driver-stored'), { driverId: 'stored' });
    // A workspace package, whose dependencies are found above it.
    await writeDriver(join(app, 'drivers', 'own'), { driverId: 'own' });
    await link(join(app, 'drivers', 'own'), '@example/driver-own');

    const { host } = await openTestHost([], { home, appRoot: app, roots: [], isolation: 'process' });

    const { devices, failures } = await host.search();
    expect(failures).toEqual([]);
    expect(devices.map(({ driverId, title }) => [driverId, title]).sort()).toEqual([
      ['own', 'modlink-driver-own@1.0.0'],
      ['stored', 'modlink-driver-stored@2.0.0'],
    ]);
    expect(host.drivers.diagnostics().map(({ code }) => code)).toEqual(['DUPLICATE_DRIVER_ID']);
  });
});

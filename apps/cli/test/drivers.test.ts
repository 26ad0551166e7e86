import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fixtures, hostFixtures, Workplace } from './support/cli.js';
import * as shapes from './support/shapes.js';

const place = new Workplace();
const steady = join(hostFixtures, 'steady');
const broken = join(fixtures, 'broken');

describe('modlink drivers', () => {
  it('lists the drivers that come with it', async () => {
    const { exitCode, stdout, stderr } = await place.run('drivers');
    expect(exitCode).toBe(0);
    expect(stderr).toBe('');
    expect(stdout).toMatch(/^DRIVER\s+NAME\s+VERSION\s+FROM\s+RUNS IN\s+STATUS\n/);
    expect(stdout).toMatch(
      /\nsynthetic\s+Synthetic devices\s+\d+\.\d+\.\d+\s+this application\s+process\s+ok\n/,
    );
    expect(stdout).toMatch(/\nopenbci-cyton\s+OpenBCI Cyton/);
    expect(stdout).not.toContain('\u001B');
  });

  it('is one JSON document', async () => {
    const { exitCode, document } = await place.json('drivers');
    expect(exitCode).toBe(0);
    const { drivers, diagnostics } = shapes.drivers.parse(document);
    expect(drivers.map(({ driverId }) => driverId).sort()).toEqual([
      'ble-sensor',
      'hid-imu',
      'microphone',
      'muse',
      'openbci-cyton',
      'openbci-ganglion',
      'replay-file',
      'serial-lines',
      'synthetic',
      'webcam',
    ]);
    expect(drivers.every(({ status }) => status === 'ok')).toBe(true);
    expect(diagnostics).toEqual([]);
  });

  it('takes more packages with --root, and says what is wrong with them', async () => {
    const { exitCode, stdout } = await place.run('drivers', '--root', steady, '--root', broken);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/\nsteady\s+Steady\s+1\.2\.3\s+steady\s+process\s+ok\n/);
    expect(stdout).toMatch(/blocked/);
    expect(stdout).toMatch(/error ENTRY_MISSING\n {2}\S/);
    const { drivers, diagnostics } = shapes.drivers.parse(
      (await place.json('drivers', '--root', steady, '--root', broken)).document,
    );
    expect(drivers.find(({ driverId }) => driverId === 'steady')).toMatchObject({
      source: 'explicit',
      status: 'ok',
    });
    expect(diagnostics[0]).toMatchObject({ code: 'ENTRY_MISSING', severity: 'error' });
  });

  it('disables and enables a driver for later runs', async () => {
    expect(await place.run('drivers', 'disable', 'synthetic')).toMatchObject({
      exitCode: 0,
      stdout: 'The driver synthetic is disabled.\n',
    });
    expect((await place.run('drivers')).stdout).toMatch(/\nsynthetic .* disabled \(user\)\n/);
    const search = await place.run('search', 'synthetic');
    expect(search.exitCode).toBe(4);
    expect(search.stderr).toContain('DRIVER_DISABLED');
    const { exitCode, document } = await place.json('drivers', 'enable', 'synthetic');
    expect(exitCode).toBe(0);
    expect(shapes.driverChoice.parse(document)).toEqual({ driverId: 'synthetic', enabled: true });
    expect((await place.run('drivers')).stdout).toMatch(/\nsynthetic .* ok\n/);
  });

  it('does not disable what is not there', async () => {
    expect(await place.run('drivers', 'disable', 'nobody')).toMatchObject({ exitCode: 2, stdout: '' });
  });

  it('lets only some drivers run, until all may again', async () => {
    const { document } = await place.json('drivers', 'allow', '--driver', 'openbci-cyton');
    expect(shapes.allowList.parse(document)).toEqual({ allowList: { drivers: ['openbci-cyton'] } });
    expect((await place.run('drivers')).stdout).toMatch(/\nsynthetic .* disabled \(allow-list\)\n/);
    expect(await place.run('drivers', 'allow')).toMatchObject({
      exitCode: 0,
      stdout: 'Only these may run:\n  driver openbci-cyton\n',
    });
    expect((await place.run('drivers', 'allow', '--all', '--driver', 'x')).exitCode).toBe(2);
    expect(await place.run('drivers', 'allow', '--all')).toMatchObject({ stdout: 'All drivers may run.\n' });
    expect((await place.run('drivers')).stdout).toMatch(/\nsynthetic .* ok\n/);
  });

  it('in safe mode leaves only those of ModLink', async () => {
    const { stdout } = await place.run('drivers', '--root', steady, '--safe-mode');
    expect(stdout).toMatch(/\nsteady .* disabled \(safe-mode\)/);
    expect(stdout).toMatch(/\nsynthetic .* ok\n/);
    expect((await place.run('drivers', '--root', steady)).stdout).toMatch(/\nsteady .* ok\n/);
  });

  it('gives a driver id to a package that is there', async () => {
    const { exitCode, document } = await place.json(
      'drivers',
      'assign',
      'steady',
      'fixture-driver-steady',
      '--root',
      steady,
    );
    expect(exitCode).toBe(0);
    expect(shapes.assignment.parse(document)).toEqual({
      driverId: 'steady',
      package: 'fixture-driver-steady',
    });
    const { exitCode: refused, stderr } = await place.run('drivers', 'assign', 'steady', 'nobody');
    expect(refused).toBe(2);
    expect(stderr).toContain('nobody');
  });
});

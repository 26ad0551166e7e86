/** Packages of a real registry, in hosts that run their drivers. */

import { readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openRecording } from '@modlink/recording';
import {
  type DriverPackage,
  type NpmRegistry,
  part,
  publishDriver,
  startNpmRegistry,
  workspaceSdk,
} from '@modlink/test-parts';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openTestHost, type TestHost, temporaryFolder } from '../support/test-host.js';

const npmRegistry = await part('npm-registry');

/** What the driver of a package does when it is started. */
type Behaviour = 'works' | 'throws' | 'exits' | 'hangs-searching';

type TestPackage = DriverPackage & { readonly driverId: string; readonly behaviour?: Behaviour };

npmRegistry.describe('driver packages of a host', () => {
  let registry: NpmRegistry;
  beforeAll(async () => {
    registry = await startNpmRegistry();
  }, 60_000);
  afterAll(() => registry[Symbol.asyncDispose]());

  const moduleOf = ({ driverId, version, behaviour = 'works' }: TestPackage) => `
    import { LoopDriver, StreamDescriptor } from ${JSON.stringify(workspaceSdk)};
    ${behaviour === 'exits' ? "console.error('The library libexample.so is not there.'); process.exit(3);" : ''}
    export default class extends LoopDriver {
      deviceId = '${driverId.replaceAll('-', '_')}.01';
      supportedProviders = ['test'];
      loopIntervalMs = 5;
      constructor() { super(); ${behaviour === 'throws' ? "throw new Error('This version is broken.');" : ''} }
      descriptors() {
        return [new StreamDescriptor({
          deviceId: this.deviceId, streamKey: 'count', payloadType: 'signal',
          nominalSampleRateHz: 200, chunkSize: 1, channelNames: ['a'],
        })];
      }
      async search() {
        ${behaviour === 'hangs-searching' ? 'await new Promise(() => {});' : ''}
        return [{ title: 'version ${version}', identity: 'one' }];
      }
      connectDevice() {}
      disconnectDevice() {}
      loop() { this.emit('count', new Float32Array(1)); }
    }`;

  const publish = (driver: TestPackage) => publishDriver(registry, { ...driver, source: moduleOf(driver) });

  async function openHost(options: object = {}): Promise<TestHost> {
    const npm = { registry: registry.url, cache: await temporaryFolder() };
    return openTestHost([], { installer: { npm }, ...options });
  }

  it('installs a driver that is found at once, and records which version it was', {
    timeout: 60_000,
  }, async () => {
    const name = 'modlink-driver-recorded';
    await publish({ name, version: '1.0.0', driverId: 'recorded' });
    const { host, found, seen, home } = await openHost();
    const job = host.packages.install('recorded');
    const [installed] = await job.done;
    expect(installed).toMatchObject({ name, version: '1.0.0', changed: true });
    expect(seen.filter(({ type }) => type === 'package-job').at(-1)).toMatchObject({
      job: { jobId: job.jobId, kind: 'install', state: 'finished', packages: [{ name }] },
    });
    expect(host.drivers.get('recorded')).toMatchObject({
      status: 'ok',
      source: 'user',
      packageVersion: '1.0.0',
    });

    const device = await host.connect(await found('recorded', 'version 1.0.0'));
    await host.startStreaming(device.deviceId);
    const recording = await host.recordings.start({ name: 'provenance' });
    await expect.poll(() => recording.snapshot().frames, { timeout: 10_000 }).toBeGreaterThan(0);

    // What is recorded must not change under the recording.
    await publish({ name, version: '1.1.0', driverId: 'recorded' });
    for (const refused of [host.packages.update(name), host.packages.remove(name)]) {
      await expect(refused.done).rejects.toMatchObject({ code: 'DRIVER_IN_USE' });
      expect(refused.snapshot()).toMatchObject({ state: 'failed', error: { code: 'DRIVER_IN_USE' } });
    }
    // Nor by another process: here a host in this one passes for it.
    const other = await openHost({ home });
    await other.host.drivers.rescan();
    const mark = join(home, 'drivers', name, `.recording-${process.ppid}-00`);
    await writeFile(mark, '');
    const elsewhere = other.host.packages.update(name);
    await expect(elsewhere.done).rejects.toMatchObject({
      code: 'DRIVER_IN_USE',
      message: expect.stringContaining(String(process.ppid)),
    });
    await rm(mark);
    const marks = async () =>
      (await readdir(join(home, 'drivers', name))).filter((each) => each.startsWith('.recording-'));
    await expect.poll(marks).toEqual([expect.stringContaining(`-${process.pid}-`)]);
    await recording.finish();
    await expect.poll(marks).toEqual([]);

    // A device that is only connected goes on with the version that it has, and says so.
    await host.packages.update(name).done;
    expect(host.drivers.get('recorded').packageVersion).toBe('1.1.0');
    const second = await host.recordings.start({ name: 'after the update' });
    await expect.poll(() => second.snapshot().frames, { timeout: 10_000 }).toBeGreaterThan(0);
    await second.finish();
    for (const { path } of [recording, second]) {
      await using opened = await openRecording(path);
      expect(opened.info.drivers).toMatchObject([
        { package: name, version: '1.0.0', integrity: installed?.integrity, source: 'registry' },
      ]);
    }
    await expect(host.packages.remove(name).done).rejects.toMatchObject({ code: 'DRIVER_IN_USE' });
    await host.disconnect(device.deviceId);
    await found('recorded', 'version 1.1.0');
    await host.packages.rollback(name).done;
    await found('recorded', 'version 1.0.0');
    await host.packages.remove(name).done;
    expect(host.drivers.list()).toEqual([]);
  });

  it.for<Behaviour>(['throws', 'exits', 'hangs-searching'])(
    'keeps the version that works when the next one %s',
    { timeout: 60_000 },
    async (behaviour) => {
      const driverId = `next-${behaviour}`;
      const name = `modlink-driver-${driverId}`;
      await publish({ name, version: '1.0.0', driverId });
      const { host, found } = await openHost({ timeouts: { searchMs: 1_000, abortGraceMs: 500 } });
      await host.packages.install(name).done;
      await publish({ name, version: '2.0.0', driverId, behaviour });

      const update = host.packages.update(name);
      await expect(update.done).rejects.toMatchObject({
        code: 'HEALTH_CHECK_FAILED',
        message: expect.stringContaining(`${name}@1.0.0 stays as it was`),
      });
      if (behaviour === 'exits') expect(update.snapshot().error?.message).toContain('libexample.so');
      expect(host.drivers.get(driverId).packageVersion).toBe('1.0.0');
      await found(driverId, 'version 1.0.0');
    },
  );

  it('does not go back to a version that does not start any more, unless told to', {
    timeout: 60_000,
  }, async () => {
    const name = 'modlink-driver-back';
    await publish({ name, version: '1.0.0', driverId: 'back' });
    const { host, found } = await openHost();
    const [first] = await host.packages.install(name).done;
    await publish({ name, version: '1.1.0', driverId: 'back' });
    await host.packages.update(name).done;
    await writeFile(join(first?.path ?? '', 'index.js'), "throw new Error('libexample.so is gone.');");

    await expect(host.packages.rollback(name).done).rejects.toMatchObject({
      code: 'HEALTH_CHECK_FAILED',
      message: expect.stringMatching(/libexample.so is gone.*@1\.1\.0 stays.*--without-trial/s),
    });
    await found('back', 'version 1.1.0');

    await host.packages.rollback(name, { withoutTrial: true }).done;
    expect(host.drivers.get('back').packageVersion).toBe('1.0.0');
    await host.packages.rollback(name).done;
    await found('back', 'version 1.1.0');
  });

  it('refuses the id of another driver, until that one is removed', { timeout: 60_000 }, async () => {
    await publish({ name: 'modlink-driver-owner', version: '1.0.0', driverId: 'wanted' });
    await publish({ name: 'modlink-driver-thief', version: '1.0.0', driverId: 'wanted' });
    const { host, found, home } = await openHost();
    await host.packages.install('modlink-driver-owner').done;
    await host.connect(await found('wanted', 'version 1.0.0'));
    await host.disconnect('wanted.01');

    await expect(host.packages.install('modlink-driver-thief').done).rejects.toMatchObject({
      code: 'DRIVER_ID_TAKEN',
      message: expect.stringContaining('modlink remove modlink-driver-owner'),
    });
    expect(await host.packages.list()).toHaveLength(1);
    await host.packages.remove('modlink-driver-owner').done;
    await host.packages.install('modlink-driver-thief').done;
    expect(host.drivers.get('wanted')).toMatchObject({ status: 'ok', packageName: 'modlink-driver-thief' });

    // An id is also free again when its package was taken away by hand.
    await host.connect(await found('wanted', 'version 1.0.0'));
    await host.disconnect('wanted.01');
    await rm(join(home, 'drivers', 'modlink-driver-thief'), { recursive: true });
    await host.drivers.rescan();
    const again = () => host.packages.install('modlink-driver-owner').done;
    await expect(again()).rejects.toMatchObject({ code: 'DRIVER_ID_TAKEN' });
    expect(await host.packages.remove('modlink-driver-thief').done).toEqual([]);
    await expect(host.packages.remove('modlink-driver-thief').done).rejects.toMatchObject({
      code: 'PACKAGE_NOT_INSTALLED',
    });
    expect(await again()).toMatchObject([{ name: 'modlink-driver-owner' }]);
  });

  it('does not run a version that is on the list of blocked ones', { timeout: 60_000 }, async () => {
    const name = 'modlink-driver-blocked';
    for (const version of ['1.0.0', '1.1.0']) await publish({ name, version, driverId: 'blocked' });
    const { host, home } = await openHost();
    await host.packages.install(`${name}@1.0.0`).done;
    const entry = { package: name, versions: '>=1.1.0', reason: 'It swaps channels.' };
    await writeFile(join(home, 'blocked-versions.json'), JSON.stringify([entry]));
    await expect(host.packages.update(name).done).rejects.toMatchObject({ code: 'VERSION_BLOCKED' });

    await writeFile(join(home, 'blocked-versions.json'), JSON.stringify([{ ...entry, versions: '*' }]));
    await host.drivers.rescan();
    expect(host.drivers.get('blocked').status).toBe('blocked');
    expect(host.drivers.diagnostics()).toContainEqual(expect.objectContaining({ code: 'VERSION_BLOCKED' }));
    expect(await host.packages.list()).toMatchObject([{ name, blocked: 'It swaps channels.' }]);
  });

  it('cancels, and leaves nothing', { timeout: 60_000 }, async () => {
    const name = 'modlink-driver-cancelled';
    await publish({ name, version: '1.0.0', driverId: 'cancelled', behaviour: 'hangs-searching' });
    const { host, event } = await openHost();
    const job = host.packages.install(name);
    await event('package-job', ({ job }) => job.progress?.phase === 'health');
    job.cancel();
    await expect(job.done).rejects.toMatchObject({ code: 'INSTALL_CANCELLED' });
    expect(job.snapshot().state).toBe('cancelled');
    expect(await host.packages.list()).toEqual([]);
  });
});

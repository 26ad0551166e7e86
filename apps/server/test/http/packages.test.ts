/** Driver packages over the API, from a real registry. */

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type NpmRegistry, part, publishDriver, startNpmRegistry } from '@modlink/test-parts';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { listen, typesOf } from '../support/event-listener.js';
import { openTestServer, recordSynthetic, type TestServer, temporaryFolder } from '../support/test-server.js';

const npmRegistry = await part('npm-registry');
const name = 'modlink-driver-api-test';

npmRegistry.describe('driver packages', () => {
  let registry: NpmRegistry;
  beforeAll(async () => {
    registry = await startNpmRegistry();
    await publish('1.0.0');
  }, 60_000);
  afterAll(() => registry[Symbol.asyncDispose]());

  const publish = (version: string) => publishDriver(registry, { name, version });

  async function open(options: object = {}): Promise<TestServer> {
    const npm = { registry: registry.url, cache: await temporaryFolder() };
    return openTestServer(options, { installer: { npm } });
  }

  async function ended({ ask }: TestServer, jobId: string) {
    return vi.waitFor(
      async () => {
        const { body } = await ask('GET', `/package-jobs/${jobId}`);
        expect(body.state).not.toBe('running');
        return body;
      },
      { timeout: 30_000 },
    );
  }

  it('are found, installed, updated, rolled back and removed', { timeout: 60_000 }, async () => {
    const server = await open();
    const { ask } = server;
    const events = await listen(server);
    expect((await ask('GET', '/packages/search?text=api-test')).body.packages).toMatchObject([
      { name, version: '1.0.0' },
    ]);
    const { status, body: begun } = await ask('POST', '/packages/install', { spec: 'api-test' });
    expect(status).toBe(200);
    expect(begun).toMatchObject({ kind: 'install', subject: 'api-test', state: 'running', packages: [] });
    expect(await ended(server, begun.jobId)).toMatchObject({
      state: 'finished',
      phase: 'swap',
      packages: [{ name, version: '1.0.0', source: 'registry', driverIds: ['api-test'], changed: true }],
    });
    expect((await ask('GET', '/drivers/api-test')).body).toMatchObject({ status: 'ok' });
    expect((await ask('GET', '/packages')).body.packages).toMatchObject([{ name, version: '1.0.0' }]);
    expect((await ask('GET', '/packages/search')).body.packages).toMatchObject([
      { name, installedVersion: '1.0.0' },
    ]);

    await publish('1.1.0');
    expect((await ask('GET', '/packages/outdated')).body.packages).toMatchObject([
      { name, current: '1.0.0', wanted: '1.1.0', latest: '1.1.0' },
    ]);
    const { body: update } = await ask('POST', '/packages/update', { name });
    expect((await ended(server, update.jobId)).packages).toMatchObject([
      { version: '1.1.0', replaced: '1.0.0', previousVersion: '1.0.0' },
    ]);
    const { body: rollback } = await ask('POST', '/packages/rollback', { name });
    expect((await ended(server, rollback.jobId)).packages).toMatchObject([{ version: '1.0.0' }]);
    const { body: removal } = await ask('POST', '/packages/remove', { name });
    expect(await ended(server, removal.jobId)).toMatchObject({ state: 'finished' });
    expect((await ask('GET', '/packages')).body.packages).toEqual([]);
    expect((await ask('GET', '/drivers/api-test')).status).toBe(404);

    expect((await ask('GET', '/package-jobs')).body.jobs.map(({ kind }: { kind: string }) => kind)).toEqual([
      'install',
      'update',
      'rollback',
      'remove',
    ]);
    await vi.waitFor(() => expect(typesOf(events)).toContain('drivers-changed'));
    expect(typesOf(events).filter((type) => type === 'package-job').length).toBeGreaterThan(8);
  });

  it('tell in the job why they were not installed', { timeout: 30_000 }, async () => {
    const server = await open();
    const { body } = await server.ask('POST', '/packages/install', { spec: 'modlink-driver-nobody-has' });
    expect(await ended(server, body.jobId)).toMatchObject({
      state: 'failed',
      packages: [],
      error: { code: 'PACKAGE_NOT_FOUND' },
    });
    const { body: cancelled } = await server.ask('POST', `/package-jobs/${body.jobId}/cancel`);
    expect(cancelled.state).toBe('failed');
    expect((await server.ask('POST', '/package-jobs/0/cancel')).body.code).toBe('UNKNOWN_PACKAGE_JOB');
  });

  it('come from the registry only, unless the server was told otherwise', { timeout: 30_000 }, async () => {
    const { ask } = await open();
    for (const spec of [
      '/etc',
      './x.tgz',
      'file:///etc/hosts',
      'https://host.example/x.tgz',
      'git+ssh://x/y',
      '..',
    ]) {
      const { status, body } = await ask('POST', '/packages/install', { spec });
      expect([spec, status, body.code]).toEqual([spec, 403, 'PACKAGE_SOURCE_FORBIDDEN']);
    }
    const { body } = await ask('POST', '/packages/update', { name, range: 'file:/etc' });
    expect(body.code).toBe('PACKAGE_SOURCE_FORBIDDEN');
    expect((await ask('POST', '/packages/remove', { name: '../..' })).status).toBe(400);

    const closed = await open({ packageSources: 'none' });
    expect((await closed.ask('POST', '/packages/install', { spec: name })).status).toBe(403);
    const wide = await open({ packageSources: 'any' });
    const { body: job } = await wide.ask('POST', '/packages/install', { spec: '/nowhere/x.tgz' });
    expect((await ended(wide, job.jobId)).error.code).toBe('SPEC_INVALID');
  });

  it('are named by recordings, which are found by them', { timeout: 60_000 }, async () => {
    const server = await open();
    const { ask, home } = server;
    const recordingId = await recordSynthetic(server, { name: 'named' });
    const found = async (driver: string) =>
      (await ask('GET', `/recordings?driver=${encodeURIComponent(driver)}`)).body.recordings;
    expect(await found('synthetic@>=0.0.0')).toMatchObject([
      { recordingId, drivers: [{ driverId: 'synthetic', package: '@modlink/driver-synthetic' }] },
    ]);
    expect(await found('@modlink/driver-synthetic')).toHaveLength(1);
    expect(await found('synthetic@>=99.0.0')).toEqual([]);

    const entry = { package: '@modlink/driver-synthetic', versions: '*', reason: 'It counts wrongly.' };
    await writeFile(join(home, 'blocked-versions.json'), JSON.stringify([entry]));
    await ask('POST', '/drivers/rescan');
    expect((await found('synthetic'))[0].drivers[0].blocked).toBe('It counts wrongly.');
    expect((await ask('GET', '/drivers/synthetic')).body.status).toBe('blocked');
  });

  it('suggest themselves for nothing where nothing is plugged in', { timeout: 30_000 }, async () => {
    const { ask } = await open();
    expect((await ask('GET', '/packages/suggestions')).body).toEqual({ devices: [], failures: [] });
  });
});

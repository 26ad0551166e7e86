/** Driver packages on the command line, from a real registry. */
import { writeFile } from 'node:fs/promises';
import { type NpmRegistry, part, publishDriver, startNpmRegistry } from '@modlink/test-parts';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Workplace } from './support/cli.js';

const npmRegistry = await part('npm-registry');
const name = 'modlink-driver-cli-test';

npmRegistry.describe('driver packages', () => {
  const place = new Workplace();
  let registry: NpmRegistry;
  beforeAll(async () => {
    registry = await startNpmRegistry();
    await publish('1.0.0');
  }, 60_000);
  afterAll(() => registry[Symbol.asyncDispose]());

  const publish = (version: string) => publishDriver(registry, { name, version });

  /** As users have it: the registry stands in their npm configuration. */
  async function modlink(...args: string[]) {
    await writeFile(place.path('.npmrc'), `registry=${registry.url}\ncache=${place.path('npm-cache')}\n`);
    const { npm_config_registry: _, npm_config_userconfig: __, ...rest } = process.env;
    const env = Object.fromEntries(Object.keys(process.env).map((key) => [key, rest[key] ?? '']));
    return place.start(args, {
      env: {
        ...env,
        ...place.environment,
        npm_config_registry: '',
        npm_config_userconfig: place.path('.npmrc'),
      },
    }).finished;
  }

  it('go through their whole life', { timeout: 240_000 }, async () => {
    expect((await modlink('drivers', 'search', 'cli-test')).stdout).toMatch(
      new RegExp(`\\n${name}\\s+1\\.0\\.0\\s+The test driver cli-test`),
    );
    const installed = await modlink('install', 'cli-test');
    expect(installed.stderr).toBe('');
    expect(installed).toMatchObject({
      exitCode: 0,
      stdout: `${name}@1.0.0 is installed.\n  drivers cli-test\n  Look for its devices: modlink search cli-test\n`,
    });
    expect((await modlink('search', 'cli-test')).stdout).toContain('Version 1.0.0');

    await publish('1.1.0');
    expect((await modlink('outdated')).stdout).toMatch(
      new RegExp(`\\n${name}\\s+1\\.0\\.0\\s+1\\.1\\.0\\s+1\\.1\\.0`),
    );
    expect((await modlink('update')).stdout).toBe(
      `${name}@1.1.0 is installed (before: 1.0.0).\n  drivers cli-test\n`,
    );
    expect((await modlink('list')).stdout).toMatch(
      new RegExp(`\\n${name}\\s+1\\.1\\.0\\s+cli-test\\s+registry latest\\s+1\\.0\\.0\\s+ok`),
    );
    expect((await modlink('rollback', 'cli-test')).stdout).toContain(
      `${name}@1.0.0 was brought back (before: 1.1.0).`,
    );

    const bundled = await modlink('bundle', name, '--out', place.path('drivers.tgz'));
    expect(bundled.stdout).toContain(`  ${name}@1.0.0\n`);
    expect((await modlink('remove', name)).stdout).toContain(`${name}@1.0.0 was removed.`);

    const { stdout } = await modlink('--json', 'install', place.path('drivers.tgz'));
    expect(JSON.parse(stdout)).toMatchObject({
      packages: [{ name, version: '1.0.0', source: 'bundle', changed: true, driverIds: ['cli-test'] }],
    });
  });

  it('that cannot be installed are told with their code', { timeout: 60_000 }, async () => {
    const { exitCode, stderr } = await modlink('install', 'modlink-driver-nobody-has');
    expect(exitCode).toBe(7);
    expect(stderr).toContain('PACKAGE_NOT_FOUND');
    expect((await modlink('update', name, '--to', '1.0.0', '--rebuild')).exitCode).toBe(2);
  });
});

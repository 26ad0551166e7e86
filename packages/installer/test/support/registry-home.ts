import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type NpmRegistry, startNpmRegistry } from '@modlink/test-parts';
import { afterAll, beforeAll } from 'vitest';
import { DriverInstaller, type InstallerOptions } from '../../src/index.js';
import { readInstalledVersion } from '../../src/installed.js';
import { prefixName } from '../../src/layout/drivers-folder.js';
import { type Fixture, packFixture, temporaryFolder } from './fixtures.js';

/** One registry for the tests of a file. */
export function registryForFile(): {
  readonly url: string;
  publish(
    fixture: Fixture,
  ): Promise<void> /** @param manifest - what the registry says in place of the package.json. */;
  publishTarball(
    tarball: string,
    manifest?: Readonly<Record<string, unknown>>,
    integrity?: string,
  ): Promise<void>;
} & Pick<NpmRegistry, 'deprecate'> {
  let registry: NpmRegistry;
  beforeAll(async () => {
    registry = await startNpmRegistry();
  }, 60_000);
  afterAll(() => registry[Symbol.asyncDispose]());
  return {
    get url() {
      return registry.url;
    },
    async publish(fixture) {
      await registry.publish(await packFixture(fixture));
    },
    async publishTarball(tarball, manifest, integrity) {
      await registry.publish(tarball, { ...(manifest && { manifest }), ...(integrity && { integrity }) });
    },
    deprecate: (...what) => registry.deprecate(...what),
  };
}

/** An empty home with an installer that asks this registry, with a cache of its own. */
export async function installerFor(
  registryUrl: string,
  options: Partial<InstallerOptions> = {},
): Promise<{ readonly installer: DriverInstaller; readonly home: string; readonly folder: string }> {
  const home = await temporaryFolder();
  const folder = join(home, 'drivers');
  const npm = { registry: registryUrl, cache: join(home, 'cache') };
  return { installer: new DriverInstaller({ folder, npm, ...options }), home, folder };
}

/** Runs what is installed, as a host would find it: which version is it? */
export async function runningVersion(folder: string, name: string): Promise<string | undefined> {
  const installed = await readInstalledVersion(join(folder, prefixName(name)));
  if (installed === undefined) return undefined;
  const packageFolder = join(installed.path, 'node_modules', ...name.split('/'));
  const { version } = JSON.parse(await readFile(join(packageFolder, 'package.json'), 'utf8'));
  const module = await import(`${pathToFileURL(join(packageFolder, 'index.js')).href}?${Math.random()}`);
  if (module.version !== version) throw new Error(`${name}: ${module.version} runs, ${version} was expected`);
  return version;
}

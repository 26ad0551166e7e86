/** Driver packages that tests publish to a registry of their own. */
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { NpmRegistry } from './npm-registry.js';

/** The SDK of the workspace, so that the packages need nothing else of a registry. */
export const workspaceSdk = new URL('../../../packages/sdk/dist/index.js', import.meta.url).href;

export interface DriverPackage {
  readonly name: string;
  readonly version: string;
  /** What follows `driver-` in the name, when absent. */
  readonly driverId?: string;
  /** What it recognizes. */
  readonly match?: object;
  /** The `modlink` part of package.json, where it is not that of one driver as said above. */
  readonly modlink?: object;
  readonly dependencies?: Readonly<Record<string, string>>;
  /** The module of the driver; one that finds one device, whose title is the version, and emits nothing, when absent. */
  readonly source?: string;
}

/** Packs and publishes a package with one driver. */
export async function publishDriver(registry: NpmRegistry, driver: DriverPackage): Promise<void> {
  const work = await mkdtemp(join(tmpdir(), 'modlink-driver-'));
  try {
    const { name, version, match, dependencies, driverId = name.replace(/^.*driver-/, '') } = driver;
    const entry = { entry: './index.js', displayName: driverId, providers: ['test'], match };
    const { modlink = { apiVersion: 1, drivers: { [driverId]: entry } } } = driver;
    const packageJson = {
      ...{ name, version, description: `The test driver ${driverId}` },
      ...{ type: 'module', keywords: ['modlink-driver'], modlink, dependencies },
    };
    await mkdir(join(work, 'package'));
    await writeFile(join(work, 'package', 'package.json'), JSON.stringify(packageJson));
    await writeFile(join(work, 'package', 'index.js'), driver.source ?? idleDriver(driverId, version));
    await promisify(execFile)('tar', ['-czf', 'packed.tgz', 'package'], { cwd: work });
    await registry.publish(join(work, 'packed.tgz'));
  } finally {
    await rm(work, { recursive: true });
  }
}

const idleDriver = (driverId: string, version: string): string => `
  import { Driver } from ${JSON.stringify(workspaceSdk)};
  export default class extends Driver {
    deviceId = '${driverId.replaceAll('-', '_')}.01';
    supportedProviders = ['test'];
    descriptors() { return []; }
    search() { return [{ title: 'Version ${version}', identity: 'one' }]; }
    connectDevice() {}
    disconnectDevice() {}
    startStreaming() {}
    stopStreaming() {}
  }
`;

import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { MatchRules } from '@modlink/sdk/manifest';

const sdk = fileURLToPath(new URL('../../../sdk', import.meta.url));

/** The SDK for the packages of a `node_modules`, as a package manager puts it there. */
export async function linkSdk(nodeModules: string): Promise<void> {
  await mkdir(join(nodeModules, '@modlink'), { recursive: true });
  await symlink(sdk, join(nodeModules, '@modlink', 'sdk'), 'junction');
}

interface RunnableDriver {
  readonly driverId?: string;
  readonly name?: string;
  readonly version?: string;
  readonly apiVersion?: number;
  readonly match?: MatchRules;
}

/** Writes a driver package whose one device has the package's name and version as title. */
export async function writeDriver(folder: string, driver: RunnableDriver = {}): Promise<string> {
  const { driverId = 'example', version = '1.0.0', apiVersion = 1, match = {} } = driver;
  const { name = `modlink-driver-${driverId}` } = driver;
  await mkdir(folder, { recursive: true });
  const entry = { entry: './index.js', displayName: driverId, providers: ['fixture'], match };
  const packageJson = {
    name,
    version,
    type: 'module',
    peerDependencies: { '@modlink/sdk': '>=0.1.0' },
    modlink: { apiVersion, drivers: { [driverId]: entry } },
  };
  await writeFile(join(folder, 'package.json'), JSON.stringify(packageJson));
  await writeFile(
    join(folder, 'index.js'),
    `import { Driver, StreamDescriptor } from '@modlink/sdk';
export default class extends Driver {
  deviceId = 'example.01';
  supportedProviders = ['fixture'];
  descriptors() {
    const stream = { deviceId: this.deviceId, streamKey: 's', payloadType: 'signal', nominalSampleRateHz: 1, chunkSize: 1 };
    return [new StreamDescriptor(stream)];
  }
  search() {
    return [{ title: '${name}@${version}' }];
  }
  connectDevice() {}
  disconnectDevice() {}
}
`,
  );
  return folder;
}

/** An application with many dependencies, a few of them drivers, on disk. */
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Writes the packages below `node_modules`, the drivers spread among the others. */
export async function writePackageTree(
  folder: string,
  { packages, drivers }: { readonly packages: number; readonly drivers: number },
): Promise<void> {
  const every = Math.floor(packages / drivers);
  await writeJson(folder, 'package.json', { name: 'application', version: '1.0.0' });
  for (let index = 0; index < packages; index++) {
    const isDriver = index % every === 0 && index / every < drivers;
    const name = isDriver ? `driver-${index}` : `library-${index}`;
    const path = join(folder, 'node_modules', name);
    await mkdir(path, { recursive: true });
    await writeJson(path, 'package.json', isDriver ? driverManifest(name) : libraryManifest(name));
    if (isDriver) {
      await writeFile(join(path, 'index.js'), 'export default null;\n');
      await writeJson(path, 'settings.schema.json', settingsSchema(index));
    }
  }
}

/** Reads every package.json, one after the other: the least that a scan has to do. */
export async function readPackageFiles(folder: string): Promise<unknown[]> {
  const nodeModules = join(folder, 'node_modules');
  const manifests: unknown[] = [];
  for (const name of await readdir(nodeModules)) {
    manifests.push(JSON.parse(await readFile(join(nodeModules, name, 'package.json'), 'utf8')));
  }
  return manifests;
}

const writeJson = (folder: string, name: string, content: object): Promise<void> =>
  writeFile(join(folder, name), JSON.stringify(content, undefined, 2));

const driverManifest = (name: string): object => ({
  name,
  version: '1.0.0',
  type: 'module',
  keywords: ['modlink-driver'],
  peerDependencies: { '@modlink/sdk': '>=0.1.0' },
  modlink: {
    apiVersion: 1,
    drivers: {
      [name]: {
        entry: './index.js',
        displayName: `The driver ${name}`,
        providers: ['serial'],
        transports: ['serial'],
        match: { serial: [{ vendorId: '0403', productId: '6015' }] },
        settings: { $ref: './settings.schema.json' },
      },
    },
  },
});

const settingsSchema = (index: number): object => ({
  type: 'object',
  additionalProperties: false,
  properties: {
    gain: { type: 'number', title: 'Gain', minimum: 1, maximum: 24, default: 24 },
    rateHz: { type: 'integer', title: 'Rate (Hz)', enum: [250, 500, 1_000], default: 250 },
    label: { type: 'string', title: 'Label', maxLength: 40, default: `amplifier ${index}` },
  },
});

/** Of the size that package.json files have. */
const libraryManifest = (name: string): object => ({
  name,
  version: '2.4.1',
  description: 'A library among the dependencies of an application, which is no driver',
  license: 'MIT',
  type: 'module',
  exports: { '.': { types: './dist/index.d.ts', default: './dist/index.js' } },
  files: ['dist'],
  scripts: { build: 'tsc -b', test: 'vitest run', lint: 'biome check .', prepublishOnly: 'npm run build' },
  dependencies: Object.fromEntries(Array.from({ length: 8 }, (_, other) => [`library-${other}`, '^2.0.0'])),
  devDependencies: { typescript: '~5.9.0', vitest: '^4.0.0' },
});

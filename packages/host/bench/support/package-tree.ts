/** Writes the dependency tree of a large application, for measuring the discovery of drivers in it. */
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

export interface PackageTreeOptions {
  /** Packages in all, drivers included. */
  readonly packages: number;
  /** How many of them have a driver. */
  readonly drivers: number;
  /**
   * `npm`: each package is a folder of `node_modules`. `pnpm`: each is a link into a store below it.
   * @default 'npm'
   */
  readonly layout?: 'npm' | 'pnpm';
}

/**
 * Writes an application with its `node_modules` to a folder: every fifth package is scoped, the drivers are spread among
 * the others, each with a settings schema of its own in a file. Nothing in it is executed by a scan.
 * @returns the ids of the drivers.
 */
export async function writePackageTree(
  folder: string,
  { packages, drivers, layout = 'npm' }: PackageTreeOptions,
): Promise<string[]> {
  const every = Math.floor(packages / drivers);
  const driverIds: string[] = [];
  for (let index = 0; index < packages; index++) {
    const driverId = `sensor-${index / every}`;
    const isDriver = index % every === 0 && driverIds.length < drivers;
    const bare = isDriver ? `modlink-driver-${driverId}` : `library-${index}`;
    const name = index % 5 === 0 ? `@scope-${index % 7}/${bare}` : bare;
    const linked = join(folder, 'node_modules', name);
    const path =
      layout === 'npm'
        ? linked
        : join(folder, 'node_modules', '.pnpm', `${name.replace('/', '+')}@1.0.0`, 'node_modules', name);
    await mkdir(path, { recursive: true });
    if (isDriver) {
      driverIds.push(driverId);
      await writeDriver(path, name, driverId, index);
    } else {
      await writeFile(join(path, 'package.json'), JSON.stringify(libraryManifest(name, index), undefined, 2));
    }
    if (layout === 'pnpm') {
      await mkdir(dirname(linked), { recursive: true });
      await symlink(path, linked, 'junction');
    }
  }
  await writeFile(join(folder, 'package.json'), JSON.stringify({ name: 'application', version: '1.0.0' }));
  return driverIds;
}

async function writeDriver(path: string, name: string, driverId: string, index: number): Promise<void> {
  const manifest = {
    name,
    version: '1.0.0',
    type: 'module',
    keywords: ['modlink-driver'],
    peerDependencies: { '@modlink/sdk': '>=0.1.0' },
    modlink: {
      apiVersion: 1,
      drivers: {
        [driverId]: {
          entry: './index.js',
          displayName: `Sensor ${index}`,
          providers: ['serial'],
          transports: ['serial'],
          match: { serial: [{ vendorId: '0403', productId: index.toString(16).padStart(4, '0') }] },
          settings: { $ref: './settings.schema.json' },
        },
      },
    },
  };
  await writeFile(join(path, 'package.json'), JSON.stringify(manifest, undefined, 2));
  await writeFile(join(path, 'index.js'), 'throw new Error("a scan executes no driver");\n');
  await writeFile(join(path, 'settings.schema.json'), JSON.stringify(settingsSchema(index), undefined, 2));
}

/** What the settings of a driver for an amplifier look like. */
function settingsSchema(index: number): object {
  const channel = {
    type: 'object',
    additionalProperties: false,
    properties: {
      name: { type: 'string', minLength: 1, maxLength: 20 },
      gain: { enum: [1, 2, 4, 6, 8, 12, 24], default: 24 },
      active: { type: 'boolean', default: true },
    },
  };
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: `Settings of sensor ${index}`,
    type: 'object',
    additionalProperties: false,
    properties: {
      sampleRateHz: { type: 'integer', enum: [125, 250, 500, 1000], default: 250 },
      label: { type: 'string', pattern: '^[a-z][a-z0-9 ]*$', default: `sensor ${index}` },
      filter: {
        type: 'object',
        properties: {
          kind: { enum: ['none', 'notch', 'band-pass'], default: 'none' },
          cutoffHz: { type: 'number', exclusiveMinimum: 0, maximum: 100 + index },
        },
      },
      channels: { type: 'array', items: { $ref: '#/$defs/channel' }, minItems: 1, maxItems: 16 },
    },
    $defs: { channel },
  };
}

/** A package.json as libraries have it, of some 1.5 KiB. */
function libraryManifest(name: string, index: number): object {
  return {
    name,
    version: `${index % 9}.${index % 17}.0`,
    description: 'A library that an application has among its dependencies and that is no driver',
    keywords: ['library', 'stream', 'parse', 'format', 'text'],
    license: 'MIT',
    author: { name: 'Somebody', email: 'somebody@example.org', url: 'https://example.org' },
    repository: { type: 'git', url: `git+https://example.org/${name}.git` },
    type: 'module',
    engines: { node: '>=18' },
    exports: {
      '.': {
        import: { types: './dist/index.d.ts', default: './dist/index.js' },
        require: { types: './dist/index.d.cts', default: './dist/index.cjs' },
      },
      './package.json': './package.json',
    },
    files: ['dist', 'README.md'],
    scripts: { build: 'tsc', lint: 'eslint .', test: 'node --test', prepublishOnly: 'npm run build' },
    dependencies: Object.fromEntries(
      Array.from({ length: index % 6 }, (_, other) => [`library-${other}`, '^1.0.0']),
    ),
    devDependencies: { typescript: '^5.0.0', eslint: '^9.0.0', '@types/node': '^20.0.0', prettier: '^3.0.0' },
  };
}

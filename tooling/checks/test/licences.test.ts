/** Whatever a published package brings along may be used in any application: no copyleft among its dependencies. */
import { existsSync, readdirSync, readFileSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import satisfies from 'spdx-satisfies';
import { describe, expect, it } from 'vitest';
import { published } from './workspace.js';

/** Licences that ask for nothing but to be named. */
const allowed = [
  '0BSD',
  'Apache-2.0',
  'Artistic-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'CC0-1.0',
  'ISC',
  'MIT',
  'Python-2.0',
  'Unlicense',
  'Zlib',
];

/** What cannot be read from package.json, by package, and why it may be there. */
const readByHand: Readonly<Record<string, string>> = {
  h5wasm:
    'LICENSE.txt: work of the US government (NIST), free of copyright; the HDF5 library in it is BSD-3-Clause',
  jsonify: 'dedicated to the public domain',
  'spdx-exceptions': 'CC-BY-3.0: a list of names, of which the licence asks to name its source',
};

interface Dependency {
  readonly name: string;
  readonly version: string;
  readonly licence: string;
  /** The packages that lead to it. */
  readonly through: string;
}

interface InstalledManifest {
  readonly name: string;
  readonly version: string;
  readonly license?: string | { readonly type?: string };
  readonly licenses?: readonly { readonly type: string }[];
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

/** Where Node would find a package from another one's folder; nothing for what is for other platforms. */
function locate(name: string, from: string): string | undefined {
  for (let folder = from; folder !== dirname(folder); folder = dirname(folder)) {
    const candidate = join(folder, 'node_modules', name);
    if (existsSync(join(candidate, 'package.json'))) return realpathSync(candidate);
  }
  return undefined;
}

function licenceOf({ license, licenses }: InstalledManifest): string {
  if (typeof license === 'string') return license;
  return license?.type ?? licenses?.map(({ type }) => type).join(' OR ') ?? 'none';
}

/** All that is installed for a package, each once, found by walking `node_modules` as Node does. */
function dependenciesOf(root: string, names: readonly string[]): Map<string, Dependency> {
  const found = new Map<string, Dependency>();
  const visit = (name: string, from: string, through: string): void => {
    const folder = locate(name, from);
    if (folder === undefined || found.has(folder)) return;
    const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as InstalledManifest;
    found.set(folder, { name, version: manifest.version, licence: licenceOf(manifest), through });
    for (const next of Object.keys({ ...manifest.dependencies, ...manifest.optionalDependencies })) {
      visit(next, folder, `${through} > ${name}`);
    }
  };
  for (const name of names) visit(name, root, '');
  return found;
}

/** The packages of those that a source file imports. */
function importedBySources(folder: string, names: readonly string[]): readonly string[] {
  const sources = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.tsx?$/.test(file))
    .map((file) => readFileSync(join(folder, file), 'utf8'))
    .join('\n');
  return names.filter((name) => sources.includes(`'${name}'`) || sources.includes(`'${name}/`));
}

describe.each(published.map((each) => [each.manifest.name, each] as const))('%s', (name, { path }) => {
  it('depends on nothing but permissive licences', () => {
    const manifest = JSON.parse(readFileSync(join(path, 'package.json'), 'utf8')) as InstalledManifest;
    // The studio is published as a built page: what it is built of is in it.
    const built =
      name === '@modlink/studio'
        ? importedBySources(join(path, 'src'), Object.keys(manifest.devDependencies ?? {}))
        : [];
    const direct = [...Object.keys({ ...manifest.dependencies, ...manifest.optionalDependencies }), ...built];
    const all = [...dependenciesOf(path, direct).values()];
    expect(all.length).toBeGreaterThanOrEqual(direct.length);
    const others = all.filter(({ name, licence }) => {
      if (name in readByHand) return false;
      try {
        return !satisfies(licence, allowed);
      } catch {
        return true; // not an SPDX expression
      }
    });
    expect(others).toEqual([]);
  });
});

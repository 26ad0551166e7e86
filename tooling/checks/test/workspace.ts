import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const repository = fileURLToPath(new URL('../../../', import.meta.url));

export interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly private?: boolean;
  readonly description?: string;
  readonly license?: string;
  readonly type?: string;
  readonly repository?: { readonly directory?: string };
  readonly engines?: { readonly node?: string };
  readonly files?: readonly string[];
  readonly scripts?: Readonly<Record<string, string>>;
  readonly exports?: Readonly<Record<string, unknown>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

export interface Package {
  /** As in `packages/sdk`. */
  readonly folder: string;
  readonly path: string;
  readonly manifest: Manifest;
}

/** Every package of the workspace. */
export const packages: readonly Package[] = ['packages', 'drivers', 'apps', 'tooling'].flatMap((group) =>
  readdirSync(join(repository, group), { withFileTypes: true }).flatMap((entry) => {
    const folder = `${group}/${entry.name}`;
    const path = join(repository, folder);
    try {
      return [
        { folder, path, manifest: JSON.parse(readFileSync(join(path, 'package.json'), 'utf8')) as Manifest },
      ];
    } catch {
      return [];
    }
  }),
);

export const published = packages.filter(({ manifest }) => manifest.private !== true);

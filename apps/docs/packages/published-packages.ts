/** The packages whose READMEs are pages of the site. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const repository = fileURLToPath(new URL('../../../', import.meta.url));

export interface PublishedPackage {
  readonly name: string;
  /** As in `packages/sdk`. */
  readonly folder: string;
  /** The last part of its page's address. */
  readonly slug: string;
}

export const publishedPackages: readonly PublishedPackage[] = ['packages', 'drivers', 'apps'].flatMap(
  (group) =>
    readdirSync(join(repository, group)).flatMap((each) => {
      const folder = `${group}/${each}`;
      const manifest = join(repository, folder, 'package.json');
      if (!existsSync(manifest) || !existsSync(join(repository, folder, 'README.md'))) return [];
      const { name, private: isPrivate } = JSON.parse(readFileSync(manifest, 'utf8')) as {
        name: string;
        private?: boolean;
      };
      return isPrivate ? [] : [{ name, folder, slug: name.replace('@modlink/', '') }];
    }),
);

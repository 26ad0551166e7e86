/** A page for each published package: its README. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { publishedPackages, repository } from './published-packages.ts';
import { asPage } from './site-links.ts';

export default {
  watch: ['../../../{packages,drivers,apps}/*/README.md'],
  paths: () =>
    publishedPackages.map(({ slug, folder }) => {
      const readme = `${folder}/README.md`;
      return { params: { slug }, content: asPage(readFileSync(join(repository, readme), 'utf8'), readme) };
    }),
};

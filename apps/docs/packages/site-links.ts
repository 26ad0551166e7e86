/** What a README's relative links become on the site. */
import { existsSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { publishedPackages, repository } from './published-packages.ts';

const sources = 'https://github.com/modlink/modlink/blob/main';

/**
 * Where a link of a README leads on the site: to another package's page, to a page of the site, to a picture; to the sources on
 * the forge for everything else.
 * @param target - as it stands in the README: `../transport-capture`, `docs/plot.svg`, `#errors`.
 * @param readme - the README's path in the repository: `packages/sdk/README.md`.
 */
export function siteLink(target: string, readme: string): string {
  if (/^(https?:|mailto:|#)/.test(target)) return target;
  const [path = '', anchor] = target.split('#');
  const suffix = anchor === undefined ? '' : `#${anchor}`;
  const meant = join(dirname(readme), path).replaceAll('\\', '/').replace(/\/$/, '');
  const other = publishedPackages.find(({ folder }) => meant === folder || meant === `${folder}/README.md`);
  if (other !== undefined) return `/packages/${other.slug}${suffix}`;
  const page = /^apps\/docs\/(.*)\.md$/.exec(meant)?.[1];
  if (page !== undefined) return `/${page}${suffix}`;
  // Relative to the page's own source, so that the picture is taken from where it is.
  if (/\.(png|svg|jpg)$/.test(meant)) return relative('apps/docs/packages', meant).replaceAll('\\', '/');
  const kind = isFolder(join(repository, meant)) ? sources.replace('/blob/', '/tree/') : sources;
  return `${kind}/${meant}${suffix}`;
}

const isFolder = (path: string): boolean => existsSync(path) && statSync(path).isDirectory();

/** A README as a page: its links lead where they lead on the site. */
export function asPage(text: string, readme: string): string {
  return text.replaceAll(
    /(!?\[[^\]]*\]\()([^)\s]+)(\))/g,
    (_, open: string, target: string, close: string) => open + siteLink(target, readme) + close,
  );
}

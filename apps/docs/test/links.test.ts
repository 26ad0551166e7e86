/** Links in READMEs and pages lead to something that is there; what pages include is there, too. Nothing is asked of the network. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { publishedPackages } from '../packages/published-packages.js';
import { type MarkdownFile, markdownFiles, repository, withoutCode } from './support/markdown.js';

/** The addresses of the headings, as the site and the forge make them. */
function anchors(text: string): Set<string> {
  const headings = [...text.replaceAll(/^(`{3,}).*?^\1$/gms, '').matchAll(/^#{1,6} (.*)$/gm)];
  return new Set(
    headings.map(([, heading = '']) =>
      heading
        .toLowerCase()
        .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1')
        .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
        .trim()
        .replaceAll(/\s/g, '-'),
    ),
  );
}

const isPage = (path: string) => path.startsWith('apps/docs/') && path !== 'apps/docs/README.md';

/** The file that a link means, relative to the repository; `undefined` for what is generated when the site is built. */
function meantFile(file: MarkdownFile, path: string): string | undefined {
  const meant = path.startsWith('/')
    ? join('apps/docs', path)
    : join(dirname(file.path), path).replace(/[\\/]$/, '');
  if (!isPage(file.path)) return meant;
  const inSite = meant.replaceAll('\\', '/').replace(/^apps\/docs\/?/, '');
  if (/^api(\/|$)/.test(inSite)) return undefined;
  const slug = /^packages\/([\w-]+)$/.exec(inSite)?.[1];
  const readme = publishedPackages.find((each) => each.slug === slug)?.folder;
  if (readme !== undefined) return `${readme}/README.md`;
  if (existsSync(join(repository, `${meant}.md`))) return `${meant}.md`;
  return existsSync(join(repository, meant, 'index.md')) ? join(meant, 'index.md') : meant;
}

/** What is wrong with the links of a file. */
function brokenLinks(file: MarkdownFile): string[] {
  const inText = [...withoutCode(file.text).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target);
  const inFront = [...file.text.matchAll(/^ +(?:link|src): (\S+)$/gm)].map(([, target = '']) => target);
  return [...inText, ...inFront]
    .filter((target) => !/^(https?:|mailto:)/.test(target))
    .flatMap((target) => {
      const [path = '', anchor] = target.split('#');
      const meant = path === '' ? file.path : meantFile(file, path);
      if (meant === undefined) return [];
      if (!existsSync(join(repository, meant))) return [`${target}: there is no ${meant}`];
      if (anchor === undefined || !meant.endsWith('.md')) return [];
      const text = readFileSync(join(repository, meant), 'utf8');
      return anchors(text).has(anchor) ? [] : [`${target}: ${meant} has no such heading`];
    });
}

describe.each(markdownFiles.map((file) => [file.path, file] as const))('%s', (_, file) => {
  it('has links that lead somewhere', () => {
    expect(brokenLinks(file)).toEqual([]);
  });

  it('includes what is there', () => {
    const includes = file.text.matchAll(/^(?:<!--@include: (\S+?)-->|<<< (\S+?)(?:\{\w+\})?)$/gm);
    for (const [, include, snippet] of includes) {
      const [path = '', region] = (include ?? snippet ?? '').split('#');
      const source = join(repository, dirname(file.path), path);
      expect(existsSync(source), path).toBe(true);
      // A region that is not there would include the whole file, without a word.
      if (region !== undefined)
        expect(readFileSync(source, 'utf8')).toMatch(new RegExp(`<!-- #region ${region} -->`));
    }
  });
});

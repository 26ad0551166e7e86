/** The texts that people read: READMEs and the pages of the site. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const repository = fileURLToPath(new URL('../../../../', import.meta.url));

export interface MarkdownFile {
  /** As in `packages/sdk/README.md`. */
  readonly path: string;
  readonly text: string;
}

export interface CodeBlock {
  readonly file: MarkdownFile;
  /** The file and the block's number among those of its language, from 1: `packages/host/README.md js 2`. */
  readonly name: string;
  readonly language: string;
  /** As in `file=thermometer.ts`. */
  readonly fileName: string | undefined;
  readonly code: string;
}

const read = (path: string): MarkdownFile => ({ path, text: readFileSync(join(repository, path), 'utf8') });

function readmes(group: string): MarkdownFile[] {
  return readdirSync(join(repository, group))
    .map((name) => `${group}/${name}/README.md`)
    .filter((path) => existsSync(join(repository, path)))
    .map(read);
}

/** Folders that hold no page that is written by hand. */
const notPages = new Set(['api', 'node_modules', '.vitepress', 'test']);

function pages(folder = 'apps/docs'): MarkdownFile[] {
  return readdirSync(join(repository, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return notPages.has(entry.name) ? [] : pages(path);
    return entry.name.endsWith('.md') ? [read(path)] : [];
  });
}

export const markdownFiles: readonly MarkdownFile[] = [
  ...['README.md', 'CONTRIBUTING.md', 'SECURITY.md'].map(read),
  read('examples/README.md'),
  ...['packages', 'drivers', 'apps'].flatMap(readmes),
  ...pages(),
];

/** The text without its code, in which nothing is a link or a heading. */
export const withoutCode = (text: string): string =>
  text.replaceAll(/^(`{3,}).*?^\1$/gms, '').replaceAll(/`[^`\n]*`/g, 'code');

export const codeBlocks: readonly CodeBlock[] = markdownFiles.flatMap((file) => {
  const counts = new Map<string, number>();
  return [...file.text.matchAll(/^```(\w+)(?: file=(\S+))?\n(.*?)^```$/gms)].map(
    ([, language = '', fileName, code = '']) => {
      const number = (counts.get(language) ?? 0) + 1;
      counts.set(language, number);
      return { file, name: `${file.path} ${language} ${number}`, language, fileName, code };
    },
  );
});

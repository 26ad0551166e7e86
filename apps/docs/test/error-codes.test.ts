/** Every code that a package says to have stands on a page of error codes. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { markdownFiles, repository } from './support/markdown.js';

const sources = ['packages', 'drivers', 'apps'].flatMap((group) =>
  readdirSync(join(repository, group))
    .map((name) => join(repository, group, name, 'src'))
    .filter((folder) => existsSync(folder))
    .flatMap((folder) =>
      readdirSync(folder, { recursive: true, encoding: 'utf8' })
        .filter((file) => file.endsWith('.ts'))
        .map((file) => join(folder, file)),
    ),
);

it('all error codes are explained', () => {
  const explained = markdownFiles
    .filter(({ path }) => path.startsWith('apps/docs/reference/'))
    .flatMap(({ text }) => [...text.matchAll(/^\| `([A-Z_]+)` +\|/gm)].map(([, code]) => code));
  const codes = sources.flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(/ErrorCodes = \[(.*?)\] as const/gs)].flatMap(([, list = '']) =>
      [...list.matchAll(/'([A-Z_]+)'/g)].map(([, code]) => code),
    ),
  );
  expect(codes.length).toBeGreaterThan(150);
  expect(codes.filter((code) => !explained.includes(code))).toEqual([]);
});

/** The notes that users of the packages will read can be read by the tool that makes changelogs of them. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import parseChangeset from '@changesets/parse';
import { describe, expect, it } from 'vitest';
import { published, repository } from './workspace.js';

const folder = join(repository, '.changeset');
const notes = readdirSync(folder).filter((name) => name.endsWith('.md') && name !== 'README.md');
const names = published.map(({ manifest }) => manifest.name);

describe('changesets', () => {
  it('are for published packages, each with a summary of a few sentences', () => {
    for (const note of notes) {
      const { releases, summary } = parseChangeset(readFileSync(join(folder, note), 'utf8'));
      expect(releases.length, note).toBeGreaterThan(0);
      expect(names, note).toEqual(expect.arrayContaining(releases.map(({ name }) => name)));
      expect(summary.trim(), note).toMatch(/^[A-Z`].{20,}\.$/s);
    }
  });
});

/** The numbers of the repository's README are those of the committed baseline. */
import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import type { Results } from '../src/measurement.js';
import { withBenchmarks } from '../src/readme.js';
import { baselineFile } from '../src/results-file.js';

const baseline = await readFile(baselineFile, 'utf8');

it('the README has the numbers of the baseline', async () => {
  const readme = await readFile(new URL('../../../README.md', import.meta.url), 'utf8');
  expect(readme).toBe(withBenchmarks(readme, JSON.parse(baseline) as Results));
});

it('the baseline is a full run, and names neither a machine nor a path', () => {
  const { plan, machine } = JSON.parse(baseline) as Results;
  expect(plan).toBe('full');
  expect(Object.keys(machine).sort()).toEqual(['cores', 'cpu', 'memoryGB', 'node', 'system']);
  expect(baseline).not.toMatch(/\/(home|root|Users|tmp)\b/);
});

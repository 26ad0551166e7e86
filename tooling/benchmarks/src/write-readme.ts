/** Writes the committed baseline's numbers to the repository's README. */
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { withBenchmarks } from './readme.js';
import { baselineFile, readResults } from './results-file.js';

const readmeFile = fileURLToPath(new URL('../../../README.md', import.meta.url));

const baseline = await readResults(baselineFile);
if (baseline === undefined)
  throw new Error('There is no baseline: make one with npm run bench -- --save-baseline.');
await writeFile(readmeFile, withBenchmarks(await readFile(readmeFile, 'utf8'), baseline));

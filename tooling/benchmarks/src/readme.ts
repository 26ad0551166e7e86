/** The benchmark section of the repository's README. */
import { describeMachine } from './machine.js';
import type { Results } from './measurement.js';
import { markdownTable } from './table.js';
import { tablesOf } from './tables.js';

const begin = '<!-- bench: written by `npm run bench -- --save-baseline` -->';
const end = '<!-- /bench -->';

/** Puts the numbers between the markers. @throws when a marker is missing. */
export function withBenchmarks(readme: string, results: Results): string {
  const from = readme.indexOf(begin);
  const to = readme.indexOf(end);
  if (from < 0 || to < from) throw new Error(`The README has no section between ${begin} and ${end}.`);
  return `${readme.slice(0, from)}${begin}\n\n${section(results)}\n\n${readme.slice(to)}`;
}

function section(results: Results): string {
  const about = `Measured on ${results.date}: ${describeMachine(results.machine)}.`;
  return [about, ...tablesOf(results).map(markdownTable)].join('\n\n');
}

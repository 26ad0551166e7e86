/**
 * `npm run bench -- [--quick] [--soak] [--save-baseline]`: measures, shows, compares, and keeps the results.
 */
import { parseArgs } from 'node:util';
import { regressions } from './compare.js';
import { describeMachine, thisMachine } from './machine.js';
import { judge } from './marks.js';
import type { Measurement, Results } from './measurement.js';
import { type PlanName, planNames, plans } from './plan.js';
import { baselineFile, completedBy, latestFile, readResults, writeResults } from './results-file.js';
import { runSoak } from './soak.js';
import { runSuite } from './suite.js';
import { terminalTable } from './table.js';
import { tablesOf } from './tables.js';

const { values } = parseArgs({
  options: {
    /** A look in less than a minute. */
    quick: { type: 'boolean', default: false },
    plan: { type: 'string' },
    /** Eight devices in real time, in place of the suite. */
    soak: { type: 'boolean', default: false },
    'save-baseline': { type: 'boolean', default: false },
  },
});

const planName = values.plan ?? (values.quick ? 'quick' : 'full');
if (!planNames.includes(planName as PlanName)) {
  throw new Error(`There is no plan "${planName}". The plans are ${planNames.join(', ')}.`);
}
const plan = plans[planName as PlanName];
if (values['save-baseline'] && plan.name !== 'full') {
  throw new Error('A baseline is saved of a full run: leave --quick and --plan out.');
}

console.log(
  `Plan "${plan.name}" on ${describeMachine(thisMachine())}. Other work on this machine disturbs it.\n`,
);
const problems: string[] = [];
const results: Results = {
  machine: thisMachine(),
  date: new Date().toISOString().slice(0, 10),
  plan: plan.name,
  measurements: await measure(),
};
for (const table of tablesOf(results)) console.log(`\n${terminalTable(table)}`);
report(
  'Marks, for a full run on an idle machine:',
  judge(results.measurements).map(
    ({ text, reached }) => `${reached ? 'reached    ' : 'not reached'}  ${text}`,
  ),
);

const baseline = await readResults(baselineFile);
if (baseline === undefined) console.log('\nThere is no baseline to compare with.');
else {
  const worse = regressions(results.measurements, baseline.measurements);
  console.log(`\nCompared with the baseline of ${baseline.date} (${describeMachine(baseline.machine)}):`);
  report(worse.length === 0 ? 'Nothing became worse.' : 'These became worse:', worse);
}
await writeResults(latestFile, completedBy(results, await readResults(latestFile)));
if (values['save-baseline']) {
  await writeResults(baselineFile, completedBy(results, baseline));
  await import('./write-readme.js');
  console.log('\nSaved as the baseline, and written to the README.');
}
report('This must not be:', problems);
process.exitCode = problems.length === 0 ? 0 : 1;

async function measure(): Promise<readonly Measurement[]> {
  if (!values.soak) return runSuite(plan, (what) => console.log(`  ${what}`));
  console.log(`  eight devices for ${plan.soak.seconds} s`);
  const soak = await runSoak(plan);
  problems.push(...soak.problems);
  return soak.measurements;
}

function report(heading: string, lines: readonly string[]): void {
  if (lines.length === 0 && heading.endsWith(':')) return;
  console.log([`\n${heading}`, ...lines.map((line) => `  ${line}`)].join('\n'));
}

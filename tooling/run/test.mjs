/**
 * `npm test`: lint, types and every test of every package; ends with one line of counts.
 * `--full` adds the long checks.
 */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { printResults } from './results.mjs';
import { ensureInstalled, root, turbo } from './workspace.mjs';

ensureInstalled();
if (turbo(['build'], { quiet: true }) !== 0) process.exit(1);

// The parts that this machine has are an input of the tests: a new part makes cached results stale.
const partsModule = pathToFileURL(join(root, 'tooling', 'test-parts', 'dist', 'index.js'));
const { describeParts } = await import(partsModule.href);
const status = turbo(['lint', 'typecheck', 'test'], {
  args: ['--continue=dependencies-successful'],
  env: {
    MODLINK_TEST_PARTS: await describeParts(),
    MODLINK_TEST_FULL: process.argv.includes('--full') ? '1' : '',
  },
});

if (status !== 0) console.log('A check failed: see the output above.');
printResults(
  ['packages', 'drivers', 'apps', 'tooling'].flatMap((group) =>
    readdirSync(join(root, group)).map((name) => join(group, name)),
  ),
);
process.exit(status);

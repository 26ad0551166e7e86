/**
 * `npm test`: lint, types and every test of every package; ends with one line of counts.
 * `--full` adds the long checks.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
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

const counts = { passed: 0, failed: 0, skipped: 0 };
for (const folder of ['packages', 'drivers', 'apps', 'tooling']) {
  for (const name of readdirSync(join(root, folder))) {
    const file = join(root, folder, name, '.test-results', 'results.json');
    if (!existsSync(file)) continue;
    const results = JSON.parse(readFileSync(file, 'utf8'));
    counts.passed += results.numPassedTests;
    counts.failed += results.numFailedTests;
    counts.skipped += results.numPendingTests + results.numTodoTests;
    for (const file of results.testResults) {
      for (const test of file.assertionResults) {
        if (test.status === 'pending' || test.status === 'skipped')
          console.log(`skipped: ${name}: ${test.fullName}`);
        if (test.status === 'failed') console.log(`failed: ${name}: ${test.fullName}`);
      }
    }
  }
}
if (status !== 0) console.log('A check failed: see the output above.');
console.log(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
process.exit(status);

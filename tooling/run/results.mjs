/** What the tests of some packages ended with, as their reports tell. */
import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { root } from './workspace.mjs';

/** Prints each test that failed or was skipped, and one line of counts. */
export function printResults(folders) {
  const counts = { passed: 0, failed: 0, skipped: 0 };
  for (const folder of folders) {
    const file = join(root, folder, '.test-results', 'results.json');
    if (!existsSync(file)) continue;
    const results = JSON.parse(readFileSync(file, 'utf8'));
    counts.passed += results.numPassedTests;
    counts.failed += results.numFailedTests;
    counts.skipped += results.numPendingTests + results.numTodoTests;
    for (const { status, fullName } of results.testResults.flatMap((each) => each.assertionResults)) {
      if (status === 'pending' || status === 'skipped')
        console.log(`skipped: ${basename(folder)}: ${fullName}`);
      if (status === 'failed') console.log(`failed: ${basename(folder)}: ${fullName}`);
    }
  }
  console.log(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
}

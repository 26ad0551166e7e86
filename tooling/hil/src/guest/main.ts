/** Runs in the machine: every case, one after the other, and a line for each in the file of results. */
import { appendFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { inspect } from 'node:util';
import { benchGroups } from '../cases/index.js';
import type { CaseResult } from '../machine.js';

const caseTimeoutMs = 300_000;
const [share = ''] = process.argv.slice(2);

for (const { cases } of benchGroups) {
  for (const { name, run } of cases) {
    const startMs = performance.now();
    const error = await Promise.race([run().then(() => undefined, inspectError), timeout()]);
    const durationMs = Math.round(performance.now() - startMs);
    const result: CaseResult = { name, durationMs, ...(error !== undefined && { error }) };
    appendFileSync(`${share}/results.jsonl`, `${JSON.stringify(result)}\n`);
    console.log(`${error === undefined ? 'passed' : 'failed'} in ${durationMs} ms: ${name}`);
  }
}
process.exit();

async function timeout(): Promise<string> {
  await wait(caseTimeoutMs, undefined, { ref: false });
  return `It took longer than ${caseTimeoutMs / 1000} s.`;
}

function inspectError(error: unknown): string {
  return inspect(error);
}

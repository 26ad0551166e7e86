/** Starts the emulated machine once, and shows how each of its cases ended. */
import { part } from '@modlink/test-parts';
import { beforeAll, describe, expect, it } from 'vitest';
import { benchGroups } from '../src/cases/index.js';
import { type BenchRun, runBench } from '../src/machine.js';

const machine = await part('virtual-machine');
const isWanted = process.env.MODLINK_TEST_FULL === '1';
const timeoutMs = 30 * 60_000;

if (isWanted) machine.describe('hardware in the loop', cases);
else
  it.skip('hardware in the loop (skipped: it is part of "npm run test:full" and "npm run test:hil")', () => {});

function cases(): void {
  let run: BenchRun;
  beforeAll(async () => {
    run = await runBench({ timeoutMs });
  }, timeoutMs + 60_000);

  for (const group of benchGroups) {
    describe(group.name, () => {
      it.each(group.cases.map(({ name }) => name))('%s', (name) => {
        const result = run.results.get(name);
        if (result === undefined)
          expect.fail(`The machine stopped before this case. Its last words:\n${run.console}`);
        if (result.error !== undefined)
          expect.fail(`${result.error}\nThe machine's last words:\n${run.console}`);
      });
    });
  }
}

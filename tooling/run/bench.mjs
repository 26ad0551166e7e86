/**
 * `npm run bench`: the benchmarks of every package, and at the end the suite over all of them (`tooling/benchmarks`).
 * With arguments, such as `--quick`, the suite alone. One after the other, so that none disturbs another.
 */
import { turbo } from './workspace.mjs';

const suite = '@modlink/benchmarks';
const args = process.argv.slice(2);
const alone = ['--log-prefix', 'none'];

const failed =
  args.length === 0 ? turbo(['bench'], { args: [...alone, '--filter', `!${suite}`], tasksAtOnce: 1 }) : 0;
const suiteFailed = turbo(['bench'], { args: [...alone, '--filter', suite, '--', ...args], tasksAtOnce: 1 });
process.exit(failed || suiteFailed);

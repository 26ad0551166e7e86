/**
 * `npm run test:hil`: transports and drivers on the virtual devices of a real kernel, in an emulated machine
 * (`tooling/hil`); ends with one line of counts.
 */
import { join } from 'node:path';
import { printResults } from './results.mjs';
import { ensureInstalled, root, run, turbo } from './workspace.mjs';

const folder = join('tooling', 'hil');

ensureInstalled();
if (turbo(['build'], { args: ['--filter', '@modlink/hil'], quiet: true }) !== 0) process.exit(1);
const status = run(
  'vitest',
  ['run', '--root', join(root, folder), '--config', join(root, 'tooling', 'vitest.config.ts')],
  { env: { MODLINK_TEST_FULL: '1' } },
);
printResults([folder]);
process.exit(status);

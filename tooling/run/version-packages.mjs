/** `npm run version-packages`: makes versions and changelogs of the notes in `.changeset`, and brings the lock file after them. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ensureInstalled, root, run } from './workspace.mjs';

ensureInstalled();
const status = run('changeset', ['version']);
if (status !== 0) process.exit(status);
const { packageManager } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
process.exit(run('npx', ['--yes', packageManager, 'install', '--lockfile-only']));

/**
 * `npm run release`: builds everything, and publishes the packages whose version the registry does not have yet, with provenance
 * where there is one. Versions were set before, by `npm run version-packages`.
 */
import { provenanceVariables } from './provenance.mjs';
import { ensureInstalled, run, turbo } from './workspace.mjs';

ensureInstalled();
if (turbo(['build'], { quiet: true }) !== 0) process.exit(1);
process.exit(run('changeset', ['publish'], { env: provenanceVariables(process.env) }));

/**
 * `npm run release`: builds everything, and publishes the packages whose version the registry does not have yet. Versions were
 * set before, by `npm run version-packages`. Where the forge vouches for the build (GitHub Actions with `id-token: write`,
 * GitLab with `SIGSTORE_ID_TOKEN`), packages are published with provenance; npm refuses it elsewhere.
 */
import { ensureInstalled, run, turbo } from './workspace.mjs';

const { ACTIONS_ID_TOKEN_REQUEST_URL, SIGSTORE_ID_TOKEN } = process.env;
const hasProvenance = Boolean(ACTIONS_ID_TOKEN_REQUEST_URL || SIGSTORE_ID_TOKEN);

ensureInstalled();
if (turbo(['build'], { quiet: true }) !== 0) process.exit(1);
process.exit(
  run('changeset', ['publish'], { env: hasProvenance ? { NPM_CONFIG_PROVENANCE: 'true' } : {} }),
);

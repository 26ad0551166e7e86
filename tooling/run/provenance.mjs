/**
 * What makes pnpm publish with provenance, where the forge vouches for the build: GitHub Actions with `id-token: write`, GitLab
 * with `SIGSTORE_ID_TOKEN`. pnpm refuses it elsewhere. It reads no variables of npm.
 * @param {NodeJS.ProcessEnv} env
 * @returns {Record<string, string>}
 */
export function provenanceVariables({ ACTIONS_ID_TOKEN_REQUEST_URL, SIGSTORE_ID_TOKEN }) {
  return ACTIONS_ID_TOKEN_REQUEST_URL || SIGSTORE_ID_TOKEN ? { PNPM_CONFIG_PROVENANCE: 'true' } : {};
}

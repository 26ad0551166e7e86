import { serializeError } from '@modlink/sdk';
import Config from '@npmcli/config';
import npmDefinitions from '@npmcli/config/lib/definitions/index.js';
import { InstallerError } from '../installer-error.js';

/** Options of npm's libraries, as they name them: `registry`, `cache`, `@scope:registry`, `//host/:_authToken`, `proxy`. */
export type NpmSettings = Readonly<Record<string, unknown>>;

/** What tells npm's libraries where registries are, how to reach them, and as whom. */
const connection = new Set([
  'registry',
  'replaceRegistryHost',
  'scope',
  'cache',
  'proxy',
  'httpsProxy',
  'noProxy',
  'ca',
  'cert',
  'key',
  'strictSSL',
  'localAddress',
  'maxSockets',
  'retry',
  'timeout',
  'offline',
  'preferOffline',
  'preferOnline',
  'before',
  'minReleaseAgeExclude',
  '_auth',
  '_authToken',
  'username',
  'forceAuth',
]);

/**
 * Reads the user's npm configuration as npm does: `~/.npmrc`, the global file, and `npm_config_*` of the environment. Taken
 * are registries, credentials, proxies, certificates and the cache; what else the user set (`omit`, `global`, `dry-run`)
 * is about projects, and must not change what an installed driver consists of.
 * @param folder - an `.npmrc` in it comes before the user's.
 * @throws {InstallerError} `NPM_CONFIG_INVALID`
 */
export async function readNpmSettings(
  folder: string,
  environment: NodeJS.ProcessEnv = process.env,
): Promise<NpmSettings> {
  const config = new Config({
    ...npmDefinitions,
    // Only npm's own built-in file is looked for there, and libraries have none.
    npmPath: folder,
    argv: [],
    // A copy: loading adds to it.
    env: { ...environment },
    cwd: folder,
    warn: false,
  });
  let flat: Readonly<Record<string, unknown>>;
  try {
    await config.load();
    flat = config.flat;
  } catch (cause) {
    throw new InstallerError(
      'NPM_CONFIG_INVALID',
      `npm's configuration cannot be used: ${serializeError(cause).message} Correct it: "npm config list" shows it.`,
      { cause },
    );
  }
  const isOfRegistry = (key: string) => key.startsWith('//') || key.endsWith(':registry');
  return Object.fromEntries(
    Object.entries(flat).filter(
      ([key, value]) => value !== null && (connection.has(key) || isOfRegistry(key)),
    ),
  );
}

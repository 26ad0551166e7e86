import { resolve } from 'node:path';
import envPaths from 'env-paths';

/**
 * The folder of ModLink's own data for this user: settings, installed drivers. The environment variable `MODLINK_HOME`
 * names another one; otherwise it is where the platform keeps such data (`~/.local/share/modlink` on Linux,
 * `~/Library/Application Support/modlink` on macOS, `%LOCALAPPDATA%\modlink\Data` on Windows).
 */
export function modlinkHome(environment: NodeJS.ProcessEnv = process.env): string {
  const chosen = environment.MODLINK_HOME?.trim();
  return chosen ? resolve(chosen) : envPaths('modlink', { suffix: '' }).data;
}

import type { BlockedVersions } from './checks/blocked-versions.js';
import type { InstallProgress } from './installer-options.js';
import type { NpmSettings } from './npm/npm-settings.js';
import type { SizeBudget } from './stage/screen-tarball.js';

/** What every step of one change works with. */
export interface Session {
  readonly npm: NpmSettings;
  readonly blocked: BlockedVersions;
  readonly budget: SizeBudget;
  readonly signal: AbortSignal | undefined;
  readonly onProgress: (progress: InstallProgress) => void;
}

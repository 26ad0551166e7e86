import { createRequire } from 'node:module';

/** The version of this package, from its package.json (which is at the same place seen from `src` and from `dist`). */
export const hostVersion: string = (
  createRequire(import.meta.url)('../../package.json') as { version: string }
).version;

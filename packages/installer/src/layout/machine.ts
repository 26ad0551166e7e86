import type { Machine } from './install-record.js';

/** This machine, as native binaries see it. */
export function thisMachine(): Machine {
  return { platform: process.platform, arch: process.arch, nodeAbi: process.versions.modules };
}

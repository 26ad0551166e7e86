/** What other parts of the studio use of the live view. */

export type { StreamSource } from './grid/source-streams.js';
export { StreamGrid, type StreamGridProps } from './grid/stream-grid.js';
export { type LiveSetup, readLiveSetup, writeLiveSetup } from './setup/live-setup.js';

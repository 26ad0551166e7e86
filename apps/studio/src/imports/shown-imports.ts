import type { WireImportJob } from '@modlink/protocol';
import type { ImportQueueState, QueuedImport } from './import-queue.js';

export interface ShownImports {
  readonly jobs: readonly WireImportJob[];
  readonly queued: readonly QueuedImport[];
}

export const hasEnded = ({ state }: WireImportJob): boolean => state !== 'receiving' && state !== 'running';

/** Each import once: a file that is being sent is shown as the job that receives it, as soon as that is known. */
export function shownImports(
  imports: readonly WireImportJob[],
  { queued, ownIds }: ImportQueueState,
): ShownImports {
  const jobs = imports.filter((job) => !hasEnded(job) || ownIds.has(job.importId));
  const received = new Set(jobs.flatMap(({ state, fileName }) => (state === 'receiving' ? [fileName] : [])));
  return {
    jobs,
    queued: queued.filter(({ state, fileName }) => state !== 'sending' || !received.has(fileName)),
  };
}

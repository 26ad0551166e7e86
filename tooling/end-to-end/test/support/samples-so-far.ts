import type { RunningModlink } from './modlink.js';

/** Samples of one stream that a running command has told of so far. */
export function samplesSoFar({ lines }: RunningModlink, streamKey: string): number {
  const streams = lines.findLast(({ type }) => type === 'status')?.streams as
    | { streamId: string; samples: number }[]
    | undefined;
  return streams?.find(({ streamId }) => streamId.endsWith(`:${streamKey}`))?.samples ?? 0;
}

import type { RouteCall } from '@modlink/protocol';
import { z } from 'zod';
import { useStored } from '../storage/use-stored.js';

/** Nothing, or a number above it: what a number field has. */
const amount = z.number().positive().optional().catch(undefined);
const text = z.string().catch('');

/** What the next recording will be called, what it will hold, and how it is written. */
const recordingDraft = z.object({
  name: text,
  session: text,
  experiment: text,
  subject: text,
  notes: text,
  /** Stream or device ids; all streams when there is none. */
  streams: z.array(z.string()).catch([]),
  /** As the settings of the host say when absent. */
  compression: z.enum(['none', 'lz4', 'zstd']).optional().catch(undefined),
  /** Goes on in another file after this. */
  splitMegabytes: amount,
  splitMinutes: amount,
  /** Ends by itself after this. */
  stopAfterMinutes: amount,
  /** How much of the time before is in it too; as the settings of the host say when absent. */
  preRollSeconds: z.number().min(0).optional().catch(undefined),
});
export type RecordingDraft = z.output<typeof recordingDraft>;

const absent: RecordingDraft = recordingDraft.parse({});

export const useRecordingDraft = (): [RecordingDraft, (draft: RecordingDraft) => void] =>
  useStored('modlink-recording-draft', recordingDraft, absent);

export type StartRecordingBody = NonNullable<RouteCall<'startRecording'>['body']>;

/** What was left empty is not said. */
export function startBody(draft: RecordingDraft): StartRecordingBody {
  const { streams, compression, splitMegabytes, splitMinutes, stopAfterMinutes, preRollSeconds } = draft;
  const texts = (['name', 'session', 'experiment', 'subject', 'notes'] as const)
    .map((field) => [field, draft[field].trim()] as const)
    .filter(([, value]) => value !== '');
  return {
    ...Object.fromEntries(texts),
    ...(streams.length > 0 && { streams: [...streams] }),
    ...(compression !== undefined && { compression }),
    ...(splitMegabytes !== undefined && { rollSizeBytes: Math.round(splitMegabytes * 1024 * 1024) }),
    ...(splitMinutes !== undefined && { rollEveryMs: splitMinutes * 60_000 }),
    ...(stopAfterMinutes !== undefined && { stopAfterMs: stopAfterMinutes * 60_000 }),
    ...(preRollSeconds !== undefined && { preRollMs: preRollSeconds * 1_000 }),
  };
}

/** Whether something is set that is not seen in the bar. */
export const hasOptions = (draft: RecordingDraft): boolean =>
  Object.keys(startBody(draft)).some((key) => !['name', 'session', 'experiment'].includes(key));

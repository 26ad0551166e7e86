import { z } from 'zod';
import { useStored } from '../storage/use-stored.js';

/** What the next recording will be called, and what it will hold. */
const recordingDraft = z.object({
  name: z.string(),
  session: z.string(),
  experiment: z.string(),
  /** Stream or device ids; all streams when there is none. */
  streams: z.array(z.string()),
});
export type RecordingDraft = z.output<typeof recordingDraft>;

const absent: RecordingDraft = { name: '', session: '', experiment: '', streams: [] };

export const useRecordingDraft = (): [RecordingDraft, (draft: RecordingDraft) => void] =>
  useStored('modlink-recording-draft', recordingDraft, absent);

export interface StartRecordingBody {
  name?: string;
  session?: string;
  experiment?: string;
  streams?: string[];
}

/** What was left empty is not said. */
export function startBody({ name, session, experiment, streams }: RecordingDraft): StartRecordingBody {
  return {
    ...(name.trim() !== '' && { name: name.trim() }),
    ...(session.trim() !== '' && { session: session.trim() }),
    ...(experiment.trim() !== '' && { experiment: experiment.trim() }),
    ...(streams.length > 0 && { streams }),
  };
}

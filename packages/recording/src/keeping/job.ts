import { RecordingError } from '../errors.js';

/** What a long job may be given. */
export interface JobOptions {
  readonly signal?: AbortSignal | undefined;
  /** Called some times on the way. */
  readonly onProgress?:
    | ((progress: { readonly doneBytes: number; readonly totalBytes: number }) => void)
    | undefined;
}

/** @throws {RecordingError} `RECORDING_CANCELLED` */
export function throwIfCancelled({ signal }: JobOptions, path: string): void {
  if (!signal?.aborted) return;
  throw new RecordingError(
    'RECORDING_CANCELLED',
    `The work on ${path} was cancelled; the recording is as it was.`,
    {
      cause: signal.reason,
      subject: { path },
    },
  );
}

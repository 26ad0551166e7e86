import type { RecordingIdentity, StreamStatisticsSnapshot } from '@modlink/recording';
import type { HostError } from '../errors.js';

/** `failed` ends a recording as `finished` does; what was written before stays readable. */
export type RecordingState = 'recording' | 'finishing' | 'finished' | 'failed';

export interface RecordedStreamSummary {
  readonly channelId: number;
  readonly streamId: string;
  readonly statistics: StreamStatisticsSnapshot;
}

/** A recording as it stands. */
export interface RecordingSummary extends RecordingIdentity {
  readonly state: RecordingState;
  /** Why it failed. */
  readonly error: HostError | undefined;
  /** The file that is written to; the last, where it goes to several. */
  readonly path: string;
  /** All files, in their order: one, unless the recording rolls. */
  readonly paths: readonly string[];
  /** Size of all files so far. */
  readonly fileBytes: number;
  /** Bytes on their way to the file. */
  readonly pendingBytes: number;
  /** Host clock: everything received before this is in the file and readable, whatever happens to this process. */
  readonly durableUpToNs: bigint | undefined;
  readonly frames: number;
  readonly samples: number;
  readonly gaps: number;
  readonly events: number;
  /** One for each channel of the file: a stream that was added again, with another descriptor, is there twice. */
  readonly streams: readonly RecordedStreamSummary[];
}

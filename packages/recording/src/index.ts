/**
 * `@modlink/recording`: reads ModLink recordings, also unfinished ones, and replays them. {@link openRecording} and
 * {@link openReplay} are the ways in.
 */
export { RecordingError, type RecordingErrorCode, recordingErrorCodes } from './errors.js';
export {
  type RecordingEvent,
  type RecordingEventType,
  recordingEventTypes,
} from './format/recording-event.js';
export type { DriverProvenance, RecordingIdentity } from './format/recording-metadata.js';
export type { RecordingBytes } from './reading/readable-file.js';
export {
  type FrameSelection,
  openRecording,
  type RecordedFrame,
  type RecordedStreamInfo,
  type Recording,
  type RecordingInfo,
} from './reading/recording.js';
export { defaultRecordingFolder } from './recordings-folder.js';
export { type StreamGap, StreamStatistics, type StreamStatisticsSnapshot } from './stream-statistics.js';

/** Recording; and, from the package that knows the format, reading recordings back. */
export {
  type DriverProvenance,
  defaultRecordingFolder,
  type FrameSelection,
  openRecording,
  type RecordedFrame,
  type RecordedStreamInfo,
  type Recording,
  RecordingError,
  type RecordingErrorCode,
  type RecordingEvent,
  type RecordingEventType,
  type RecordingIdentity,
  type RecordingInfo,
  recordingErrorCodes,
  recordingEventTypes,
  type StreamStatistics,
  type StreamStatisticsSnapshot,
} from '@modlink/recording';
export { defaultNameTemplate } from './recording-path.js';
export type { RecordingSession } from './recording-session.js';
export type { RecordedStreamSummary, RecordingState, RecordingSummary } from './recording-summary.js';
export { type RecordingOptions, startRecordingSession } from './start-recording-session.js';

/** Recording and reading recordings back. */
export {
  type RecordingEvent,
  type RecordingEventType,
  recordingEventTypes,
} from './recording-event.js';
export type { DriverProvenance, RecordingIdentity } from './recording-metadata.js';
export { defaultNameTemplate, defaultRecordingFolder } from './recording-path.js';
export {
  type FrameSelection,
  openRecording,
  type RecordedFrame,
  type RecordedStreamInfo,
  type Recording,
  type RecordingInfo,
} from './recording-reader.js';
export type { RecordingSession } from './recording-session.js';
export type { RecordedStreamSummary, RecordingState, RecordingSummary } from './recording-summary.js';
export { type RecordingOptions, startRecordingSession } from './start-recording-session.js';

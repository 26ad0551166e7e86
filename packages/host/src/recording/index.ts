/** Recording; and, from the package that knows the format, reading recordings back. */
export {
  type DriverProvenance,
  defaultRecordingFolder,
  type EditOptions,
  type EventEdit,
  editEvents,
  editLabels,
  type FrameSelection,
  type JobOptions,
  type LabelEdits,
  type ListedEvent,
  type OpenRecordingOptions,
  openRecording,
  type RecordedFrame,
  type RecordedStreamInfo,
  type Recording,
  RecordingCatalogue,
  RecordingError,
  type RecordingErrorCode,
  type RecordingEvent,
  type RecordingEventType,
  type RecordingFilter,
  type RecordingGlance,
  type RecordingIdentity,
  type RecordingInfo,
  type RecordingLabels,
  type RecordingList,
  type RecordingPart,
  type RecordingSeries,
  type RepairOptions,
  type RepairResult,
  recordingErrorCodes,
  recordingEventTypes,
  repairRecording,
  type StreamStatistics,
  type StreamStatisticsSnapshot,
  type UnreadableRecording,
  type VerifiedStream,
  type VerifyFinding,
  type VerifyFindingCode,
  type VerifyReport,
  verifyRecording,
} from '@modlink/recording';
export { type RecordingCompression, recordingCompressions } from '@modlink/recording/format';
export type { PreRollOptions } from './pre-roll.js';
export type { RollOptions } from './recording-parts.js';
export { defaultNameTemplate } from './recording-path.js';
export type { RecordingSession } from './recording-session.js';
export type { RecordedStreamSummary, RecordingState, RecordingSummary } from './recording-summary.js';
export type { SpaceLeft, SpaceOptions } from './space-watch.js';
export { type RecordingOptions, startRecordingSession } from './start-recording-session.js';

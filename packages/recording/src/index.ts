/**
 * `@modlink/recording`: reads ModLink recordings, also unfinished ones, and replays them. {@link openRecording} and
 * {@link openReplay} are the ways in.
 */
export type { ClockKind } from './device-clock/frame-clock.js';
export {
  type DejitterCursor,
  type DejitteredStream,
  type DejitterOptions,
  dejitterRecording,
} from './device-clock/recording-times.js';
export { type ClockEstimate, type DejitteredTime, StreamClock } from './device-clock/stream-clock.js';
export { RecordingError, type RecordingErrorCode, recordingErrorCodes } from './errors.js';
export {
  type RecordingEvent,
  type RecordingEventType,
  recordingEventTypes,
} from './format/recording-event.js';
export type { DriverProvenance, RecordingIdentity, RecordingSeries } from './format/recording-metadata.js';
export { type EditOptions, type EventEdit, editEvents, editLabels } from './keeping/edit-events.js';
export { editsSuffix, type LabelEdits, type RecordingLabels } from './keeping/event-edits.js';
export type { JobOptions } from './keeping/job.js';
export { joinParts } from './keeping/join-glances.js';
export {
  RecordingCatalogue,
  type RecordingFilter,
  type RecordingList,
  type UnreadableRecording,
} from './keeping/recording-catalogue.js';
export { findRecordingFiles, type RecordingFileInfo } from './keeping/recording-files.js';
export { type RepairOptions, type RepairResult, repairRecording } from './keeping/repair-recording.js';
export { verifyRecording } from './keeping/verify-recording.js';
export type {
  VerifiedStream,
  VerifyFinding,
  VerifyFindingCode,
  VerifyReport,
} from './keeping/verify-report.js';
export type { RecordingPart } from './reading/find-parts.js';
export {
  type OpenRecordingFile,
  type OpenRecordingOptions,
  openRecording,
} from './reading/open-recording.js';
export { ReadableFile, type RecordingBytes } from './reading/readable-file.js';
export type {
  FrameSelection,
  ListedEvent,
  RecordedFrame,
  RecordedStreamInfo,
  Recording,
  RecordingInfo,
} from './reading/recording.js';
export { glanceAtRecording, type RecordingGlance } from './reading/recording-glance.js';
export { defaultRecordingFolder } from './recordings-folder.js';
export { openReplay } from './replay/open-replay.js';
export type { Replay } from './replay/replay.js';
export {
  fastestSpeed,
  type ReplayAlignment,
  type ReplayConsumer,
  type ReplayEvent,
  type ReplayFile,
  type ReplayFrame,
  type ReplayLoop,
  type ReplayOptions,
  type ReplayRange,
  type ReplaySpeed,
  type ReplayState,
  type ReplayStatus,
  type ReplayStream,
  type ReplayTimers,
  slowestSpeed,
} from './replay/replay-types.js';
export { type StreamGap, StreamStatistics, type StreamStatisticsSnapshot } from './stream-statistics.js';

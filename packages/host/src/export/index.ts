/** Recordings in the formats of other programs. */
export type { ExportedFile, ExportFormat, SkippedStream } from './export-format.js';
export {
  type ExportOptions,
  type ExportProgress,
  type ExportResult,
  exportFormats,
  exportRecording,
} from './export-recording.js';

/**
 * `@modlink/export`: recordings in the formats of other programs. {@link exportRecording} is the way in, and
 * {@link exportFormats} are what it can write.
 */
export { ExportError, type ExportErrorCode, exportErrorCodes } from './errors.js';
export type { ExportedFile, ExportFormat, SkippedStream } from './export-format.js';
export {
  completeOptions,
  type ExportChoice,
  type ExportOption,
  type ExportOptionValues,
} from './export-option.js';
export {
  type ExportOptions,
  type ExportProgress,
  type ExportResult,
  exportRecording,
} from './export-recording.js';
export { exportFormats } from './formats.js';

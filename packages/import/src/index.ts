/**
 * `@modlink/import`: files of other programs as ModLink recordings. {@link importRecording} is the way in, and
 * {@link importFormats} are what it can read.
 */
export { ImportError, type ImportErrorCode, importErrorCodes } from './errors.js';
export { importFormats } from './formats.js';
export type { ForeignRecording, ImportedEvent, ImportedFrame, ImportFormat } from './import-format.js';
export {
  type ImportedStream,
  type ImportOptions,
  type ImportProgress,
  type ImportResult,
  importRecording,
} from './import-recording.js';
export type { ImportWarning } from './input/warning-log.js';

/** `@modlink/transport-capture`: writes down what goes over a transport, and plays it back byte for byte. */
export {
  type CaptureFolderOptions,
  type CaptureSink,
  captureFolder,
  type OpenSink,
} from './capture/capture-sink.js';
export { type CaptureOptions, captureTransport, captureTransports } from './capture/capture-transport.js';
export { CaptureError, type CaptureErrorCode, captureErrorCodes } from './errors.js';
export {
  type Capture,
  type CaptureSummary,
  checkCapture,
  parseCapture,
  readCapture,
} from './format/capture-file.js';
export {
  type CapturedError,
  type CaptureEvent,
  type CaptureHeader,
  captureSuffix,
  formatEvent,
  formatHeader,
} from './format/capture-format.js';
export { type PlaybackOptions, playCaptures } from './playback/play-captures.js';
export type { PlaybackClock } from './playback/playback-clock.js';

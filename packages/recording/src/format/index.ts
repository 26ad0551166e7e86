/** `@modlink/recording/format`: what a recording's file is made of, for whoever writes one. */

export { type AppendedFile, McapRecordingWriter, type McapWriterOptions } from '../writing/mcap-writer.js';
export {
  messageHeadBytes,
  messageRecordBytes,
  type RecordingMessage,
  type RecordMemory,
  writeMessageRecord,
} from '../writing/message-record.js';
export type { RecordingWriter } from '../writing/recording-writer.js';
export {
  type ChunkCodec,
  loadChunkCodec,
  type RecordingCompression,
  recordingCompressions,
} from './compression.js';
export { decodeEvent, encodeEvent } from './recording-event.js';
export {
  driverRecordPrefix,
  encodeIdentity,
  encodeProvenance,
  encodeSeries,
  encodeStatistics,
  recordingRecordName,
  seriesRecordName,
  seriesStatisticsRecordName,
  statisticsRecordName,
} from './recording-metadata.js';
export {
  eventsChannel,
  type RecordingChannel,
  type RecordingSchema,
  recordingProfile,
  recordingSchemas,
} from './recording-profile.js';
export { streamChannel } from './stream-channel.js';

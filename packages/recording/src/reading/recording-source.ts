/** The two ways into a recording's file: through its index where it was finished, else by one walk from its start. */
import { McapIndexedReader, type McapTypes } from '@mcap/core';
import { isModlinkError } from '@modlink/sdk';
import { FrameView } from '@modlink/sdk/encoding';
import { RecordingError } from '../errors.js';
import { decodeStatistics, statisticsRecordName } from '../format/recording-metadata.js';
import { recordingProfile } from '../format/recording-profile.js';
import { isStreamChannel, readStreamChannel } from '../format/stream-channel.js';
import { StreamStatistics, type StreamStatisticsSnapshot } from '../stream-statistics.js';
import type { Chunk } from './chunk.js';
import { ChunkIndex } from './chunk-index.js';
import type { RecordingBytes } from './readable-file.js';
import { RecordWalk } from './record-walk.js';

/** What a recording's file holds beside its messages, and where these are. */
export interface RecordingContents {
  readonly channels: ReadonlyMap<number, McapTypes.Channel>;
  readonly metadata: readonly McapTypes.Metadata[];
  readonly chunks: ChunkIndex;
  /** Messages by channel id. */
  readonly messageCounts: ReadonlyMap<number, number>;
  readonly statistics: ReadonlyMap<number, StreamStatisticsSnapshot>;
  /** Log times. */
  readonly firstNs: bigint | undefined;
  readonly lastNs: bigint | undefined;
  /** Why the file counts as not finished. */
  readonly problem: string | undefined;
}

/**
 * Finds out what a recording holds, without reading its messages where it was finished.
 * @throws {RecordingError} `RECORDING_NOT_READABLE`, `RECORDING_CHANGED`, `RECORDING_EMPTY`, `RECORDING_NOT_MODLINK`,
 * `RECORDING_DAMAGED`
 */
export async function readContents(file: RecordingBytes): Promise<RecordingContents> {
  // Whatever is wrong with the index, the frames may all be there.
  return indexedContents(file).catch(() => walkedContents(file));
}

/** What the index of a finished recording says. Throws where there is none, or where it is damaged. */
export async function indexedContents(file: RecordingBytes): Promise<RecordingContents> {
  const reader = await McapIndexedReader.Initialize({ readable: file });
  requireProfile(reader.header.profile, file.path);
  const metadata: McapTypes.Metadata[] = [];
  for await (const record of reader.readMetadata()) metadata.push(record);
  const counts = reader.statistics;
  const hasMessages = counts !== undefined && counts.messageCount > 0n;
  return {
    channels: reader.channelsById,
    metadata,
    chunks: chunksOf(reader),
    messageCounts: new Map(
      Array.from(counts?.channelMessageCounts ?? [], ([id, count]) => [id, Number(count)]),
    ),
    statistics: decodeStatistics(
      metadata.find(({ name }) => name === statisticsRecordName)?.metadata ?? new Map(),
    ),
    firstNs: hasMessages ? counts.messageStartTime : undefined,
    lastNs: hasMessages ? counts.messageEndTime : undefined,
    problem: undefined,
  };
}

function chunksOf(reader: McapIndexedReader): ChunkIndex {
  const chunks = new ChunkIndex();
  for (const chunk of reader.chunkIndexes) {
    const { messageIndexOffsets, chunkStartOffset, chunkLength, messageStartTime, messageEndTime } = chunk;
    chunks.add(
      {
        offset: Number(chunkStartOffset),
        lengthBytes: Number(chunkLength),
        startNs: messageStartTime,
        endNs: messageEndTime,
      },
      messageIndexOffsets.keys(),
    );
  }
  return chunks;
}

/** Reads all of the file once. */
async function walkedContents(file: RecordingBytes): Promise<RecordingContents> {
  let hasHeader = false;
  const channels = new Map<number, McapTypes.Channel>();
  const metadata: McapTypes.Metadata[] = [];
  const chunks = new ChunkIndex();
  const messageCounts = new Map<number, number>();
  const statistics = new Map<number, StreamStatistics>();
  const walk = new RecordWalk(file);
  for await (const walked of walk.records()) {
    if (walked.type === 'chunk') {
      const { offset, lengthBytes } = walked;
      const counted = countChunk(walked.chunk, messageCounts, statistics);
      if (counted !== undefined) chunks.add({ offset, lengthBytes, ...counted }, counted.channelIds);
      continue;
    }
    if (walked.type === 'chunk-times') continue;
    const { record } = walked;
    switch (record.type) {
      case 'Header':
        requireProfile(record.profile, file.path);
        hasHeader = true;
        break;
      case 'Metadata':
        metadata.push(record);
        break;
      case 'Channel':
        channels.set(record.id, record);
        if (isStreamChannel(record) && !statistics.has(record.id)) {
          const { descriptor } = readStreamChannel(record, file.path);
          statistics.set(record.id, new StreamStatistics(descriptor.nominalSampleRateHz));
        }
    }
  }
  if (!hasHeader) throw emptyRecording(file.path);
  return {
    channels,
    metadata,
    chunks,
    messageCounts,
    statistics: new Map(Array.from(statistics, ([id, counted]) => [id, counted.snapshot()])),
    firstNs: chunks.count === 0 ? undefined : chunks.at(0).startNs,
    lastNs: chunks.count === 0 ? undefined : chunks.at(chunks.count - 1).endNs,
    problem: walk.problem ?? 'its index is missing or damaged',
  };
}

/** @returns the times and channels of its messages; `undefined` for a chunk without any. */
function countChunk(
  chunk: Chunk,
  messageCounts: Map<number, number>,
  statistics: ReadonlyMap<number, StreamStatistics>,
): { startNs: bigint; endNs: bigint; channelIds: ReadonlySet<number> } | undefined {
  let startNs: bigint | undefined;
  let endNs = 0n;
  const channelIds = new Set<number>();
  for (const { channelId, logTimeNs, data } of chunk.messages()) {
    startNs ??= logTimeNs;
    endNs = logTimeNs;
    channelIds.add(channelId);
    messageCounts.set(channelId, (messageCounts.get(channelId) ?? 0) + 1);
    statistics.get(channelId)?.add(new FrameView(data), logTimeNs);
  }
  return startNs === undefined ? undefined : { startNs, endNs, channelIds };
}

export function requireProfile(profile: string, path: string): void {
  if (profile === recordingProfile) return;
  throw new RecordingError(
    'RECORDING_NOT_MODLINK',
    `The file ${path} is an MCAP file of another program (profile ${JSON.stringify(profile)}), not a recording of ModLink.`,
    { subject: { path } },
  );
}

export function emptyRecording(path: string): RecordingError {
  return new RecordingError(
    'RECORDING_EMPTY',
    `The recording ${path} ends before its first stream: the program ended while it was made, and nothing is in it.`,
    { subject: { path } },
  );
}

/** What was thrown by reading, as an error of the recording. */
export function damagedRecording(path: string, cause: unknown): unknown {
  if (isModlinkError(cause)) return cause;
  return new RecordingError(
    'RECORDING_DAMAGED',
    `The recording ${path} is damaged: ${(cause as Error).message}.`,
    { cause, subject: { path } },
  );
}

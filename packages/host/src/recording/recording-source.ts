/** The two ways into a recording's file: through its index where it was finished, else from its start. */
import { McapIndexedReader, type McapTypes } from '@mcap/core';
import { isModlinkError } from '@modlink/sdk';
import { FrameView } from '@modlink/sdk/encoding';
import { StreamStatistics, type StreamStatisticsSnapshot } from '../bus/stream-statistics.js';
import { HostError } from '../errors.js';
import type { ReadableFile } from './readable-file.js';
import { RecordWalk } from './record-walk.js';
import { decodeStatistics, statisticsRecordName } from './recording-metadata.js';
import { isStreamChannel, readStreamChannel } from './stream-channel.js';
import { recordingProfile } from './worker-protocol.js';

export interface MessageRange {
  readonly topics: readonly string[];
  /** Log times, both included; from the first to the last unless given. */
  readonly fromNs?: bigint | undefined;
  readonly toNs?: bigint | undefined;
}

/** What a recording's file holds beside its messages. */
export interface RecordingContents {
  readonly channels: ReadonlyMap<number, McapTypes.Channel>;
  readonly metadata: readonly McapTypes.Metadata[];
  /** Messages by channel id. */
  readonly messageCounts: ReadonlyMap<number, number>;
  readonly statistics: ReadonlyMap<number, StreamStatisticsSnapshot>;
  /** Log times. */
  readonly firstNs: bigint | undefined;
  readonly lastNs: bigint | undefined;
  /** Why the file counts as not finished. */
  readonly problem: string | undefined;
}

export interface RecordingSource {
  readonly contents: RecordingContents;
  /** Messages in the order of their log times. Each has data of its own. */
  messages(range: MessageRange): AsyncIterable<McapTypes.Message>;
}

/** @throws {HostError} `RECORDING_NOT_READABLE`, `RECORDING_EMPTY`, `RECORDING_NOT_MODLINK`, `RECORDING_DAMAGED` */
export async function openSource(file: ReadableFile): Promise<RecordingSource> {
  // Whatever is wrong with the index, the frames may all be there.
  return indexedSource(file).catch(() => scanSource(file));
}

async function indexedSource(file: ReadableFile): Promise<RecordingSource> {
  const reader = await McapIndexedReader.Initialize({ readable: file });
  requireProfile(reader.header.profile, file.path);
  const metadata: McapTypes.Metadata[] = [];
  for await (const record of reader.readMetadata()) metadata.push(record);
  const counts = reader.statistics;
  const hasMessages = counts !== undefined && counts.messageCount > 0n;
  return {
    contents: {
      channels: reader.channelsById,
      metadata,
      messageCounts: new Map(
        Array.from(counts?.channelMessageCounts ?? [], ([id, count]) => [id, Number(count)]),
      ),
      statistics: decodeStatistics(
        metadata.find(({ name }) => name === statisticsRecordName)?.metadata ?? new Map(),
      ),
      firstNs: hasMessages ? counts.messageStartTime : undefined,
      lastNs: hasMessages ? counts.messageEndTime : undefined,
      problem: undefined,
    },
    async *messages({ topics, fromNs, toNs }) {
      try {
        yield* reader.readMessages({
          topics,
          ...(fromNs !== undefined && { startTime: fromNs }),
          ...(toNs !== undefined && { endTime: toNs }),
        });
      } catch (error) {
        throw damaged(file.path, error);
      }
    },
  };
}

/** Reads the file once to know what it holds, and again for each request. */
async function scanSource(file: ReadableFile): Promise<RecordingSource> {
  let hasHeader = false;
  const channels = new Map<number, McapTypes.Channel>();
  const metadata: McapTypes.Metadata[] = [];
  const messageCounts = new Map<number, number>();
  const statistics = new Map<number, StreamStatistics>();
  let firstNs: bigint | undefined;
  let lastNs: bigint | undefined;
  const walk = new RecordWalk(file);
  for await (const record of walk.records()) {
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
        break;
      case 'Message':
        messageCounts.set(record.channelId, (messageCounts.get(record.channelId) ?? 0) + 1);
        statistics.get(record.channelId)?.add(new FrameView(record.data), record.logTime);
        firstNs ??= record.logTime;
        lastNs = record.logTime;
    }
  }
  if (!hasHeader) throw emptyRecording(file.path);
  return {
    contents: {
      channels,
      metadata,
      messageCounts,
      statistics: new Map(Array.from(statistics, ([id, counted]) => [id, counted.snapshot()])),
      firstNs,
      lastNs,
      problem: walk.problem ?? 'its index is missing or damaged',
    },
    async *messages({ topics, fromNs, toNs }) {
      for await (const record of new RecordWalk(file).records()) {
        if (record.type !== 'Message') continue;
        if (fromNs !== undefined && record.logTime < fromNs) continue;
        if (toNs !== undefined && record.logTime > toNs) return;
        if (topics.includes(channels.get(record.channelId)?.topic ?? '')) yield record;
      }
    },
  };
}

function requireProfile(profile: string, path: string): void {
  if (profile === recordingProfile) return;
  throw new HostError(
    'RECORDING_NOT_MODLINK',
    `The file ${path} is an MCAP file of another program (profile ${JSON.stringify(profile)}), not a recording of ModLink.`,
    { subject: { path } },
  );
}

export function emptyRecording(path: string): HostError {
  return new HostError(
    'RECORDING_EMPTY',
    `The recording ${path} ends before its first stream: the program ended while it was made, and nothing is in it.`,
    { subject: { path } },
  );
}

function damaged(path: string, cause: unknown): unknown {
  if (isModlinkError(cause)) return cause;
  return new HostError(
    'RECORDING_DAMAGED',
    `The recording ${path} is damaged: ${(cause as Error).message}.`,
    {
      cause,
      subject: { path },
    },
  );
}

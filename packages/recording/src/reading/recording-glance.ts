/** What a recording is, without reading what is in it: for lists of many. */
import type { McapTypes } from '@mcap/core';
import { readEventEdits, withLabelEdits } from '../keeping/event-edits.js';
import { ChunkIndex } from './chunk-index.js';
import { ReadableFile, type RecordingBytes } from './readable-file.js';
import { RecordWalk } from './record-walk.js';
import { describeRecording, type RecordedStreamInfo, type RecordingInfo, requireMcap } from './recording.js';
import {
  emptyRecording,
  indexedContents,
  type RecordingContents,
  requireProfile,
} from './recording-source.js';

/** The chunks of a recording are written at least each second: a block holds many of a slow one. */
const blockBytes = 64 * 1024;

/** What a recording says about itself, but for what only its frames can tell. */
export interface RecordingGlance extends Omit<RecordingInfo, 'streams' | 'eventCount'> {
  readonly streams: readonly Omit<RecordedStreamInfo, 'frames' | 'statistics'>[];
}

/**
 * Looks at a recording. One that was not finished is stepped through from chunk to chunk, without reading these.
 * @throws as `openRecording`
 */
export async function glanceAtRecording(source: string | RecordingBytes): Promise<RecordingGlance> {
  const file = typeof source === 'string' ? await ReadableFile.open(source) : source;
  try {
    await requireMcap(file);
    const contents = await indexedContents(file).catch(() => outlinedContents(file));
    const { streams, eventCount: _, ...recorded } = describeRecording(file, contents);
    return {
      ...(await withEdits(file, recorded)),
      streams: streams.map(({ channelId, streamId, descriptor, driverId }) => ({
        channelId,
        streamId,
        descriptor,
        driverId,
      })),
    };
  } finally {
    await file.close();
  }
}

/** A file of edits that cannot be read does not keep the recording from being listed. */
async function withEdits<Info extends Omit<RecordingGlance, 'streams'>>(
  file: RecordingBytes,
  recorded: Info,
): Promise<Info> {
  try {
    const { labels, revision } = await readEventEdits(file, recorded);
    return { ...withLabelEdits(recorded, labels), editRevision: revision };
  } catch (error) {
    return { ...recorded, editsProblem: (error as Error).message };
  }
}

async function outlinedContents(file: RecordingBytes): Promise<RecordingContents> {
  let hasHeader = false;
  const channels = new Map<number, McapTypes.Channel>();
  const metadata: McapTypes.Metadata[] = [];
  let firstNs: bigint | undefined;
  let lastNs: bigint | undefined;
  const walk = new RecordWalk(inBlocks(file));
  for await (const walked of walk.records({ skipsChunks: true })) {
    if (walked.type === 'chunk-times') {
      firstNs ??= walked.startNs;
      lastNs = walked.endNs;
    } else if (walked.type === 'record') {
      const { record } = walked;
      if (record.type === 'Header') {
        requireProfile(record.profile, file.path);
        hasHeader = true;
      } else if (record.type === 'Metadata') metadata.push(record);
      else if (record.type === 'Channel') channels.set(record.id, record);
    }
  }
  if (!hasHeader) throw emptyRecording(file.path);
  return {
    channels,
    metadata,
    chunks: new ChunkIndex(),
    messageCounts: new Map(),
    statistics: new Map(),
    firstNs,
    lastNs,
    problem: walk.problem ?? 'its index is missing or damaged',
  };
}

/** Reads small pieces out of larger blocks. */
function inBlocks(file: RecordingBytes): RecordingBytes {
  let startsAt = 0n;
  let block = new Uint8Array(0);
  return {
    path: file.path,
    sizeBytes: file.sizeBytes,
    size: () => file.size(),
    close: () => file.close(),
    async read(offset, size) {
      if (size > blockBytes) return file.read(offset, size);
      if (offset < startsAt || offset + size > startsAt + BigInt(block.byteLength)) {
        const rest = BigInt(file.sizeBytes) - offset;
        block = await file.read(offset, rest < blockBytes ? rest : BigInt(blockBytes));
        startsAt = offset;
      }
      const from = Number(offset - startsAt);
      return block.slice(from, from + Number(size));
    },
  };
}

/** Finishes recordings that were not: the same chunks, with the indexes, statistics and checksums that were missing. */
import { randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs';
import { chmod, rename, rm, stat, utimes } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import type { McapTypes } from '@mcap/core';
import { RecordingError } from '../errors.js';
import { loadChunkCodec } from '../format/compression.js';
import { encodeStatistics, statisticsRecordName } from '../format/recording-metadata.js';
import { recordingProfile } from '../format/recording-profile.js';
import { openRecording } from '../reading/open-recording.js';
import { ReadableFile } from '../reading/readable-file.js';
import { RecordWalk } from '../reading/record-walk.js';
import { type AppendedFile, McapRecordingWriter } from '../writing/mcap-writer.js';
import { type JobOptions, throwIfCancelled } from './job.js';

/** A recording that was written to less than this ago may still be recorded: it is flushed each second while frames come. */
const restMs = 10_000;

export interface RepairOptions extends JobOptions {
  /** Repair it even if it was written to just now: for whoever knows that nothing records it. */
  readonly force?: boolean | undefined;
}

/** What came of a repair. */
export interface RepairResult {
  readonly path: string;
  /** Whether there was anything to repair. */
  readonly repaired: boolean;
  /** Why it counted as not finished. */
  readonly problem: string | undefined;
  /** Frames and events that are in it now. */
  readonly messages: number;
  /** What could not be read and was left out, in words. */
  readonly leftOut: readonly string[];
  readonly sizeBytes: number;
}

/**
 * Finishes a recording that was cut off. What was whole in it is kept as it was; the finished file takes the place of the
 * other when it is complete and on disk, and not before.
 * @throws {RecordingError} `REPAIR_IN_USE`, `REPAIR_FAILED`, `RECORDING_CANCELLED`, and the errors of `openRecording`.
 */
export async function repairRecording(path: string, options: RepairOptions = {}): Promise<RepairResult> {
  const recording = await openRecording(path, { parts: 'one' });
  const { problem, streams, eventCount, sizeBytes } = recording.info;
  const { added, removed } = recording.edits;
  await recording.close();
  if (problem === undefined) {
    const recorded = eventCount - added.length + removed.size;
    const messages = streams.reduce((total, { frames }) => total + frames, recorded);
    return { path, repaired: false, problem, messages, leftOut: [], sizeBytes };
  }
  const before = await stat(path);
  if (options.force !== true && Date.now() - before.mtimeMs < restMs) throw inUse(path);
  const statistics = new Map(
    streams.flatMap((stream) =>
      stream.statistics === undefined ? [] : [[stream.channelId, stream.statistics]],
    ),
  );
  const temporary = join(dirname(resolve(path)), `.${basename(path)}.${randomBytes(6).toString('hex')}.tmp`);
  try {
    const result = await writeFinished(path, temporary, encodeStatistics(statistics), options);
    const after = await stat(path);
    if (after.size !== before.size || after.mtimeMs !== before.mtimeMs) throw inUse(path);
    await chmod(temporary, before.mode);
    await utimes(temporary, before.atime, before.mtime);
    await rename(temporary, path);
    return { path, repaired: true, problem, ...result };
  } catch (error) {
    await rm(temporary, { force: true });
    throw error instanceof RecordingError ? error : failed(path, error);
  }
}

async function writeFinished(
  path: string,
  temporary: string,
  statistics: ReadonlyMap<string, string>,
  options: RepairOptions,
): Promise<Pick<RepairResult, 'messages' | 'leftOut' | 'sizeBytes'>> {
  const source = await ReadableFile.open(path);
  const descriptor = openSync(temporary, 'wx');
  const file = appendTo(descriptor);
  const leftOut: string[] = [];
  let messages = 0;
  try {
    let writer: McapRecordingWriter | undefined;
    const channelIds = new Set<number>();
    const walk = new RecordWalk(source);
    for await (const walked of walk.records({ onDamage: (problem) => leftOut.push(problem) })) {
      throwIfCancelled(options, path);
      if (walked.type === 'record') {
        const { record } = walked;
        if (record.type === 'Header') {
          const { library } = record;
          writer ??= new McapRecordingWriter({
            file,
            profile: recordingProfile,
            library,
            // Chunks end where they did.
            chunkSizeBytes: Number.POSITIVE_INFINITY,
          });
        } else if (writer !== undefined) copyRecord(record, writer, channelIds);
      } else if (walked.type === 'chunk' && writer !== undefined) {
        // As it was: one that is not known could not have been read.
        writer.codec = await loadChunkCodec(walked.chunk.compression);
        for (const message of walked.chunk.messages()) {
          if (!channelIds.has(message.channelId)) continue;
          writer.addMessage(message);
          messages += 1;
        }
        writer.flush();
        options.onProgress?.({
          doneBytes: walked.offset + walked.lengthBytes,
          totalBytes: source.sizeBytes,
        });
      }
    }
    writer?.addMetadata(statisticsRecordName, statistics);
    writer?.finish();
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
    await source.close();
  }
  return { messages, leftOut, sizeBytes: file.size };
}

function copyRecord(
  record: McapTypes.TypedMcapRecord,
  writer: McapRecordingWriter,
  channelIds: Set<number>,
): void {
  if (record.type === 'Schema') writer.addSchema(record);
  else if (record.type === 'Channel') {
    writer.addChannel(record);
    channelIds.add(record.id);
  } else if (record.type === 'Metadata' && record.name !== statisticsRecordName)
    writer.addMetadata(record.name, record.metadata);
}

function appendTo(descriptor: number): AppendedFile {
  let size = 0;
  return {
    get size() {
      return size;
    },
    append(...pieces) {
      for (const bytes of pieces) {
        for (let written = 0; written < bytes.byteLength; ) written += writeSync(descriptor, bytes, written);
        size += bytes.byteLength;
      }
    },
  };
}

function inUse(path: string): RecordingError {
  return new RecordingError(
    'REPAIR_IN_USE',
    `The recording ${path} was written to just now: it may still be recorded. Repair it when that is over, or with force when nothing records it.`,
    { subject: { path } },
  );
}

function failed(path: string, cause: unknown): RecordingError {
  return new RecordingError(
    'REPAIR_FAILED',
    `The repaired recording could not be written beside ${path} (${(cause as Error).message}). The recording is as it was. Make room for it, or give this user permission to write there.`,
    { cause, subject: { path } },
  );
}

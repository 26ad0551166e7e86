/** The thread that owns a recording's file. Started by the recording session; see `worker-protocol.ts`. */
import { basename } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import {
  type ChunkCodec,
  encodeSeries,
  eventsChannel,
  loadChunkCodec,
  McapRecordingWriter,
  type RecordingWriter,
  recordingProfile,
  recordingSchemas,
  seriesRecordName,
} from '@modlink/recording/format';
import { serializeError } from '@modlink/sdk';
import { readBatch } from './message-batch.js';
import { type ExistingFilePolicy, partPath, RecordingFile } from './recording-file.js';
import type { RecordingCommand, RecordingReport, RecordingWorkerData } from './worker-protocol.js';

const port = parentPort;
if (port === null) throw new Error('This module is the entry of a worker thread.');
const options = workerData as RecordingWorkerData;

let flushTimer: NodeJS.Timeout | undefined;
let reportedUpToNs: bigint | undefined;
/** Batches from which the next flush may write, the oldest first, and how many flushes there were when they had come. */
const held: { readonly buffer: ArrayBuffer; readonly usedBytes: number; readonly flushCount: number }[] = [];

/** The file that is written to now. */
interface OpenFile {
  readonly file: RecordingFile;
  readonly writer: RecordingWriter;
}

let part = 1;

await start();

async function start(): Promise<void> {
  try {
    const codec = await loadChunkCodec(options.compression);
    const path = options.hasParts ? partPath(options.path, part) : options.path;
    serve(open(path, options.whenExisting, codec), codec);
  } catch (error) {
    end({ type: 'failed', error: serializeError(error), fileBytes: 0 });
  }
}

/** @throws when the file cannot be made; it is not there then. */
function open(path: string, whenExisting: ExistingFilePolicy, codec: ChunkCodec | undefined): OpenFile {
  const file = RecordingFile.create(path, whenExisting);
  try {
    const writer = new McapRecordingWriter({
      file,
      profile: recordingProfile,
      library: options.library,
      chunkSizeBytes: options.chunkSizeBytes,
      codec,
    });
    for (const schema of recordingSchemas) writer.addSchema(schema);
    writer.addChannel(eventsChannel);
    return { file, writer };
  } catch (error) {
    file.remove();
    throw error;
  }
}

function serve(first: OpenFile, codec: ChunkCodec | undefined): void {
  let current = first;
  port?.on('message', (command: RecordingCommand) => {
    try {
      if (command.type === 'roll') current = rolled(current, codec);
      else obey(command, current);
    } catch (error) {
      fail(error, current.file);
    }
  });
  report({ type: 'opened', path: first.file.path });
}

/** Completes a file, and goes on in the next; each has the other's name. */
function rolled(current: OpenFile, codec: ChunkCodec | undefined): OpenFile {
  part += 1;
  const next = open(partPath(options.path, part), 'number', codec);
  const link = { next: basename(next.file.path) };
  current.writer.addMetadata(seriesRecordName, encodeSeries(link));
  complete(current);
  next.writer.addMetadata(seriesRecordName, encodeSeries({ previous: basename(current.file.path) }));
  report({ type: 'rolled', path: next.file.path, finishedBytes: current.file.size });
  return next;
}

function complete({ file, writer }: OpenFile): void {
  clearTimeout(flushTimer);
  flushTimer = undefined;
  writer.finish();
  reportFlushed(file, writer);
  file.finish();
}

function obey(command: Exclude<RecordingCommand, { type: 'roll' }>, { file, writer }: OpenFile): void {
  switch (command.type) {
    case 'channel':
      writer.addChannel(command.channel);
      return;
    case 'metadata':
      writer.addMetadata(command.name, command.entries);
      return;
    case 'batch':
      for (const message of readBatch(command.buffer, command.usedBytes)) writer.addMessage(message);
      held.push({ ...command, flushCount: writer.flushCount });
      reportFlushed(file, writer);
      if (writer.hasUnflushed) flushTimer ??= setTimeout(flushInTime, options.flushAfterMs, file, writer);
      return;
    case 'finish':
      complete({ file, writer });
      end({ type: 'finished', fileBytes: file.size });
  }
}

function flushInTime(file: RecordingFile, writer: RecordingWriter): void {
  flushTimer = undefined;
  try {
    writer.flush();
    reportFlushed(file, writer);
  } catch (error) {
    fail(error, file);
  }
}

/** Tells what has reached the file, and gives back the buffers that no flush will write from any more. */
function reportFlushed(file: RecordingFile, writer: RecordingWriter): void {
  const kept = writer.keepsData ? held.findIndex(({ flushCount }) => flushCount === writer.flushCount) : -1;
  for (const { buffer, usedBytes } of held.splice(0, kept === -1 ? held.length : kept))
    report({ type: 'taken', buffer, usedBytes }, [buffer]);
  const upToNs = writer.flushedUpToNs;
  if (upToNs === undefined || upToNs === reportedUpToNs) return;
  if (options.fsync) file.sync();
  reportedUpToNs = upToNs;
  report({ type: 'flushed', upToNs, fileBytes: file.size });
}

function fail(error: unknown, file: RecordingFile): void {
  clearTimeout(flushTimer);
  file.close();
  end({ type: 'failed', error: serializeError(error), fileBytes: file.size });
}

/** The last word: without its port the thread has nothing to live for. */
function end(message: RecordingReport): void {
  report(message);
  port?.close();
}

function report(message: RecordingReport, transfer: ArrayBuffer[] = []): void {
  port?.postMessage(message, transfer);
}

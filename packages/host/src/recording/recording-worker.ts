/** The thread that owns a recording's file. Started by the recording session; see `worker-protocol.ts`. */
import { parentPort, workerData } from 'node:worker_threads';
import {
  eventsChannel,
  loadChunkCodec,
  McapRecordingWriter,
  type RecordingWriter,
  recordingProfile,
  recordingSchemas,
} from '@modlink/recording/format';
import { serializeError } from '@modlink/sdk';
import { readBatch } from './message-batch.js';
import { RecordingFile } from './recording-file.js';
import type { RecordingCommand, RecordingReport, RecordingWorkerData } from './worker-protocol.js';

const port = parentPort;
if (port === null) throw new Error('This module is the entry of a worker thread.');
const options = workerData as RecordingWorkerData;

let flushTimer: NodeJS.Timeout | undefined;
let reportedUpToNs: bigint | undefined;
/** Batches from which the next flush may write, the oldest first, and how many flushes there were when they had come. */
const held: { readonly buffer: ArrayBuffer; readonly usedBytes: number; readonly flushCount: number }[] = [];

await open();

async function open(): Promise<void> {
  let file: RecordingFile | undefined;
  try {
    const codec = await loadChunkCodec(options.compression);
    file = RecordingFile.create(options.path, options.whenExisting);
    const writer = new McapRecordingWriter({
      file,
      profile: recordingProfile,
      library: options.library,
      chunkSizeBytes: options.chunkSizeBytes,
      codec,
    });
    declareCommonRecords(writer);
    serve(file, writer);
    report({ type: 'opened', path: file.path });
  } catch (error) {
    file?.remove();
    end({ type: 'failed', error: serializeError(error), fileBytes: 0 });
  }
}

function serve(file: RecordingFile, writer: RecordingWriter): void {
  port?.on('message', (command: RecordingCommand) => {
    try {
      obey(command, file, writer);
    } catch (error) {
      fail(error, file);
    }
  });
}

function obey(command: RecordingCommand, file: RecordingFile, writer: RecordingWriter): void {
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
      clearTimeout(flushTimer);
      writer.finish();
      reportFlushed(file, writer);
      file.finish();
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

function declareCommonRecords(writer: RecordingWriter): void {
  for (const schema of recordingSchemas) writer.addSchema(schema);
  writer.addChannel(eventsChannel);
}

function report(message: RecordingReport, transfer: ArrayBuffer[] = []): void {
  port?.postMessage(message, transfer);
}

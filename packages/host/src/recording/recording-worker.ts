/** The thread that owns a recording's file. Started by the recording session; see `worker-protocol.ts`. */
import { parentPort, workerData } from 'node:worker_threads';
import {
  eventsChannel,
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

open();

function open(): void {
  let file: RecordingFile | undefined;
  try {
    file = RecordingFile.create(options.path, options.whenExisting);
    const writer = new McapRecordingWriter({
      file,
      profile: recordingProfile,
      library: options.library,
      chunkSizeBytes: options.chunkSizeBytes,
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
      report({ type: 'taken', buffer: command.buffer, usedBytes: command.usedBytes }, [command.buffer]);
      reportFlushed(file, writer);
      if (writer.hasUnflushed) flushTimer ??= setTimeout(flushInTime, options.flushAfterMs, file, writer);
      return;
    case 'finish':
      clearTimeout(flushTimer);
      writer.finish();
      file.finish();
      reportFlushed(file, writer);
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

function reportFlushed(file: RecordingFile, writer: RecordingWriter): void {
  const upToNs = writer.flushedUpToNs;
  if (upToNs === undefined || upToNs === reportedUpToNs) return;
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

/** The thread that owns a recording's file. Started by the recording session; see `worker-protocol.ts`. */
import { parentPort, workerData } from 'node:worker_threads';
import { serializeError } from '@modlink/sdk';
import { frameSchemaBase64, frameSchemaName } from '@modlink/sdk/encoding';
import { McapRecordingWriter } from './mcap-writer.js';
import { readBatch } from './message-batch.js';
import { eventSchema, eventSchemaName } from './recording-event.js';
import { RecordingFile } from './recording-file.js';
import type { RecordingWriter } from './recording-writer.js';
import {
  eventsChannelId,
  eventsTopic,
  type RecordingCommand,
  type RecordingReport,
  type RecordingWorkerData,
  recordingProfile,
  schemaIds,
} from './worker-protocol.js';

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
  writer.addSchema({
    id: schemaIds.frame,
    name: frameSchemaName,
    encoding: 'flatbuffer',
    data: Buffer.from(frameSchemaBase64, 'base64'),
  });
  writer.addSchema({
    id: schemaIds.event,
    name: eventSchemaName,
    encoding: 'jsonschema',
    data: Buffer.from(JSON.stringify(eventSchema)),
  });
  writer.addChannel({
    id: eventsChannelId,
    schemaId: schemaIds.event,
    topic: eventsTopic,
    messageEncoding: 'json',
    metadata: new Map(),
  });
}

function report(message: RecordingReport, transfer: ArrayBuffer[] = []): void {
  port?.postMessage(message, transfer);
}

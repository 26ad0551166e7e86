/** The thread that owns a recording's file. Started by the recording session; see `worker-protocol.ts`. */
import { parentPort, workerData } from 'node:worker_threads';
import { loadChunkCodec } from '@modlink/recording/format';
import { serializeError } from '@modlink/sdk';
import { RecordSegment } from './record-segment.js';
import { RecordedFiles } from './recorded-files.js';
import type { RecordingCommand, RecordingReport, RecordingWorkerData } from './worker-protocol.js';

const port = parentPort;
if (port === null) throw new Error('This module is the entry of a worker thread.');
const options = workerData as RecordingWorkerData;

interface TakenSegment {
  readonly segment: RecordSegment;
  /** How far its records were taken. */
  takenBytes: number;
  /** Bytes of the records of all segments, up to the last of this one. */
  endsAt: number;
}

/** What is still to be done. */
const commands: RecordingCommand[] = [];
/** Segments whose records are not all flushed yet, the oldest first. Messages may still be added to the last. */
const segments: TakenSegment[] = [];
/** Bytes of records that were told to be flushed. */
let toldBytes = 0;
let flushTimer: NodeJS.Timeout | undefined;
/** What is told goes out in order, each when it is so. */
let told: Promise<void> = Promise.resolve();
let isOver = false;

await start();

async function start(): Promise<void> {
  try {
    const files = await RecordedFiles.begin(options, await loadChunkCodec(options.compression));
    port?.on('message', (command: RecordingCommand) => {
      commands.push(command);
      if (commands.length === 1) setImmediate(obeyNext, files);
    });
    const flushInTime = () => {
      takeRecords(files);
      flush(files);
    };
    flushTimer = setInterval(() => guarded(files, flushInTime), options.flushEveryMs);
    report({ type: 'opened', path: files.path });
  } catch (error) {
    end({ type: 'failed', error: serializeError(error), fileBytes: 0 });
  }
}

/** One in a turn of the event loop: between them the file goes on with what it was given. */
function obeyNext(files: RecordedFiles): void {
  const [command] = commands;
  if (command !== undefined) guarded(files, () => obey(command, files));
  commands.shift();
  if (commands.length > 0) setImmediate(obeyNext, files);
}

function obey(command: RecordingCommand, files: RecordedFiles): void {
  // Whatever comes, the segment before it has all that it will have.
  takeRecords(files);
  switch (command.type) {
    case 'segment':
      segments.push({ segment: new RecordSegment(command.memory), takenBytes: 0, endsAt: files.addedBytes });
      break;
    case 'channel':
      files.writer.addChannel(command.channel);
      break;
    case 'metadata':
      files.writer.addMetadata(command.name, command.entries);
      break;
    case 'roll':
      flush(files);
      tell(files, files.roll(), (rolled) => ({ type: 'rolled', ...rolled }));
      break;
    case 'finish':
      flush(files);
      tell(files, files.finish(), (fileBytes) => ({ type: 'finished', fileBytes }));
  }
}

function flush(files: RecordedFiles): void {
  files.writer.flush();
  tellFlushed(files);
}

function takeRecords(files: RecordedFiles): void {
  const last = segments.at(-1);
  if (last === undefined) return;
  const records = last.segment.recordsFrom(last.takenBytes);
  last.takenBytes += records.byteLength;
  files.writer.addRecords(records);
  last.endsAt = files.addedBytes;
  tellFlushed(files);
}

/** Tells what has reached the file when it has, and for how many segments there is no more use then. */
function tellFlushed(files: RecordedFiles): void {
  const { flushedBytes } = files;
  if (flushedBytes === toldBytes) return;
  const recordBytes = flushedBytes - toldBytes;
  toldBytes = flushedBytes;
  const used = segments.findIndex(
    ({ endsAt }, index) => endsAt > flushedBytes || index === segments.length - 1,
  );
  segments.splice(0, used);
  const { flushedUpToNs: upToNs, fileBytes } = files;
  const flushed = { type: 'flushed', upToNs, fileBytes, recordBytes, segments: used } as const;
  tell(files, files.written(), () => flushed);
}

/** Reports what a promise comes to, after all that was to be reported before. */
function tell<T>(files: RecordedFiles, done: Promise<T>, reportOf: (value: T) => RecordingReport): void {
  // It is waited for later.
  done.catch(() => {});
  told = told
    .then(() => done)
    .then((value) => {
      const message = reportOf(value);
      if (message.type === 'finished') end(message);
      else report(message);
    })
    .catch((error) => fail(files, error));
}

function guarded(files: RecordedFiles, act: () => void): void {
  if (isOver) return;
  try {
    act();
  } catch (error) {
    void fail(files, error);
  }
}

async function fail(files: RecordedFiles, error: unknown): Promise<void> {
  if (isOver) return;
  isOver = true;
  const fileBytes = await files.abandon();
  end({ type: 'failed', error: serializeError(error), fileBytes });
}

/** The last word: without its port the thread has nothing to live for. */
function end(message: RecordingReport): void {
  isOver = true;
  clearInterval(flushTimer);
  report(message);
  port?.close();
}

function report(message: RecordingReport): void {
  port?.postMessage(message);
}

import { MCAP_MAGIC } from '@mcap/core';
import type { StreamDescriptor } from '@modlink/sdk';
import { FrameView } from '@modlink/sdk/encoding';
import type { StreamStatisticsSnapshot } from '../bus/stream-statistics.js';
import { HostError } from '../errors.js';
import { ReadableFile } from './readable-file.js';
import { decodeEvent, type RecordingEvent } from './recording-event.js';
import {
  type DriverProvenance,
  decodeIdentity,
  decodeProvenance,
  driverRecordPrefix,
  type RecordingIdentity,
  recordingRecordName,
} from './recording-metadata.js';
import {
  emptyRecording,
  openSource,
  type RecordingContents,
  type RecordingSource,
} from './recording-source.js';
import { isStreamChannel, readStreamChannel } from './stream-channel.js';
import { eventsTopic } from './worker-protocol.js';

export interface RecordedStreamInfo {
  /** Its channel in the file. A stream whose descriptor changed while recording has one for each descriptor. */
  readonly channelId: number;
  readonly streamId: string;
  readonly descriptor: StreamDescriptor;
  readonly driverId: string;
  readonly frames: number;
  /** As the recorder counted them; counted from the frames where the recording was not finished. */
  readonly statistics: StreamStatisticsSnapshot | undefined;
}

/** What a recording says about itself. */
export interface RecordingInfo extends RecordingIdentity {
  readonly path: string;
  readonly sizeBytes: number;
  /** Whether the recording was finished. One that was not has everything up to its last flush. */
  readonly complete: boolean;
  /** Why it counts as not complete. */
  readonly problem: string | undefined;
  /** Host clock at the arrival of the first and the last frame or event. */
  readonly firstNs: bigint | undefined;
  readonly lastNs: bigint | undefined;
  /** From the first to the last arrival, in milliseconds. */
  readonly durationMs: number;
  readonly streams: readonly RecordedStreamInfo[];
  /** Where the streams came from; a device that changed while recording is there once for each change. */
  readonly drivers: readonly DriverProvenance[];
  readonly eventCount: number;
}

/** Which frames to read. */
export interface FrameSelection {
  /** Stream ids; all unless given. */
  readonly streams?: readonly string[] | undefined;
  /** Host clock at arrival, both ends included: the time by which the file is ordered and indexed. */
  readonly fromNs?: bigint | undefined;
  readonly toNs?: bigint | undefined;
}

export interface RecordedFrame {
  readonly streamId: string;
  readonly channelId: number;
  /** Host clock at arrival. */
  readonly receivedNs: bigint;
  /** In bytes of its own: it stays valid. */
  readonly view: FrameView;
}

/**
 * Opens a recording: one that was finished, one that was cut off, and one that is still being written (as it is now).
 * @throws {HostError} `RECORDING_NOT_FOUND`, `RECORDING_NOT_READABLE`, `RECORDING_EMPTY`, `RECORDING_NOT_MCAP`,
 * `RECORDING_NOT_MODLINK`, `RECORDING_DAMAGED`
 */
export async function openRecording(path: string): Promise<Recording> {
  const file = await ReadableFile.open(path);
  try {
    await requireMcap(file);
    const source = await openSource(file);
    return new Recording(file, source, describe(file, source.contents));
  } catch (error) {
    await file.close();
    throw error;
  }
}

/** An open recording. Reading needs the memory of one chunk, however long the recording is. Made by {@link openRecording}. */
export class Recording implements AsyncDisposable {
  readonly info: RecordingInfo;
  readonly #file: ReadableFile;
  readonly #source: RecordingSource;

  constructor(file: ReadableFile, source: RecordingSource, info: RecordingInfo) {
    this.#file = file;
    this.#source = source;
    this.info = info;
  }

  /** The frames, in the order of their arrival. */
  async *frames(selection: FrameSelection = {}): AsyncGenerator<RecordedFrame, void, void> {
    const streamIds = new Map(this.info.streams.map(({ channelId, streamId }) => [channelId, streamId]));
    const topics = selection.streams ?? [...new Set(streamIds.values())];
    const { fromNs, toNs } = selection;
    for await (const { channelId, logTime, data } of this.#source.messages({ topics, fromNs, toNs })) {
      const streamId = streamIds.get(channelId);
      if (streamId !== undefined)
        yield { streamId, channelId, receivedNs: logTime, view: new FrameView(data) };
    }
  }

  /** Markers, segments, and what befell the streams, in the order they were recorded. */
  async *events(): AsyncGenerator<RecordingEvent, void, void> {
    for await (const { data } of this.#source.messages({ topics: [eventsTopic] })) {
      yield decoded(this.info.path, () => decodeEvent(data));
    }
  }

  /** Ends reading: an iteration under way fails. */
  async close(): Promise<void> {
    await this.#file.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}

async function requireMcap(file: ReadableFile): Promise<void> {
  const there = Math.min(file.sizeBytes, MCAP_MAGIC.length);
  const start = await file.read(0n, BigInt(there));
  if (start.some((byte, index) => byte !== MCAP_MAGIC[index])) {
    throw new HostError('RECORDING_NOT_MCAP', `The file ${file.path} is no MCAP file, and so no recording.`, {
      subject: { path: file.path },
    });
  }
  if (there < MCAP_MAGIC.length) throw emptyRecording(file.path);
}

function describe(file: ReadableFile, contents: RecordingContents): RecordingInfo {
  const { channels, metadata, messageCounts, firstNs, lastNs, problem } = contents;
  const identity = metadata.find(({ name }) => name === recordingRecordName);
  if (identity === undefined) throw emptyRecording(file.path);
  const streams = [...channels.values()].filter(isStreamChannel).map((channel) => ({
    channelId: channel.id,
    streamId: channel.topic,
    ...readStreamChannel(channel, file.path),
    frames: messageCounts.get(channel.id) ?? 0,
    statistics: contents.statistics.get(channel.id),
  }));
  const events = [...channels.values()].filter(({ topic }) => topic === eventsTopic);
  return {
    ...decoded(file.path, () => decodeIdentity(identity.metadata)),
    path: file.path,
    sizeBytes: file.sizeBytes,
    complete: problem === undefined,
    problem,
    firstNs,
    lastNs,
    durationMs: firstNs === undefined || lastNs === undefined ? 0 : Number(lastNs - firstNs) / 1e6,
    streams,
    drivers: metadata
      .filter(({ name }) => name.startsWith(driverRecordPrefix))
      .map((record) => decoded(file.path, () => decodeProvenance(record.metadata))),
    eventCount: events.reduce((total, { id }) => total + (messageCounts.get(id) ?? 0), 0),
  };
}

function decoded<T>(path: string, decode: () => T): T {
  try {
    return decode();
  } catch (cause) {
    throw new HostError(
      'RECORDING_DAMAGED',
      `A record of the recording ${path} cannot be read: ${(cause as Error).message}`,
      { cause, subject: { path } },
    );
  }
}

import { MCAP_MAGIC } from '@mcap/core';
import type { StreamDescriptor } from '@modlink/sdk';
import { FrameView } from '@modlink/sdk/encoding';
import { RecordingError } from '../errors.js';
import { decodeEvent, type RecordingEvent } from '../format/recording-event.js';
import {
  type DriverProvenance,
  decodeIdentity,
  decodeProvenance,
  decodeSeries,
  driverRecordPrefix,
  type RecordingIdentity,
  type RecordingSeries,
  recordingRecordName,
  seriesRecordName,
} from '../format/recording-metadata.js';
import { eventsChannel } from '../format/recording-profile.js';
import { isStreamChannel, readStreamChannel } from '../format/stream-channel.js';
import { type EventEdits, noEdits, readEventEdits, withLabelEdits } from '../keeping/event-edits.js';
import type { StreamStatisticsSnapshot } from '../stream-statistics.js';
import type { RecordingPart } from './find-parts.js';
import { MessageReader } from './message-reader.js';
import type { RecordingBytes } from './readable-file.js';
import { emptyRecording, type RecordingContents } from './recording-source.js';

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
  /** Which part it is, where the recording went to several files; the first, where all that there are were opened as one. */
  readonly series?: RecordingSeries | undefined;
  /** The files that were opened or listed as one. */
  readonly parts?: readonly RecordingPart[] | undefined;
  /** The numbers of the parts that are not in the folder of the others. */
  readonly missingParts?: readonly number[] | undefined;
  /** How many times its labels and events were edited. */
  readonly editRevision: number;
  /** Why the edits of its labels and events, which stand in a file beside it, do not count. */
  readonly editsProblem?: string | undefined;
}

/** An event of a recording as it is now, after it was edited. */
export interface ListedEvent {
  /** `r` and the number of the event in the recording, or `a` and the number of one that was added or changed. */
  readonly eventId: string;
  readonly event: RecordingEvent;
}

/** @internal An event as it was recorded. */
export interface RecordedEvent extends ListedEvent {
  readonly sequence: number;
  readonly logTimeNs: bigint;
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

/** An open recording. Reading needs the memory of one chunk, however long the recording is. Made by `openRecording`. */
export class Recording implements AsyncDisposable {
  readonly info: RecordingInfo;
  /** @internal */
  readonly reader: MessageReader;
  /** @internal */
  readonly edits: EventEdits;
  /** @internal What it was recorded as, before its edits. */
  readonly recorded: RecordingInfo;
  /** @internal The channels of its events. */
  readonly eventChannelIds: ReadonlySet<number>;
  readonly #file: RecordingBytes;
  readonly #contents: RecordingContents;

  /** @internal made by `openRecording` */
  constructor(file: RecordingBytes, contents: RecordingContents, info: RecordingInfo, edits: EventEdits) {
    this.#file = file;
    this.#contents = contents;
    this.recorded = info;
    this.edits = edits;
    this.info = edited(info, edits);
    this.reader = new MessageReader(file, contents);
    this.eventChannelIds = eventChannelIds(contents);
  }

  /** @internal The same, with the edits that stand beside it now; it is closed with this one. */
  withCurrentEdits(): Promise<Recording> {
    return withEdits(this.#file, this.#contents, this.recorded);
  }

  /** The frames, in the order of their arrival. */
  async *frames(selection: FrameSelection = {}): AsyncGenerator<RecordedFrame, void, void> {
    const { streams, fromNs, toNs } = selection;
    const streamIds = new Map(
      this.info.streams
        .filter(({ streamId }) => streams === undefined || streams.includes(streamId))
        .map(({ channelId, streamId }) => [channelId, streamId]),
    );
    const channelIds = new Set(streamIds.keys());
    for await (const { channelId, logTimeNs, data } of this.reader.messages({ channelIds, fromNs, toNs })) {
      const streamId = streamIds.get(channelId) ?? '';
      yield { streamId, channelId, receivedNs: logTimeNs, view: new FrameView(data) };
    }
  }

  /**
   * Markers, segments, and what befell the streams, in the order they were recorded; with the edits that stand in the file
   * beside the recording.
   */
  async *events(): AsyncGenerator<RecordingEvent, void, void> {
    for await (const { event } of this.listEvents()) yield event;
  }

  /** The events with the ids by which they can be edited. */
  async *listEvents(): AsyncGenerator<ListedEvent, void, void> {
    const { removed, added } = this.edits;
    let index = 0;
    for await (const { sequence, logTimeNs, ...listed } of this.recordedEvents()) {
      for (
        let next = added[index];
        next !== undefined && next.event.timestampNs < logTimeNs;
        next = added[index]
      ) {
        yield next;
        index += 1;
      }
      if (!removed.has(sequence)) yield listed;
    }
    yield* added.slice(index);
  }

  /** @internal The events as they were recorded, also those that do not count any more. */
  async *recordedEvents(): AsyncGenerator<RecordedEvent, void, void> {
    const messages = this.reader.messages({ channelIds: this.eventChannelIds });
    for await (const { data, sequence, logTimeNs } of messages) {
      const event = decoded(this.info.path, () => decodeEvent(data));
      yield { eventId: `r${sequence}`, event, sequence, logTimeNs };
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

/** @internal @throws {RecordingError} `RECORDING_NOT_MCAP`, `RECORDING_EMPTY` */
export async function requireMcap(file: RecordingBytes): Promise<void> {
  const there = Math.min(file.sizeBytes, MCAP_MAGIC.length);
  const start = await file.read(0n, BigInt(there));
  if (start.some((byte, index) => byte !== MCAP_MAGIC[index])) {
    throw new RecordingError(
      'RECORDING_NOT_MCAP',
      `The file ${file.path} is no MCAP file, and so no recording.`,
      {
        subject: { path: file.path },
      },
    );
  }
  if (there < MCAP_MAGIC.length) throw emptyRecording(file.path);
}

/** @internal A file of edits that cannot be read does not keep the recording from being read. */
export async function withEdits(
  file: RecordingBytes,
  contents: RecordingContents,
  info: RecordingInfo,
): Promise<Recording> {
  try {
    const edits = await readEventEdits(file, info);
    return new Recording(file, contents, info, edits);
  } catch (error) {
    return new Recording(file, contents, { ...info, editsProblem: (error as Error).message }, noEdits);
  }
}

function edited(info: RecordingInfo, edits: EventEdits): RecordingInfo {
  const { revision, labels, added, removed } = edits;
  const eventCount = info.eventCount + added.length - removed.size;
  return { ...withLabelEdits(info, labels), editRevision: revision, eventCount };
}

function eventChannelIds({ channels }: RecordingContents): ReadonlySet<number> {
  const ids = [...channels.values()].filter(({ topic }) => topic === eventsChannel.topic).map(({ id }) => id);
  return new Set(ids);
}

/** @internal What contents say of the recording. */
export function describeRecording(file: RecordingBytes, contents: RecordingContents): RecordingInfo {
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
  const series = decoded(file.path, () =>
    decodeSeries(metadata.flatMap((record) => (record.name === seriesRecordName ? [record.metadata] : []))),
  );
  return {
    ...decoded(file.path, () => decodeIdentity(identity.metadata)),
    ...(series !== undefined && { series }),
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
    editRevision: 0,
    eventCount: [...eventChannelIds(contents)].reduce((total, id) => total + (messageCounts.get(id) ?? 0), 0),
  };
}

/** @throws {RecordingError} `RECORDING_DAMAGED` */
export function decoded<T>(path: string, decode: () => T): T {
  try {
    return decode();
  } catch (cause) {
    throw new RecordingError(
      'RECORDING_DAMAGED',
      `A record of the recording ${path} cannot be read: ${(cause as Error).message}`,
      { cause, subject: { path } },
    );
  }
}

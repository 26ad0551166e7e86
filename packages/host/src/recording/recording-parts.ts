import { randomUUID } from 'node:crypto';
import { type DriverProvenance, type RecordingIdentity, StreamStatistics } from '@modlink/recording';
import {
  driverRecordPrefix,
  encodeIdentity,
  encodeProvenance,
  encodeSeries,
  encodeStatistics,
  recordingRecordName,
  seriesRecordName,
  seriesStatisticsRecordName,
  statisticsRecordName,
  streamChannel,
} from '@modlink/recording/format';
import type { StreamDescriptor } from '@modlink/sdk';
import type { FrameView } from '@modlink/sdk/encoding';
import type { RecordingLink } from './recording-link.js';

/** When a recording goes on in another file. Each is complete by itself. */
export interface RollOptions {
  /** No file becomes larger, in bytes, but for its index at the end and for one frame that is larger by itself. At least 1 MiB. */
  readonly sizeBytes?: number | undefined;
  /** What arrives this long after the first frame of a file goes to the next, in milliseconds. At least 1 s. */
  readonly everyMs?: number | undefined;
}

interface PartStream {
  readonly descriptor: StreamDescriptor;
  readonly driverId: string;
  /** Of the file that there is. */
  readonly statistics: StreamStatistics;
  /** Of all files. */
  readonly whole: StreamStatistics;
}

/** The files of a recording, one after the other: what each says at its start and at its end, and when the next begins. */
export class RecordingParts {
  readonly #link: RecordingLink;
  readonly #identity: RecordingIdentity;
  readonly #roll: RollOptions | undefined;
  readonly #chunkSizeBytes: number;
  readonly #seriesId = randomUUID();
  /** By channel id; a channel that has been replaced is not in the files that follow. */
  readonly #streams = new Map<number, PartStream>();
  readonly #provenance = new Map<string, ReadonlyMap<string, string>>();
  #number = 0;
  #startNs: bigint | undefined;

  constructor(
    link: RecordingLink,
    identity: RecordingIdentity,
    chunkSizeBytes: number,
    roll: RollOptions | undefined,
  ) {
    this.#link = link;
    this.#identity = identity;
    this.#chunkSizeBytes = chunkSizeBytes;
    this.#roll = roll;
    this.#begin();
  }

  addProvenance(source: DriverProvenance): void {
    const entries = encodeProvenance(source);
    const known = this.#provenance.get(source.deviceId);
    if (known !== undefined && JSON.stringify([...known]) === JSON.stringify([...entries])) return;
    this.#provenance.set(source.deviceId, entries);
    this.#link.command({ type: 'metadata', name: driverRecordPrefix + source.deviceId, entries });
  }

  /** @param whole - the statistics of all files. */
  addChannel(
    channelId: number,
    descriptor: StreamDescriptor,
    driverId: string,
    whole: StreamStatistics,
  ): void {
    this.#link.command({ type: 'channel', channel: streamChannel(channelId, descriptor, driverId) });
    const statistics =
      this.#roll === undefined ? whole : new StreamStatistics(descriptor.nominalSampleRateHz);
    this.#streams.set(channelId, { descriptor, driverId, statistics, whole });
  }

  /** Counts a frame that is about to be written, for the file that it goes to: a new one, when it is time. */
  count(channelId: number, view: FrameView, receivedNs: bigint, currentChannels: () => number[]): void {
    if (this.#roll === undefined) return;
    if (this.#isDue(view.bytes.byteLength, receivedNs)) this.#next(new Set(currentChannels()));
    this.#startNs ??= receivedNs;
    this.#streams.get(channelId)?.statistics.add(view, receivedNs);
  }

  /** Ends the file that there is. */
  end(): void {
    this.#writeStatistics(statisticsRecordName, ({ statistics }) => statistics);
    if (this.#roll !== undefined) this.#writeStatistics(seriesStatisticsRecordName, ({ whole }) => whole);
  }

  #writeStatistics(name: string, of: (stream: PartStream) => StreamStatistics): void {
    const statistics = new Map(Array.from(this.#streams, ([id, stream]) => [id, of(stream).snapshot()]));
    this.#link.command({ type: 'metadata', name, entries: encodeStatistics(statistics) });
  }

  #isDue(dataLength: number, receivedNs: bigint): boolean {
    // A file has one frame at least.
    if (this.#roll === undefined || this.#startNs === undefined) return false;
    const { sizeBytes, everyMs } = this.#roll;
    if (everyMs !== undefined && receivedNs - this.#startNs >= BigInt(Math.round(everyMs * 1e6))) return true;
    if (sizeBytes === undefined) return false;
    return this.#link.partBytes + this.#chunkSizeBytes + dataLength > sizeBytes;
  }

  #next(currentChannels: ReadonlySet<number>): void {
    this.end();
    this.#link.roll();
    this.#startNs = undefined;
    this.#begin();
    for (const [deviceId, entries] of this.#provenance)
      this.#link.command({ type: 'metadata', name: driverRecordPrefix + deviceId, entries });
    for (const [channelId, stream] of this.#streams) {
      if (currentChannels.has(channelId))
        this.addChannel(channelId, stream.descriptor, stream.driverId, stream.whole);
      else this.#streams.delete(channelId);
    }
  }

  #begin(): void {
    this.#number += 1;
    // First which part it is: a file that is cut off between the two has nothing in it, and is not taken for a recording of its own.
    if (this.#roll !== undefined) {
      const series = { seriesId: this.#seriesId, part: this.#number };
      this.#link.command({ type: 'metadata', name: seriesRecordName, entries: encodeSeries(series) });
    }
    this.#link.command({
      type: 'metadata',
      name: recordingRecordName,
      entries: encodeIdentity(this.#identity),
    });
  }
}

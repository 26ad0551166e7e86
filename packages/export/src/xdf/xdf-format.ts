import type { RecordedStreamInfo, RecordingEvent } from '@modlink/recording';
import type { ExportFormat, ExportFrame, ExportJob } from '../export-format.js';
import { timestampsOption } from '../export-option.js';
import type { OutputFile } from '../output/output-file.js';
import { eventText } from '../streams/event-text.js';
import { sortOut } from '../streams/stream-files.js';
import { chosenTimesNs, sameColumns, timeFirst } from '../streams/time-axis.js';
import {
  boundaryChunk,
  clockOffsetChunk,
  fileHeaderChunk,
  samplesChunk,
  streamFooterChunk,
  streamHeaderChunk,
  textSampleChunk,
  xdfMagic,
} from './xdf-chunks.js';
import { fileHeaderXml, markersHeaderXml, streamFooterXml, streamHeaderXml } from './xdf-headers.js';
import { xdfSeconds, xdfTypes } from './xdf-values.js';

/** As LabRecorder does: https://github.com/sccn/xdf/wiki/Specifications, "Boundary chunk". */
const boundaryIntervalNs = 10_000_000_000n;

/**
 * XDF: `<stem>.xdf` with every stream but video, and the events as a stream of texts. Each sample has its own timestamp, in
 * seconds since the Unix epoch on the host's clock, as recorded or freed of jitter, as the header of its stream says: the clock offsets, which say how to bring streams to one clock, are zero.
 * Values are exact; unsigned integers take the next larger type. Nothing is put where samples are missing.
 */
export const xdfFormat: ExportFormat = {
  id: 'xdf',
  title: 'XDF: all streams but video, each sample with its time, and the markers',
  options: [timestampsOption],
  readings: 1,
  async write(job) {
    const { streams, skipped } = sortOut(job.streams, ({ descriptor }) =>
      descriptor.payloadType === 'video' ? 'The format holds no video.' : undefined,
    );
    const hasEvents = job.recording.info.eventCount > 0;
    if (streams.length === 0 && !hasEvents) return { files: [], skipped };
    const file = await job.outputs.create(`${job.stem}.xdf`);
    const writer = new XdfWriter(file, job);
    await writer.begin(hasEvents);
    const left = new Map(streams.map((stream) => [stream.channelId, stream]));
    for await (const frame of job.frames(streams)) {
      const { channelId, receivedNs } = frame;
      await writer.addEventsUpTo(receivedNs);
      const stream = left.get(channelId);
      if (stream === undefined) continue;
      const reason = await writer.addFrame(stream, frame);
      if (reason === undefined) continue;
      left.delete(channelId);
      skipped.push({ streamId: stream.streamId, reason });
    }
    await writer.addEventsUpTo(undefined);
    const rows = await writer.end();
    return { files: [{ path: file.path, rows, sizeBytes: file.sizeBytes }], skipped };
  },
};

interface XdfStream {
  readonly id: number;
  readonly shape: readonly number[];
  readonly firstSeconds: number;
  lastSeconds: number;
  samples: number;
}

const markersId = 1;

class XdfWriter {
  readonly #file: OutputFile;
  readonly #job: ExportJob;
  readonly #events: AsyncGenerator<RecordingEvent, void, void>;
  readonly #streams = new Map<number, XdfStream>();
  #markers: XdfStream | undefined;
  #nextEvent: RecordingEvent | undefined;
  #lastBoundaryNs: bigint | undefined;

  constructor(file: OutputFile, job: ExportJob) {
    this.#file = file;
    this.#job = job;
    this.#events = job.recording.events();
  }

  async begin(hasEvents: boolean): Promise<void> {
    const startedAt = new Date(Number(this.#job.recording.info.startedNs / 1_000_000n));
    await this.#file.write(xdfMagic);
    await this.#file.write(fileHeaderChunk(fileHeaderXml(startedAt)));
    if (hasEvents) await this.#file.write(streamHeaderChunk(markersId, markersHeaderXml()));
    this.#nextEvent = await this.#readEvent();
  }

  /** @returns why the stream goes no further: what has been written of it stays. */
  async addFrame(stream: RecordedStreamInfo, frame: ExportFrame): Promise<string | undefined> {
    const { view } = frame;
    const type = xdfTypes[view.dtype];
    if (type === undefined)
      return `The format has no type that holds all values of ${view.dtype}. Export it to NPZ.`;
    const { shape } = view.data;
    const times = Array.from(chosenTimesNs(stream.descriptor, frame), xdfSeconds);
    const [firstSeconds = 0] = times;
    let entry = this.#streams.get(stream.channelId);
    if (entry === undefined) {
      entry = this.#newStream(markersId + 1 + this.#streams.size, firstSeconds, shape);
      this.#streams.set(stream.channelId, entry);
      await this.#file.write(
        streamHeaderChunk(entry.id, streamHeaderXml(stream, type.format, shape, this.#job.options)),
      );
      await this.#file.write(clockOffsetChunk(entry.id, firstSeconds, 0));
    }
    if (!sameColumns(shape, entry.shape))
      return `The size of its frames changes (to [${shape.join(', ')}]), and a stream of the format has one number of channels: what came before is exported.`;
    const { buffer, byteOffset, byteLength } = type.convert(timeFirst(view));
    await this.#file.write(samplesChunk(entry.id, times, new Uint8Array(buffer, byteOffset, byteLength)));
    entry.samples += times.length;
    entry.lastSeconds = times.at(-1) ?? entry.lastSeconds;
    await this.#markBoundary(view.timestampNs);
    return undefined;
  }

  /** Writes the events before a time, or all that are left. */
  async addEventsUpTo(ns: bigint | undefined): Promise<void> {
    for (let event = this.#nextEvent; event !== undefined; event = this.#nextEvent) {
      if (ns !== undefined && event.timestampNs > ns) return;
      const seconds = xdfSeconds(event.timestampNs);
      this.#markers ??= this.#newStream(markersId, seconds, []);
      this.#markers.samples += 1;
      this.#markers.lastSeconds = seconds;
      await this.#file.write(textSampleChunk(markersId, seconds, eventText(event)));
      this.#nextEvent = await this.#readEvent();
    }
  }

  /** @returns the samples of the longest stream. */
  async end(): Promise<number> {
    const all = [...this.#streams.values()];
    if (this.#markers !== undefined) all.push(this.#markers);
    for (const { id, firstSeconds, lastSeconds, samples } of all) {
      const offsets = id === markersId ? [] : [{ timeSeconds: firstSeconds, offsetSeconds: 0 }];
      const xml = streamFooterXml({ firstSeconds, lastSeconds, samples, offsets });
      await this.#file.write(streamFooterChunk(id, xml));
    }
    return Math.max(0, ...all.map(({ samples }) => samples));
  }

  #newStream(id: number, firstSeconds: number, shape: readonly number[]): XdfStream {
    return { id, shape, firstSeconds, lastSeconds: firstSeconds, samples: 0 };
  }

  async #readEvent(): Promise<RecordingEvent | undefined> {
    return (await this.#events.next()).value ?? undefined;
  }

  async #markBoundary(ns: bigint): Promise<void> {
    this.#lastBoundaryNs ??= ns;
    if (ns - this.#lastBoundaryNs < boundaryIntervalNs) return;
    this.#lastBoundaryNs = ns;
    await this.#file.write(boundaryChunk());
  }
}

/** The second reading of an XDF file: the samples of one stream. */
import { isRecordable } from '../input/nanoseconds.js';
import type { SourceFile, SourceReader } from '../input/source-file.js';
import type { WarningLog } from '../input/warning-log.js';
import { walkChunks, type XdfChunk, xdfTags } from './xdf-chunks.js';
import { readLength } from './xdf-length.js';
import type { ScannedXdfStream } from './xdf-scan.js';
import { type XdfNumberFormat, xdfValueTypes } from './xdf-stream-info.js';
import type { XdfTimeline } from './xdf-timeline.js';

/** A longer text is damage. */
const longestTextBytes = 1024 * 1024;

export interface XdfSample {
  readonly timestampNs: bigint;
  /** As the file says it, on the stream's own clock. */
  readonly deviceTimeNs: bigint;
  /** Of streams of numbers: the bytes of the values, one for each channel. They stay as they are. */
  readonly row: Buffer;
  /** Of streams of texts. */
  readonly texts: readonly string[];
}

/** Reads the samples of a stream through a reader of its own. */
export class XdfSamples {
  readonly #source: SourceFile;
  readonly #stream: ScannedXdfStream;
  readonly #timeline: XdfTimeline;
  readonly #warnings: WarningLog;
  readonly #reader: SourceReader;
  readonly #rowBytes: number;
  readonly #periodSeconds: number;
  /** For times that the file leaves out. */
  #lastSeconds = 0;
  #withoutTime = 0;

  constructor(source: SourceFile, stream: ScannedXdfStream, timeline: XdfTimeline, warnings: WarningLog) {
    this.#source = source;
    this.#stream = stream;
    this.#timeline = timeline;
    this.#warnings = warnings;
    this.#reader = source.reader();
    const { format, channels, rateHz } = stream.info;
    this.#rowBytes = format === 'string' ? 0 : channels * xdfValueTypes[format as XdfNumberFormat].bytes;
    this.#periodSeconds = rateHz === 'irregular' ? 0 : 1 / rateHz;
  }

  async *read(): AsyncGenerator<XdfSample, void, void> {
    const { firstChunk, info, offsets } = this.#stream;
    if (firstChunk === undefined) return;
    offsets.rewind();
    // What is damaged was told by the first reading.
    for await (const chunk of walkChunks(this.#source, this.#reader, firstChunk, () => undefined)) {
      if (chunk.tag !== xdfTags.samples || chunk.streamId !== info.id) continue;
      yield* this.#chunk(chunk);
    }
    if (this.#withoutTime > 0)
      this.#warnings.add(
        `${this.#withoutTime} samples of the stream ${info.id} have no time that can be, and are left out`,
      );
  }

  async *#chunk(chunk: XdfChunk): AsyncGenerator<XdfSample, void, void> {
    const reader = this.#reader;
    const samples = await readLength(reader);
    if (samples === undefined) return this.#broken(chunk, 0);
    for (let index = 0; index < samples; index++) {
      const sample = await this.#sample(chunk);
      if (sample === undefined) return this.#broken(chunk, samples - index);
      if (sample !== 'without time') yield sample;
    }
    const rest = chunk.contentEnd - reader.position;
    if (rest > 0) this.#warn(chunk, `${rest} bytes after the last sample of a chunk are left out`);
  }

  async #sample(chunk: XdfChunk): Promise<XdfSample | 'without time' | undefined> {
    const reader = this.#reader;
    const { contentEnd } = chunk;
    // One byte says of how many bytes the time is: none, or eight.
    if (reader.position >= contentEnd || !(reader.hasNow(1) || (await reader.has(1)))) return undefined;
    const [timeBytes = 0] = reader.take(1);
    let seconds = this.#lastSeconds + this.#periodSeconds;
    if (timeBytes !== 0) {
      if (timeBytes !== 8 || reader.position + 8 > contentEnd || !(reader.hasNow(8) || (await reader.has(8))))
        return undefined;
      seconds = reader.take(8).readDoubleLE();
    }
    let row: Buffer = noBytes;
    let texts: readonly string[] = [];
    if (this.#stream.info.format === 'string') {
      const read = await this.#texts(chunk);
      if (read === undefined) return undefined;
      texts = read;
    } else {
      const bytes = this.#rowBytes;
      if (reader.position + bytes > contentEnd || !(reader.hasNow(bytes) || (await reader.has(bytes))))
        return undefined;
      row = reader.take(bytes);
    }
    const times = this.#timeline.timesOf(this.#stream.offsets, seconds);
    if (times === undefined || !isRecordable(times.timestampNs)) {
      this.#withoutTime += 1;
      return 'without time';
    }
    this.#lastSeconds = seconds;
    return { ...times, row, texts };
  }

  async #texts({ contentEnd }: XdfChunk): Promise<string[] | undefined> {
    const reader = this.#reader;
    const texts: string[] = [];
    for (let channel = 0; channel < this.#stream.info.channels; channel++) {
      const bytes = await readLength(reader);
      if (bytes === undefined || bytes > longestTextBytes || reader.position + bytes > contentEnd)
        return undefined;
      if (!(await reader.has(bytes))) return undefined;
      texts.push(reader.take(bytes).toString('utf8'));
    }
    return texts;
  }

  #broken(chunk: XdfChunk, lost: number): void {
    this.#warn(chunk, `the samples of a chunk end before they should: ${lost} are lost`);
  }

  #warn({ position }: XdfChunk, message: string): void {
    this.#warnings.add(`${message} (stream ${this.#stream.info.id})`, `byte ${position}`);
  }
}

const noBytes = Buffer.alloc(0);

/** The second reading of an XDF file: the samples of one stream. */
import { isRecordable } from '../input/nanoseconds.js';
import type { SourceFile, SourceReader } from '../input/source-file.js';
import type { WarningLog } from '../input/warning-log.js';
import { walkChunks, type XdfChunk, xdfTags } from './xdf-chunks.js';
import { footerDifferences } from './xdf-footer.js';
import { readLength } from './xdf-length.js';
import type { ScannedXdfStream } from './xdf-scan.js';
import { type XdfNumberFormat, xdfValueTypes } from './xdf-stream-info.js';
import type { XdfTimeline } from './xdf-timeline.js';

/** A longer text is damage. */
const longestTextBytes = 1024 * 1024;
/** Of a sample before its values: how long its time is, and the time. */
const headBytes = 9;
const batchSamples = 256;
const batchBytes = 1024 * 1024;

export interface XdfSample {
  readonly timestampNs: bigint;
  /** As the file says it, on the stream's own clock. */
  readonly deviceTimeNs: bigint;
  /** Of streams of numbers: the bytes of the values, one for each channel. They stay as they are. */
  readonly row: Buffer;
  /** Of streams of texts. */
  readonly texts: readonly string[];
}

type XdfContent = Pick<XdfSample, 'row' | 'texts'>;

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
  #read = 0;
  #firstSeconds: number | undefined;

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

  /** All samples, some at a time. */
  async *read(): AsyncGenerator<readonly XdfSample[], void, void> {
    const { firstChunk, info, offsets } = this.#stream;
    offsets.rewind();
    // What is damaged was told by the first reading.
    for await (const chunk of walkChunks(
      this.#source,
      this.#reader,
      firstChunk ?? this.#source.sizeBytes,
      () => undefined,
    )) {
      if (chunk.tag !== xdfTags.samples || chunk.streamId !== info.id) continue;
      yield* this.#chunk(chunk);
    }
    if (this.#withoutTime > 0)
      this.#warnings.add(
        `${this.#withoutTime} samples of the stream ${info.id} have no time that can be, and are left out`,
      );
    this.#compareFooter();
  }

  #compareFooter(): void {
    const { footer, info } = this.#stream;
    if (footer === undefined) return;
    const lastSeconds = this.#firstSeconds === undefined ? undefined : this.#lastSeconds;
    const read = { samples: this.#read, firstSeconds: this.#firstSeconds, lastSeconds };
    for (const difference of footerDifferences(footer, read, info.rateHz))
      this.#warnings.add(`the footer of the stream ${info.id} says ${difference}`);
  }

  async *#chunk(chunk: XdfChunk): AsyncGenerator<readonly XdfSample[], void, void> {
    const reader = this.#reader;
    const count = await readLength(reader);
    if (count === undefined) return this.#broken(chunk, 0);
    const isText = this.#stream.info.format === 'string';
    let batch: XdfSample[] = [];
    let index = 0;
    for (; index < count; index++) {
      // Waited for only where the window has to move: that is what takes the time.
      const bytes = Math.min(headBytes + this.#rowBytes, chunk.contentEnd - reader.position);
      if (bytes <= 0 || !(reader.hasNow(bytes) || (await reader.has(bytes)))) break;
      const seconds = this.#seconds(chunk);
      const content =
        seconds === undefined ? undefined : isText ? await this.#texts(chunk) : this.#row(chunk);
      if (seconds === undefined || content === undefined) break;
      const sample = this.#sample(seconds, content);
      if (sample !== undefined) batch.push(sample);
      if (batch.length < batchSamples && (batch.length + 1) * this.#rowBytes < batchBytes) continue;
      yield batch;
      batch = [];
    }
    if (batch.length > 0) yield batch;
    if (index < count) return this.#broken(chunk, count - index);
    const rest = chunk.contentEnd - reader.position;
    if (rest > 0) this.#warn(chunk, `${rest} bytes after the last sample of a chunk are left out`);
  }

  /** The time of the next sample: one byte says of how many bytes it is, none or eight. */
  #seconds({ contentEnd }: XdfChunk): number | undefined {
    const reader = this.#reader;
    const [timeBytes] = reader.take(1);
    if (timeBytes === 0) return this.#lastSeconds + this.#periodSeconds;
    if (timeBytes !== 8 || reader.position + 8 > contentEnd) return undefined;
    return reader.take(8).readDoubleLE();
  }

  #row({ contentEnd }: XdfChunk): XdfContent | undefined {
    if (this.#reader.position + this.#rowBytes > contentEnd) return undefined;
    return { row: this.#reader.take(this.#rowBytes), texts: noTexts };
  }

  /** @returns `undefined` where it has no time that can be. */
  #sample(seconds: number, content: XdfContent): XdfSample | undefined {
    this.#read += 1;
    const times = this.#timeline.timesOf(this.#stream.offsets, seconds);
    if (times === undefined || !isRecordable(times.timestampNs)) {
      this.#withoutTime += 1;
      return undefined;
    }
    this.#lastSeconds = seconds;
    this.#firstSeconds ??= seconds;
    return { ...times, ...content };
  }

  async #texts({ contentEnd }: XdfChunk): Promise<XdfContent | undefined> {
    const reader = this.#reader;
    const texts: string[] = [];
    for (let channel = 0; channel < this.#stream.info.channels; channel++) {
      const bytes = await readLength(reader);
      if (bytes === undefined || bytes > longestTextBytes || reader.position + bytes > contentEnd)
        return undefined;
      if (!(await reader.has(bytes))) return undefined;
      texts.push(reader.take(bytes).toString('utf8'));
    }
    return { row: noBytes, texts };
  }

  #broken(chunk: XdfChunk, lost: number): void {
    this.#warn(chunk, `the samples of a chunk end before they should: ${lost} are lost`);
  }

  #warn({ position }: XdfChunk, message: string): void {
    this.#warnings.add(`${message} (stream ${this.#stream.info.id})`, `byte ${position}`);
  }
}

const noBytes = Buffer.alloc(0);
const noTexts: readonly string[] = [];

/** The first reading of an XDF file: headers, clock offsets, and where the samples of each stream begin. */
import type { JsonObject } from '@modlink/sdk';
import { tooLarge } from '../errors.js';
import type { SourceFile, SourceReader } from '../input/source-file.js';
import type { WarningLog } from '../input/warning-log.js';
import { ClockOffsets } from './clock-offsets.js';
import { walkChunks, type XdfChunk, xdfMagic, xdfTags } from './xdf-chunks.js';
import { footerOf, type XdfFooter } from './xdf-footer.js';
import { readLength } from './xdf-length.js';
import { streamInfo, type XdfStreamInfo } from './xdf-stream-info.js';
import { parseInfo } from './xdf-xml.js';

/** A longer header is damage. */
const longestXmlBytes = 8 * 1024 * 1024;
/** Of all streams: they are kept until the end. */
const mostXmlBytes = 64 * 1024 * 1024;
/** Each is read through the file by itself. */
const mostStreams = 500;
/** One every five seconds is usual: these are weeks. */
const mostOffsets = 1_000_000;

export interface ScannedXdfStream {
  readonly info: XdfStreamInfo;
  readonly offsets: ClockOffsets;
  /** Of the first chunk with samples; absent where there is none. */
  firstChunk: number | undefined;
  /** Of the first sample, on the stream's own clock. */
  firstSeconds: number | undefined;
  /** Absent where the file was not closed. */
  footer: XdfFooter | undefined;
}

export interface XdfScan {
  readonly fileHeader: JsonObject;
  readonly streams: readonly ScannedXdfStream[];
}

/** @throws {ImportError} `IMPORT_TOO_LARGE`, `IMPORT_NOT_READABLE`, `IMPORT_CANCELLED` */
export async function scanXdf(source: SourceFile, warnings: WarningLog): Promise<XdfScan> {
  const reader = source.reader();
  const streams = new Map<number, ScannedXdfStream>();
  const unknown = new Set<number>();
  let fileHeader: JsonObject = {};
  let xmlBytes = 0;
  const onDamage = (message: string, position: number) => warnings.add(message, `byte ${position}`);
  for await (const chunk of walkChunks(source, reader, xdfMagic.byteLength, onDamage)) {
    const { tag, streamId, position } = chunk;
    const at = `byte ${position}`;
    const stream = streams.get(streamId);
    switch (tag) {
      case xdfTags.fileHeader:
        fileHeader = (await readXml(reader, chunk)) ?? fileHeader;
        break;
      case xdfTags.streamHeader: {
        if (stream !== undefined) {
          warnings.add(`a second header of the stream ${streamId} is left out`, at);
          break;
        }
        xmlBytes += chunk.contentEnd - chunk.contentStart;
        if (xmlBytes > mostXmlBytes)
          throw tooLarge(source.path, at, `the headers of the streams have more than ${mostXmlBytes} bytes`);
        const header = await readXml(reader, chunk);
        const info = header === undefined ? 'its header is no XML' : streamInfo(streamId, header);
        if (typeof info === 'string') {
          warnings.add(`the stream ${streamId} is left out: ${info}`, at);
          unknown.add(streamId);
          break;
        }
        if (streams.size >= mostStreams)
          throw tooLarge(source.path, at, `there are more than ${mostStreams} streams`);
        streams.set(streamId, {
          info,
          offsets: new ClockOffsets(),
          firstChunk: undefined,
          firstSeconds: undefined,
          footer: undefined,
        });
        break;
      }
      case xdfTags.samples:
        if (stream === undefined) {
          if (!unknown.has(streamId) && unknown.size < mostStreams) {
            unknown.add(streamId);
            warnings.add(
              `samples of the stream ${streamId}, which has no header before them, are left out`,
              at,
            );
          }
        } else if (stream.firstChunk === undefined) {
          stream.firstChunk = position;
          stream.firstSeconds = await firstTime(reader, chunk, stream.info);
        }
        break;
      case xdfTags.clockOffset:
        if (stream !== undefined && stream.offsets.count < mostOffsets)
          await addOffset(reader, chunk, stream);
        break;
      case xdfTags.streamFooter:
        if (stream !== undefined && stream.footer === undefined)
          stream.footer = footerOf((await readXml(reader, chunk)) ?? {});
        break;
    }
  }
  return { fileHeader, streams: [...streams.values()] };
}

async function readXml(
  reader: SourceReader,
  { contentStart, contentEnd }: XdfChunk,
): Promise<JsonObject | undefined> {
  const length = contentEnd - contentStart;
  if (length > longestXmlBytes || !(await reader.has(length))) return undefined;
  return parseInfo(reader.take(length));
}

async function addOffset(
  reader: SourceReader,
  { contentStart, contentEnd }: XdfChunk,
  { offsets }: ScannedXdfStream,
): Promise<void> {
  if (contentEnd - contentStart < 16 || !(await reader.has(16))) return;
  const bytes = reader.take(16);
  offsets.add(bytes.readDoubleLE(0), bytes.readDoubleLE(8));
}

/** The time of the first sample of a chunk: what says none follows the one before, and there is none. */
async function firstTime(
  reader: SourceReader,
  { contentEnd }: XdfChunk,
  { rateHz }: XdfStreamInfo,
): Promise<number | undefined> {
  const samples = await readLength(reader);
  if (samples === undefined || samples === 0 || !(await reader.has(1))) return undefined;
  const [timeBytes] = reader.take(1);
  if (timeBytes === 0) return rateHz === 'irregular' ? 0 : 1 / rateHz;
  if (reader.position + 8 > contentEnd || !(await reader.has(8))) return undefined;
  return reader.take(8).readDoubleLE();
}

/**
 * Walks the chunks of an XDF file, after "Format specification of XDF 1.0"
 * (https://github.com/sccn/xdf/wiki/Specifications): the file is `XDF:` and then chunks, each with its length, a tag and the
 * content. Numbers are little-endian.
 */
import { invalidFile } from '../errors.js';
import type { SourceFile, SourceReader } from '../input/source-file.js';
import { readLength } from './xdf-length.js';

export const xdfMagic = Buffer.from('XDF:');

/** "Chunks": the tags. */
export const xdfTags = {
  fileHeader: 1,
  streamHeader: 2,
  samples: 3,
  clockOffset: 4,
  boundary: 5,
  streamFooter: 6,
} as const;
const lastTag = 6;

/** "Boundary chunk": 16 bytes at which a reader of a damaged file finds its place again. */
const boundaryId = Buffer.from('43a546dccbf5410fb30ed5467383cbe4', 'hex');
const searchBytes = 1024 * 1024;

export interface XdfChunk {
  readonly tag: number;
  /** Of chunks that belong to a stream; 0 of others. */
  readonly streamId: number;
  /** Of the chunk in the file. */
  readonly position: number;
  /** Of what follows the tag and the stream's id. */
  readonly contentStart: number;
  readonly contentEnd: number;
}

const hasStream = (tag: number): boolean =>
  tag === xdfTags.streamHeader ||
  tag === xdfTags.samples ||
  tag === xdfTags.clockOffset ||
  tag === xdfTags.streamFooter;

/**
 * Chunk by chunk; the reader stands at the content of the one that is given, and may be moved. Where the file is damaged it
 * goes on at the next boundary chunk, as the specification says.
 * @param start - of a chunk; 4 for all of them.
 * @param onDamage - what is wrong, where, and where it goes on.
 */
export async function* walkChunks(
  source: SourceFile,
  reader: SourceReader,
  start: number,
  onDamage: (message: string, position: number) => void,
): AsyncGenerator<XdfChunk, void, void> {
  for (let position = start; position < source.sizeBytes; ) {
    reader.skipTo(position);
    const head = await readHead(reader, source.sizeBytes);
    if (typeof head !== 'string' && head.contentEnd <= source.sizeBytes) {
      const next = head.contentEnd;
      yield { ...head, position };
      position = next;
      continue;
    }
    const boundary = await findBoundary(source, position + 1);
    if (typeof head !== 'string' && boundary === undefined) {
      onDamage('the file ends within a chunk; what is whole of it is kept', position);
      if (head.contentStart < source.sizeBytes) yield { ...head, position, contentEnd: source.sizeBytes };
      return;
    }
    const what = typeof head === 'string' ? head : 'the length of a chunk goes beyond the end of the file';
    if (boundary === undefined) {
      onDamage(
        `${what}, and no boundary chunk follows: ${source.sizeBytes - position} bytes are lost`,
        position,
      );
      return;
    }
    onDamage(`${what}; ${boundary - position} bytes up to the next boundary chunk are lost`, position);
    position = boundary;
  }
}

/** @returns what is wrong with it, where it is no head of a chunk. */
async function readHead(
  reader: SourceReader,
  sizeBytes: number,
): Promise<Omit<XdfChunk, 'position'> | string> {
  const length = await readLength(reader);
  if (length === undefined) return 'there is no length of a chunk';
  const contentEnd = reader.position + length;
  if (length < 2 || !(await reader.has(2))) return 'a chunk is too short for its tag';
  const tag = reader.take(2).readUInt16LE();
  // Chunks of later versions are to be skipped; what is beyond the file is damage.
  if (tag === 0 || (tag > lastTag && contentEnd > sizeBytes)) return `there is no chunk of the tag ${tag}`;
  if (!hasStream(tag)) return { tag, streamId: 0, contentStart: reader.position, contentEnd };
  if (length < 6 || !(await reader.has(4))) return 'a chunk is too short for its stream id';
  const streamId = reader.take(4).readUInt32LE();
  return { tag, streamId, contentStart: reader.position, contentEnd };
}

/** @returns the place after the next boundary. */
async function findBoundary(source: SourceFile, from: number): Promise<number | undefined> {
  for (let position = from; position < source.sizeBytes; position += searchBytes - boundaryId.byteLength) {
    const block = await source.read(position, searchBytes);
    const at = block.indexOf(boundaryId);
    if (at !== -1) return position + at + boundaryId.byteLength;
  }
  return undefined;
}

/** @throws {ImportError} `IMPORT_INVALID_FILE` */
export async function requireXdf(source: SourceFile): Promise<void> {
  const head = await source.read(0, xdfMagic.byteLength);
  if (!head.equals(xdfMagic))
    throw invalidFile(source.path, 'byte 0', 'an XDF file begins with "XDF:", and this one does not');
}

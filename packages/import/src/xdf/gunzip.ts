import { createWriteStream } from 'node:fs';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { invalidFile, tooLarge } from '../errors.js';
import type { SourceFile } from '../input/source-file.js';
import { cannotWrite } from '../output/recording-output.js';

const gzipMagic = Buffer.of(0x1f, 0x8b);

/** Recordings become a few times smaller. What becomes larger than this is made to fill the disk. */
const mostExpansion = { times: 200, atLeastBytes: 1024 * 1024 * 1024 } as const;

export const isGzip = (head: Buffer): boolean => head.subarray(0, 2).equals(gzipMagic);

/**
 * Expands a file that was made smaller with gzip: a reader goes to and fro in it, which it could not in the small one.
 * @throws {ImportError} `IMPORT_INVALID_FILE`, `IMPORT_TOO_LARGE`, `IMPORT_WRITE_FAILED`
 */
export async function expandGzip(source: SourceFile, path: string): Promise<void> {
  const limit = Math.max(source.sizeBytes * mostExpansion.times, mostExpansion.atLeastBytes);
  let expanded = 0;
  const counted = new Transform({
    transform(piece: Buffer, _encoding, done) {
      expanded += piece.byteLength;
      if (expanded > limit) done(tooLarge(source.path, 'byte 0', `it expands to more than ${limit} bytes`));
      else done(null, piece);
    },
  });
  try {
    await pipeline(pieces(source), createGunzip(), counted, createWriteStream(path, { flags: 'wx' }));
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    if (code.startsWith('Z_'))
      throw invalidFile(
        source.path,
        `byte ${expanded} of what was compressed`,
        `gzip data were expected, and these are damaged (${(error as Error).message})`,
        error,
      );
    throw code.startsWith('E') ? cannotWrite(path, error) : error;
  }
}

async function* pieces(source: SourceFile): AsyncGenerator<Buffer, void, void> {
  const pieceBytes = 256 * 1024;
  for (let position = 0; position < source.sizeBytes; position += pieceBytes)
    yield await source.read(position, pieceBytes);
}

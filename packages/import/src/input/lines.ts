import type { SourceFile } from './source-file.js';

/** A longer line is no line of a table. */
const longestLineBytes = 64 * 1024;
const blockBytes = 128 * 1024;

export interface Line {
  /** From 1. */
  readonly number: number;
  /** Without its end; `undefined` where it is longer than any line of text. */
  readonly text: string | undefined;
}

/** The lines of a text, with whatever end they have. */
export async function* linesOf(source: SourceFile): AsyncGenerator<Line, void, void> {
  let rest: Buffer = Buffer.alloc(0);
  let number = 0;
  let isTooLong = false;
  for (let position = 0; position < source.sizeBytes; ) {
    const block = await source.read(position, blockBytes);
    if (block.byteLength === 0) break;
    position += block.byteLength;
    const bytes = rest.byteLength === 0 ? block : Buffer.concat([rest, block]);
    let at = 0;
    for (let end = bytes.indexOf(10, at); end !== -1; end = bytes.indexOf(10, at)) {
      number += 1;
      yield { number, text: isTooLong ? undefined : bytes.toString('utf8', at, end).trim() };
      isTooLong = false;
      at = end + 1;
    }
    rest = bytes.subarray(at);
    if (rest.byteLength <= longestLineBytes) continue;
    isTooLong = true;
    rest = Buffer.alloc(0);
  }
  if (rest.byteLength > 0 || isTooLong)
    yield { number: number + 1, text: isTooLong ? undefined : rest.toString('utf8').trim() };
}

import { CytonPacketParser } from '../src/parser/index.js';

/** What a parser tells, as plain values that can be compared. */
export type ParserEvent =
  | { packet: { sampleNumber: number; counts: number[]; aux: number[]; stopByte: number } }
  | { resync: number };

/** Parses bytes in the given pieces. */
export function parseAll(pieces: Iterable<Uint8Array>) {
  const events: ParserEvent[] = [];
  const parser = new CytonPacketParser({
    onPacket: ({ sampleNumber, counts, aux, stopByte }) => {
      events.push({ packet: { sampleNumber, counts: [...counts], aux: [...aux], stopByte } });
    },
    onResync: (skippedBytes) => events.push({ resync: skippedBytes }),
  });
  for (const piece of pieces) parser.push(piece);
  return { events, pendingBytes: parser.pendingBytes, skippedBytes: parser.skippedBytes };
}

/** The bytes in pieces of the given sizes, over and over. */
export function* cut(bytes: Uint8Array, sizes: readonly number[]): Generator<Uint8Array> {
  let at = 0;
  for (let index = 0; at < bytes.length; index++) {
    const size = sizes[index % sizes.length] ?? 1;
    yield bytes.subarray(at, at + size);
    at += size;
  }
}

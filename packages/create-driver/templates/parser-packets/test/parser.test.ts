import fc from 'fast-check';
import { expect, it } from 'vitest';
import { PacketParser } from '../src/parser/index.js';
import { encodePacket } from './packets.js';

const sizes = [2, 1];
const packet = fc.tuple(fc.constantFrom(0, 1), fc.nat(255), fc.integer({ min: -32_768, max: 32_767 }));
const encode = ([stream, counter, value]: readonly [number, number, number]) =>
  encodePacket(stream, counter, new Array(sizes[stream]).fill(value));
const joined = (parts: readonly Uint8Array[]) => Uint8Array.from(parts.flatMap((part) => [...part]));

it('reads packets, and counts those that are missing', () => {
  const bytes = joined([
    encodePacket(0, 254, [1, -2]),
    encodePacket(1, 7, [300]),
    encodePacket(0, 1, [3, 4]),
  ]);
  expect(new PacketParser(sizes).push(bytes)).toEqual([
    { stream: 0, values: Int16Array.of(1, -2), lost: 0 },
    { stream: 1, values: Int16Array.of(300), lost: 0 },
    { stream: 0, values: Int16Array.of(3, 4), lost: 2 },
  ]);
});

it('gives the same packets, in whatever pieces the bytes arrive', () => {
  fc.assert(
    fc.property(fc.array(packet, { maxLength: 20 }), fc.array(fc.nat(200)), (packets, cuts) => {
      const bytes = joined(packets.map(encode));
      const parser = new PacketParser(sizes);
      const ends = [...cuts.filter((cut) => cut < bytes.length).sort((a, b) => a - b), bytes.length];
      const inPieces = ends.flatMap((end, index) => parser.push(bytes.subarray(ends[index - 1] ?? 0, end)));
      expect(inPieces).toEqual(new PacketParser(sizes).push(bytes));
      expect(inPieces).toHaveLength(packets.length);
    }),
  );
});

it('finds the next packet after whatever came before, and never throws', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (noise) => {
      const parser = new PacketParser(sizes);
      parser.push(noise);
      // The noise may have begun a packet: that swallows at most as many bytes as the longest has.
      const packets = [1, 2, 3, 4].flatMap((counter) => parser.push(encodePacket(0, counter, [counter, 5])));
      expect(packets.at(-1)).toMatchObject({ stream: 0, values: Int16Array.of(4, 5) });
    }),
  );
});

it('skips a packet that is damaged', () => {
  const damaged = encodePacket(0, 1, [1, 2]);
  damaged[4] = 0x55;
  const packets = new PacketParser(sizes).push(joined([damaged, encodePacket(0, 2, [3, 4])]));
  expect(packets.map(({ values }) => [...values])).toEqual([[3, 4]]);
});

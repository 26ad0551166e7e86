import { encodeCytonPacket } from '@modlink/simulators';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { packetLengthBytes } from '../src/parser/index.js';
import { cut, type ParserEvent, parseAll } from './parser-events.js';

const int24 = fc.integer({ min: -(2 ** 23), max: 2 ** 23 - 1 });
const int16 = fc.integer({ min: -(2 ** 15), max: 2 ** 15 - 1 });
const packet = fc.record({
  sampleNumber: fc.integer({ min: 0, max: 255 }),
  counts: fc.array(int24, { minLength: 8, maxLength: 8 }),
  accel: fc.tuple(int16, int16, int16),
});
const sizes = fc.array(fc.integer({ min: 1, max: 200 }), { minLength: 1, maxLength: 20 });
/** Bytes in which no packet can begin. */
const harmless = fc
  .uint8Array({ maxLength: 100 })
  .map((bytes) => bytes.map((byte) => (byte === 0xa0 ? 0 : byte)));

interface PacketTruth {
  readonly sampleNumber: number;
  readonly counts: readonly number[];
  readonly accel: readonly [number, number, number];
}

const encode = ({ sampleNumber, counts, accel }: PacketTruth) =>
  encodeCytonPacket(sampleNumber, counts, accel);

function packetsOf(events: readonly ParserEvent[]) {
  return events.flatMap((event) => ('packet' in event ? [event.packet] : []));
}

describe('the packet parser', () => {
  it('gives every packet back, however the bytes are cut', () => {
    fc.assert(
      fc.property(fc.array(packet, { maxLength: 150 }), sizes, (truth, pieces) => {
        const bytes = Buffer.concat(truth.map(encode));
        const { events, pendingBytes, skippedBytes } = parseAll(cut(bytes, pieces));
        expect(events).toEqual(
          truth.map(({ sampleNumber, counts, accel }) => ({
            packet: { sampleNumber, counts, aux: auxOf(accel), stopByte: 0xc0 },
          })),
        );
        expect([pendingBytes, skippedBytes]).toEqual([0, 0]);
      }),
    );
  });

  it('tells the same of any bytes at all, however they are cut, and accounts for each of them', () => {
    // Many start and stop bytes, so that packets come about by chance.
    const byte = fc.oneof(fc.integer({ min: 0, max: 255 }), fc.constantFrom(0xa0, 0xc0, 0xc6));
    const anything = fc.array(byte, { maxLength: 10_000 }).map((values) => Uint8Array.from(values));
    fc.assert(
      fc.property(anything, sizes, (bytes, pieces) => {
        const whole = parseAll([bytes]);
        expect(parseAll(cut(bytes, pieces))).toEqual(whole);
        const skipped = whole.events.reduce((sum, event) => sum + ('resync' in event ? event.resync : 0), 0);
        const inPackets = packetsOf(whole.events).length * packetLengthBytes;
        expect(inPackets + skipped + whole.skippedBytes + whole.pendingBytes).toBe(bytes.length);
        expect(whole.pendingBytes).toBeLessThanOrEqual(packetLengthBytes);
      }),
    );
  });

  it('finds every packet between foreign bytes, as long as two stand together', () => {
    const pair = fc.tuple(harmless, packet, packet);
    fc.assert(
      fc.property(fc.array(pair, { maxLength: 20 }), sizes, (pairs, pieces) => {
        const calm = pairs.map(
          ([foreign, first, second]) => [foreign, calmed(first), calmed(second)] as const,
        );
        const bytes = Buffer.concat(calm.flatMap(([foreign, ...two]) => [foreign, ...two.map(encode)]));
        const truth = calm.flatMap(([, ...two]) => two);
        // The second packet of a pair is in step; the first is confirmed by it.
        expect(packetsOf(parseAll(cut(bytes, pieces)).events).map(({ counts }) => counts)).toEqual(
          truth.map(({ counts }) => counts),
        );
      }),
    );
  });

  it('loses two packets at most to one bad byte', () => {
    const stream = fc.array(packet, { minLength: 5, maxLength: 50 });
    const place = fc.nat();
    fc.assert(
      fc.property(stream, place, fc.integer({ min: 1, max: 255 }), sizes, (truth, at, mask, pieces) => {
        const calm = truth.map(calmed);
        const bytes = Buffer.concat(calm.map(encode));
        const bad = at % bytes.length;
        bytes[bad] = (bytes[bad] ?? 0) ^ mask;
        const hit = Math.floor(bad / packetLengthBytes);
        const found = packetsOf(parseAll(cut(bytes, pieces)).events).map(({ counts }) => counts.join());
        const intact = calm.filter((_, index) => index !== hit && index !== hit - 1);
        for (const { counts } of intact.slice(0, -1)) expect(found).toContain([...counts].join());
      }),
    );
  });
});

function auxOf(accel: readonly number[]): number[] {
  return accel.flatMap((value) => [(value >> 8) & 0xff, value & 0xff]);
}

/** The same packet with values in whose bytes no start byte occurs: what is out of step then has one place to go on. */
function calmed({ sampleNumber, counts, accel }: PacketTruth): PacketTruth {
  const [x, y, z] = accel.map((value) => value & 0x7f7f) as [number, number, number];
  return {
    sampleNumber: sampleNumber & 0x7f,
    counts: counts.map((count) => count & 0x7f7f7f),
    accel: [x, y, z],
  };
}

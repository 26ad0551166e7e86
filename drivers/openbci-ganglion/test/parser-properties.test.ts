import {
  encodeEvent,
  encodeGanglionImpedance,
  encodeGanglionPair,
  encodeGanglionRaw,
  encodeGanglionText,
  encodeResponse,
  ganglionDeltaField,
  ganglionValueField,
} from '@modlink/simulators';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type BgapiMessage,
  BgapiParser,
  byteArray,
  encodeBgapiCommand,
  type FirmwareFormat,
  GanglionDecoder,
  impedanceElectrodes,
  MessageParser,
  parseAdvertisement,
  parseBgapiEvent,
  parseImpedance,
  uint16,
} from '../src/parser/index.js';
import { cut } from './cut.js';

const bits = fc.constantFrom<18 | 19>(18, 19);
const byte = fc.integer({ min: 0, max: 255 });
const bytesOfAny = fc.uint8Array({ maxLength: 60 });

/** All that a decoder tells. */
function decode(firmware: FirmwareFormat, packets: readonly Uint8Array[]) {
  const samples: number[][] = [];
  let lost = 0;
  let accel = 0;
  const decoder = new GanglionDecoder(firmware, {
    onSamples: (counts, missing) => {
      lost += missing;
      for (let at = 0; at < counts.length; at += 4) samples.push([...counts.subarray(at, at + 4)]);
    },
    onAccel: (_, missing) => {
      lost += missing;
      accel += 1;
    },
  });
  const isKnown = packets.map((packet) => decoder.take(packet));
  return { samples, lost, accel, isKnown };
}

describe('what was sent is read', () => {
  it('values of firmware 3, but for the bits that it leaves out', () => {
    const count = fc.integer({ min: -(2 ** 23), max: 2 ** 23 - 1 });
    const pair = fc.array(count, { minLength: 8, maxLength: 8 });
    fc.assert(
      fc.property(bits, fc.array(pair, { maxLength: 20 }), (width, pairs) => {
        const packets = pairs.map((counts, index) =>
          encodeGanglionPair(
            width === 18 ? index : 100 + index,
            counts.map((each) => ganglionValueField(each, width)),
            width,
          ),
        );
        const left = 24 - width;
        const sent = pairs.flatMap((counts) => [counts.slice(0, 4), counts.slice(4)]);
        const { samples, lost } = decode(3, packets);
        expect(samples).toEqual(sent.map((sample) => sample.map((each) => (each >> left) << left)));
        expect(lost).toBe(0);
      }),
    );
  });

  it('differences of firmware 2, but for their last bits', () => {
    const start = fc.integer({ min: -(2 ** 22), max: 2 ** 22 });
    const step = fc.integer({ min: -(2 ** 17) + 1, max: 2 ** 17 - 1 });
    fc.assert(
      fc.property(bits, start, fc.array(step, { minLength: 2, maxLength: 60 }), (width, first, steps) => {
        const even = steps.slice(0, steps.length - (steps.length % 2));
        const values = [first];
        for (const delta of even) values.push((values.at(-1) ?? 0) + delta);
        const packets = [encodeGanglionRaw(Array(4).fill(first))];
        for (let at = 1; at < values.length; at += 2) {
          const fields = [at, at + 1].flatMap((index) =>
            Array(4).fill(ganglionDeltaField(values[index - 1] ?? 0, values[index] ?? 0, width)),
          );
          packets.push(encodeGanglionPair((at + 1) / 2 + (width === 19 ? 100 : 0), fields, width));
        }
        const { samples } = decode(2, packets);
        expect(samples).toHaveLength(values.length);
        for (const [index, sample] of samples.entries()) {
          // One count at most for each difference.
          for (const each of sample) expect(Math.abs(each - (values[index] ?? 0))).toBeLessThanOrEqual(index);
        }
      }),
    );
  });

  it('impedances and text', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5 }), fc.nat(1e9), (electrode, ohm) => {
        const expected = { electrode: impedanceElectrodes[electrode - 1], ohm };
        expect(parseImpedance(encodeGanglionImpedance(electrode, ohm))).toEqual(expected);
      }),
    );
    const ascii = fc.string({ unit: 'grapheme-ascii', maxLength: 200 });
    fc.assert(
      fc.property(ascii, ascii, (first, second) => {
        const parser = new MessageParser();
        const last = (text: string) =>
          encodeGanglionText(text)
            .map((piece) => parser.push(piece))
            .at(-1);
        expect([last(first), last(second)]).toEqual([first, second]);
      }),
    );
  });
});

describe('lost packets', () => {
  it.each([2, 3] as const)('are counted as what is missing: firmware %s', (firmware) => {
    const cycle = firmware === 2 ? 101 : 100;
    const all = Array.from({ length: 300 }, (_, index) => {
      const position = index % cycle;
      return firmware === 2 && position === 0
        ? encodeGanglionRaw([1, 2, 3, 4])
        : encodeGanglionPair(100 + position, Array(8).fill(0), 19);
    });
    const total = decode(firmware, all).samples.length;
    // Fewer than a cycle in a row; the first packet and a last whole cycle come, so that all is accounted for.
    const gap = fc.tuple(fc.integer({ min: 1, max: 190 }), fc.integer({ min: 1, max: 8 }));
    fc.assert(
      fc.property(fc.array(gap, { maxLength: 6 }), (gaps) => {
        const isLost = (index: number) =>
          gaps.some(([from, length]) => index >= from && index < from + length);
        const { samples, lost } = decode(
          firmware,
          all.filter((_, index) => !isLost(index)),
        );
        expect(samples.length + lost).toBe(total);
      }),
    );
  });
});

describe('messages of the dongle', () => {
  const payload = fc.uint8Array({ maxLength: 128 });
  const message = fc
    .tuple(fc.boolean(), fc.integer({ min: 0, max: 9 }), byte, payload)
    .map(([isEvent, messageClass, id, content]) =>
      isEvent ? encodeEvent(messageClass, id, [...content]) : encodeResponse(messageClass, id, [...content]),
    );

  function parseAll(pieces: Iterable<Uint8Array>) {
    const messages: BgapiMessage[] = [];
    let skipped = 0;
    let mostPending = 0;
    const parser = new BgapiParser({
      onMessage: (each) => messages.push({ ...each, payload: each.payload.slice() }),
      onResync: (count) => {
        skipped += count;
      },
    });
    for (const piece of pieces) {
      parser.push(piece);
      mostPending = Math.max(mostPending, parser.pendingBytes);
    }
    return { messages, skipped, mostPending };
  }

  it('are the same however the bytes are cut', () => {
    fc.assert(
      fc.property(
        fc.array(message, { maxLength: 12 }),
        bytesOfAny,
        fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 5 }),
        (messages, garbage, sizes) => {
          const bytes = Buffer.concat([...messages, garbage, ...messages]);
          const { mostPending: _, ...whole } = parseAll([bytes]);
          const { mostPending, ...pieces } = parseAll(cut(bytes, sizes));
          expect(pieces).toEqual(whole);
          expect(mostPending).toBeLessThanOrEqual(132);
        },
      ),
    );
  });

  it('are what was sent, after bytes that are none', () => {
    const none = fc.array(fc.integer({ min: 1, max: 0x7f }), { maxLength: 20 });
    fc.assert(
      fc.property(none, fc.array(message, { minLength: 1, maxLength: 8 }), (garbage, messages) => {
        const { messages: read, skipped } = parseAll([Uint8Array.from(garbage), ...messages]);
        expect(read.map(({ payload }) => payload.length)).toEqual(messages.map((each) => each.length - 4));
        expect(skipped).toBe(garbage.length);
      }),
    );
  });

  it('have commands that are read as what they are', () => {
    fc.assert(
      fc.property(fc.nat(0xffff), bytesOfAny, (handle, content) => {
        const bytes = encodeBgapiCommand('writeCommand', [0, ...uint16(handle), ...byteArray(content)]);
        const [command] = parseAll([bytes]).messages;
        expect(command).toMatchObject({ isEvent: false, messageClass: 4, id: 6 });
        expect([...(command?.payload ?? [])]).toEqual([
          0,
          handle & 0xff,
          handle >> 8,
          content.length,
          ...content,
        ]);
      }),
    );
  });

  it('make nothing throw, whatever they say', () => {
    const event = fc.tuple(fc.constantFrom(3, 4, 6), fc.integer({ min: 0, max: 6 }), payload);
    fc.assert(
      fc.property(event, ([messageClass, id, content]) => {
        const read = parseBgapiEvent({ isEvent: true, messageClass, id, payload: content });
        const size = read !== undefined && 'value' in read ? read.value.length : 0;
        expect(size).toBeLessThanOrEqual(content.length);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('any bytes at all', () => {
  const packet = fc.uint8Array({ minLength: 20, maxLength: 20 });

  it('make nothing throw, and become no more than they hold', () => {
    fc.assert(
      fc.property(
        fc.constantFrom<FirmwareFormat>(2, 3),
        fc.array(fc.oneof(packet, bytesOfAny)),
        (firmware, all) => {
          const { samples, lost, accel, isKnown } = decode(firmware, all);
          expect(samples.length).toBeLessThanOrEqual(2 * all.length);
          expect(accel).toBeLessThanOrEqual(all.length);
          expect(lost).toBeGreaterThanOrEqual(0);
          expect(isKnown.every((known, index) => !known || all[index]?.length === 20)).toBe(true);
        },
      ),
    );
    fc.assert(
      fc.property(bytesOfAny, (bytes) => {
        expect(parseImpedance(bytes)?.ohm ?? 0).toBeLessThan(1e10);
        expect(parseAdvertisement(bytes).serviceUuids.length).toBeLessThanOrEqual(bytes.length / 2);
        expect(new MessageParser().push(bytes)?.length ?? 0).toBeLessThanOrEqual(19);
      }),
    );
  });

  it('as text never grow without end', () => {
    const parser = new MessageParser();
    for (let piece = 0; piece < 2000; piece++) {
      const text = parser.push(Uint8Array.of(206, ...Array(19).fill(0x41)));
      expect(text?.length).toBeLessThanOrEqual(4096);
    }
  });
});

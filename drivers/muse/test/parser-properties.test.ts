import {
  encodeMuseEeg,
  encodeMuseMotion,
  encodeMusePpg,
  encodeMuseTelemetry,
  encodeMuseText,
} from '@modlink/simulators';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  encodeMuseCommand,
  MuseAnswerParser,
  parseAccelPacket,
  parseEegPacket,
  parseGyroPacket,
  parsePpgPacket,
  parseTelemetry,
} from '../src/parser/index.js';

const sequence = fc.integer({ min: 0, max: 65_535 });
const packetParsers = [parseEegPacket, parseAccelPacket, parseGyroPacket, parsePpgPacket];
const list = (bits: number, length: number, min = 0) =>
  fc.array(fc.integer({ min, max: 2 ** bits - 1 + min }), { minLength: length, maxLength: length });

describe('what was sent is read', () => {
  it('EEG', () => {
    fc.assert(
      fc.property(sequence, list(12, 12), (number, counts) => {
        const packet = parseEegPacket(encodeMuseEeg(number, counts));
        expect(packet?.sequence).toBe(number);
        expect([...(packet?.values ?? [])]).toEqual(counts.map((count) => (count - 2048) * 0.48828125));
      }),
    );
  });

  it('acceleration and angular velocity', () => {
    fc.assert(
      fc.property(sequence, list(16, 9, -32_768), (number, counts) => {
        const bytes = encodeMuseMotion(number, [counts.slice(0, 3), counts.slice(3, 6), counts.slice(6)]);
        const accel = parseAccelPacket(bytes)?.values ?? [];
        const gyro = parseGyroPacket(bytes)?.values ?? [];
        expect([...accel].map((value) => Math.round((value / 9.80665) * 16_384) + 0)).toEqual(counts);
        expect([...gyro].map((value) => Math.round(((value * 180) / Math.PI / 245) * 32_768) + 0)).toEqual(
          counts,
        );
      }),
    );
  });

  it('light', () => {
    fc.assert(
      fc.property(sequence, list(24, 6), (number, counts) => {
        const packet = parsePpgPacket(encodeMusePpg(number, counts));
        expect([packet?.sequence, ...(packet?.values ?? [])]).toEqual([number, ...counts]);
      }),
    );
  });

  it('telemetry', () => {
    const told = fc.record({
      batteryPercent: fc.integer({ min: 0, max: 100 }),
      voltageMv: fc.integer({ min: 0, max: 65_535 }).map((count) => count * 2.2),
      celsius: fc.integer({ min: 0, max: 100 }),
    });
    fc.assert(
      fc.property(sequence, told, (number, { batteryPercent, voltageMv, celsius }) => {
        expect(parseTelemetry(encodeMuseTelemetry(number, { batteryPercent, voltageMv, celsius }))).toEqual({
          sequence: number,
          batteryPercent,
          voltageMv,
          temperatureC: celsius,
        });
      }),
    );
  });

  it('answers, whatever came before them', () => {
    const word = fc.string({ unit: fc.constantFrom(...'abcdefgh0123456789-'), maxLength: 40 });
    const answer = fc.dictionary(word, fc.oneof(word, fc.integer()), { noNullPrototype: true });
    fc.assert(
      fc.property(fc.array(answer, { maxLength: 5 }), word, (answers, garbage) => {
        const parser = new MuseAnswerParser();
        const pieces = encodeMuseText(`{${garbage}${answers.map((each) => JSON.stringify(each)).join('')}`);
        expect(pieces.flatMap((piece) => parser.push(piece))).toEqual(answers);
      }),
    );
  });
});

it('a command has its length before it and a line feed after it', () => {
  expect([...encodeMuseCommand('p21')]).toEqual([4, 0x70, 0x32, 0x31, 0x0a]);
});

describe('any bytes at all', () => {
  const anything = fc.uint8Array({ maxLength: 40 });

  it('make nothing throw; only whole packets are read', () => {
    fc.assert(
      fc.property(anything, (bytes) => {
        for (const parse of packetParsers) expect(parse(bytes) !== undefined).toBe(bytes.length === 20);
        expect(parseTelemetry(bytes)?.batteryPercent ?? 0).toBeLessThanOrEqual(100);
      }),
    );
  });

  it('do not become part of what was read: it stays when they change', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 20, maxLength: 20 }), (bytes) => {
        const read = packetParsers.map((parse) => parse(bytes)?.values);
        const before = JSON.stringify(read);
        bytes.fill(0xee);
        expect(JSON.stringify(read)).toBe(before);
      }),
    );
  });

  it('as answers make it neither throw nor grow', () => {
    const parser = new MuseAnswerParser();
    const piece = fc.oneof(
      anything,
      fc
        .string({ unit: fc.constantFrom(...'{}":,1a') })
        .map((text) => encodeMuseText(text)[0] ?? new Uint8Array()),
    );
    fc.assert(
      fc.property(piece, (bytes) => {
        parser.push(bytes);
        expect(parser.pendingCharacters).toBeLessThanOrEqual(1024);
      }),
      { numRuns: 2000 },
    );
  });
});

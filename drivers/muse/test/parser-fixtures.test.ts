import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  MuseAnswerParser,
  parseAccelPacket,
  parseEegPacket,
  parseGyroPacket,
  parsePpgPacket,
  parseTelemetry,
} from '../src/parser/index.js';

/** What each parser makes of the bytes. */
const parsers = {
  eeg: parseEegPacket,
  accel: parseAccelPacket,
  gyro: parseGyroPacket,
  ppg: parsePpgPacket,
  telemetry: parseTelemetry,
  /** Pieces of 20 bytes, one after the other. */
  answers(bytes: Uint8Array) {
    const parser = new MuseAnswerParser();
    const pieces = Array.from({ length: Math.ceil(bytes.length / 20) }, (_, n) =>
      bytes.subarray(20 * n, 20 * n + 20),
    );
    return pieces.flatMap((piece) => parser.push(piece));
  },
};

const folder = new URL('fixtures/', import.meta.url);

/** Close enough for numbers with a fraction, which JSON has in full. */
function close(value: unknown): unknown {
  if (value instanceof Float32Array) return close([...value]);
  if (Array.isArray(value)) return value.map(close);
  if (typeof value === 'number') return expect.closeTo(value, 3);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, close(each)]));
}

for (const kind of ['valid', 'truncated', 'corrupt']) {
  describe(kind, () => {
    const names = readdirSync(new URL(`${kind}/`, folder)).filter((name) => name.endsWith('.bin'));
    it.each(names)('%s', (name) => {
      const bytes = readFileSync(new URL(`${kind}/${name}`, folder));
      const text = readFileSync(new URL(`${kind}/${name.replace('.bin', '.json')}`, folder), 'utf8');
      const { parser, value } = JSON.parse(text) as { parser: keyof typeof parsers; value: unknown };
      const parsed = parsers[parser](bytes);
      const plain = JSON.parse(
        JSON.stringify(parsed ?? null, (_, each: unknown) =>
          each instanceof Float32Array ? [...each] : each,
        ),
      );
      expect(plain).toEqual(close(value));
    });
  });
}

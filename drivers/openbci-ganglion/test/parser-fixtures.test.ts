import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  BgapiParser,
  type FirmwareFormat,
  GanglionDecoder,
  MessageParser,
  parseBgapiEvent,
  parseImpedance,
} from '../src/parser/index.js';
import { cut } from './cut.js';

/** Packets of 20 bytes, one after the other; the last one may be cut short. */
const packetsIn = (bytes: Uint8Array) => [...cut(bytes, [20])];

function decode(firmware: FirmwareFormat) {
  return (bytes: Uint8Array) => {
    const samples: number[][] = [];
    const accel: number[][] = [];
    let lost = 0;
    const decoder = new GanglionDecoder(firmware, {
      onSamples: (counts, missing) => {
        lost += missing;
        for (let at = 0; at < counts.length; at += 4) samples.push([...counts.subarray(at, at + 4)]);
      },
      onAccel: (counts) => accel.push([...counts]),
    });
    const unknown = packetsIn(bytes).filter((packet) => !decoder.take(packet)).length;
    return { samples, lost, accel, unknown };
  };
}

/** What each parser makes of the bytes. */
const parsers = {
  2: decode(2),
  3: decode(3),
  impedance: parseImpedance,
  message(bytes: Uint8Array) {
    const parser = new MessageParser();
    return packetsIn(bytes)
      .map((packet) => parser.push(packet))
      .at(-1);
  },
  dongle(bytes: Uint8Array) {
    const events: unknown[] = [];
    let responses = 0;
    let unread = 0;
    let skipped = 0;
    const parser = new BgapiParser({
      onMessage: (message) => {
        const event = parseBgapiEvent(message);
        if (!message.isEvent) responses += 1;
        else if (event === undefined) unread += 1;
        // Bytes are borrowed.
        else
          events.push(
            JSON.parse(
              JSON.stringify(event, (_, each: unknown) => (each instanceof Uint8Array ? [...each] : each)),
            ),
          );
      },
      onResync: (count) => {
        skipped += count;
      },
    });
    parser.push(bytes);
    return { responses, events, unread, skipped };
  },
};

const folder = new URL('fixtures/', import.meta.url);

for (const kind of ['valid', 'truncated', 'corrupt']) {
  describe(kind, () => {
    const names = readdirSync(new URL(`${kind}/`, folder)).filter((name) => name.endsWith('.bin'));
    it.each(names)('%s', (name) => {
      const bytes = readFileSync(new URL(`${kind}/${name}`, folder));
      const text = readFileSync(new URL(`${kind}/${name.replace('.bin', '.json')}`, folder), 'utf8');
      const { parser, value } = JSON.parse(text) as { parser: keyof typeof parsers; value: unknown };
      expect(parsers[parser](bytes) ?? null).toEqual(value);
    });
  });
}

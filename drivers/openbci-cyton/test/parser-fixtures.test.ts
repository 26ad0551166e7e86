import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { CytonPacketParser, SampleAssembler } from '../src/parser/index.js';
import { cut, type ParserEvent, parseAll } from './parser-events.js';

interface Expected {
  readonly events?: readonly ParserEvent[];
  readonly samples?: readonly { counts: number[]; lost: number }[];
  readonly pendingBytes: number;
}

const folder = new URL('fixtures/', import.meta.url);

for (const kind of ['valid', 'truncated', 'corrupt']) {
  describe(kind, () => {
    const names = readdirSync(new URL(`${kind}/`, folder)).filter((name) => name.endsWith('.bin'));
    it.each(names)('%s', (name) => {
      const bytes = readFileSync(new URL(`${kind}/${name}`, folder));
      const text = readFileSync(new URL(`${kind}/${name.replace('.bin', '.json')}`, folder), 'utf8');
      const expected = JSON.parse(text) as Expected;
      for (const size of [bytes.length, 1, 7, 33, 34]) {
        const { events, pendingBytes } = parseAll(cut(bytes, [size]));
        if (expected.events) expect(events).toEqual(expected.events);
        expect(pendingBytes).toBe(expected.pendingBytes);
      }
      if (expected.samples) expect(joinDaisy(bytes)).toEqual(expected.samples);
    });
  });
}

function joinDaisy(bytes: Uint8Array) {
  const samples: { counts: number[]; lost: number }[] = [];
  const assembler = new SampleAssembler(16, ({ counts, lost }) =>
    samples.push({ counts: [...counts], lost }),
  );
  const parser = new CytonPacketParser({
    onPacket: (packet) => assembler.push(packet),
    onResync: () => {},
  });
  parser.push(bytes);
  return samples;
}

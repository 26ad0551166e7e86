import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { cut, type LineEvent, type ReadOptions, readAll } from './lines.js';

interface Expected {
  readonly options: ReadOptions;
  readonly events: readonly LineEvent[];
  readonly pendingBytes: number;
}

const folder = new URL('fixtures/', import.meta.url);

for (const kind of ['valid', 'truncated', 'corrupt']) {
  describe(kind, () => {
    const names = readdirSync(new URL(`${kind}/`, folder)).filter((name) => name.endsWith('.bin'));
    it.each(names)('%s', (name) => {
      const bytes = readFileSync(new URL(`${kind}/${name}`, folder));
      const text = readFileSync(new URL(`${kind}/${name.replace('.bin', '.json')}`, folder), 'utf8');
      const { options, events, pendingBytes } = JSON.parse(text) as Expected;
      for (const size of [bytes.length, 1, 2, 7]) {
        expect(readAll(cut(bytes, [size]), options)).toMatchObject({ events, pendingBytes });
      }
    });
  });
}

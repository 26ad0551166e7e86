import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  decodePmdSamples,
  decodePpi,
  parseBatteryLevel,
  parseHeartRate,
  parsePmdFeatures,
  parsePmdFrame,
  parsePmdResponse,
  parsePmdSettings,
} from '../src/parser/index.js';

interface Expected {
  readonly parser: keyof typeof parsers;
  readonly factor?: number;
  readonly value: unknown;
}

/** What each parser makes of a notification, as JSON. */
const parsers = {
  'heart-rate': parseHeartRate,
  battery: parseBatteryLevel,
  features: parsePmdFeatures,
  answer(bytes: Uint8Array) {
    const response = parsePmdResponse(bytes);
    if (response === undefined) return undefined;
    const { parameters, ...rest } = response;
    return { ...rest, settings: parsePmdSettings(parameters) };
  },
  frame(bytes: Uint8Array, factor?: number) {
    const frame = parsePmdFrame(bytes);
    if (frame === undefined) return undefined;
    const { content: _, timestampNs, ...rest } = frame;
    const values = decodePmdSamples(frame, factor);
    return { ...rest, timestampNs: String(timestampNs), values: values && [...values] };
  },
  ppi(bytes: Uint8Array) {
    const frame = parsePmdFrame(bytes);
    return frame && decodePpi(frame);
  },
};

const folder = new URL('fixtures/', import.meta.url);

for (const kind of ['valid', 'truncated', 'corrupt']) {
  describe(kind, () => {
    const names = readdirSync(new URL(`${kind}/`, folder)).filter((name) => name.endsWith('.bin'));
    it.each(names)('%s', (name) => {
      const bytes = readFileSync(new URL(`${kind}/${name}`, folder));
      const text = readFileSync(new URL(`${kind}/${name.replace('.bin', '.json')}`, folder), 'utf8');
      const { parser, factor, value } = JSON.parse(text) as Expected;
      const parsed = parsers[parser](bytes, factor);
      // JSON knows no undefined: what is not there is null.
      const json = JSON.stringify(parsed ?? null, (_, each: unknown) => (each === undefined ? null : each));
      expect(JSON.parse(json)).toEqual(value);
      if (kind === 'truncated') expect(JSON.stringify(value)).toContain('null');
    });
  });
}

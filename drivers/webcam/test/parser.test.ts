import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { part } from '@modlink/test-parts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { JpegCompleter, readJpegHeader, standardHuffmanSegment } from '../src/parser/index.js';

const ffmpeg = await part('ffmpeg');
const folder = new URL('./fixtures/', import.meta.url);
const fixture = (name: string): Uint8Array => Uint8Array.from(readFileSync(new URL(name, folder)));

const fixtures = ['valid', 'truncated', 'corrupt'].flatMap((kind) =>
  readdirSync(new URL(`${kind}/`, folder))
    .filter((name) => name.endsWith('.bin'))
    .map((name) => `${kind}/${name.slice(0, -4)}`),
);

describe('the header of', () => {
  it.each(fixtures)('%s', (name) => {
    const expected: unknown = JSON.parse(readFileSync(new URL(`${name}.json`, folder), 'utf8'));
    expect(readJpegHeader(fixture(`${name}.bin`)) ?? null).toEqual(expected);
  });
});

describe('a picture', () => {
  it('with its tables is left as it is', () => {
    const picture = fixture('valid/with-tables.bin');
    expect(new JpegCompleter().complete(picture)).toBe(picture);
  });

  it('without tables gets the very tables that its encoder used', () => {
    const completed = new JpegCompleter().complete(fixture('valid/without-tables.bin'));
    const original = Buffer.from(fixture('valid/with-tables.bin'));
    const at = original.indexOf(Buffer.of(0xff, 0xc4));
    expect(original.subarray(at, at + standardHuffmanSegment.length).equals(standardHuffmanSegment)).toBe(
      true,
    );
    // The encoder puts them before the frame header, the completer before the scan.
    const sorted = (bytes: Uint8Array | undefined) => Buffer.from(bytes ?? []).toSorted();
    expect(sorted(completed)).toEqual(sorted(original));
    expect(readJpegHeader(completed ?? new Uint8Array())).toMatchObject({
      width: 48,
      height: 32,
      hasHuffmanTables: true,
    });
  });

  it('may be of any size after another', () => {
    const completer = new JpegCompleter();
    const small = fixture('valid/without-tables.bin');
    const large = Uint8Array.from([...small, ...new Uint8Array(100_000)]);
    for (const picture of [small, large, small])
      expect(completer.complete(picture)?.length).toBe(picture.length + standardHuffmanSegment.length);
  });

  it('that is no picture is refused', () => {
    expect(new JpegCompleter().complete(Uint8Array.of(1, 2, 3))).toBeUndefined();
  });

  it('of any bytes never makes it throw, nor grow by more than the tables', () => {
    const pictures = fixtures.map((name) => fixture(`${name}.bin`));
    const damaged = fc
      .tuple(fc.constantFrom(...pictures), fc.nat(), fc.uint8Array({ maxLength: 20 }))
      .map(([picture, at, noise]) => {
        const copy = picture.slice();
        copy.set(
          noise.subarray(0, copy.length),
          Math.min(at % copy.length, Math.max(0, copy.length - noise.length)),
        );
        return copy;
      });
    const completer = new JpegCompleter();
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array(), damaged), (bytes) => {
        const completed = completer.complete(bytes);
        if (completed !== undefined)
          expect(completed.length - bytes.length).toBeLessThanOrEqual(standardHuffmanSegment.length);
      }),
    );
  });
});

ffmpeg.describe('the pixels of a completed picture', () => {
  it('are those of the picture as its encoder made it', () => {
    const pixelsOf = (picture: Uint8Array): string => {
      const args = [
        '-loglevel',
        'error',
        '-f',
        'mjpeg',
        '-i',
        '-',
        '-pix_fmt',
        'rgb24',
        '-f',
        'rawvideo',
        '-',
      ];
      return spawnSync('ffmpeg', args, { input: picture }).stdout.toString('hex');
    };
    const original = pixelsOf(fixture('valid/with-tables.bin'));
    expect(original).toHaveLength(48 * 32 * 3 * 2);
    expect(
      pixelsOf(new JpegCompleter().complete(fixture('valid/without-tables.bin')) ?? new Uint8Array()),
    ).toBe(original);
  });
});

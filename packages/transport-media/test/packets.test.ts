import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PacketAssembler } from '../src/capture/packet-assembler.js';
import { type PacketLine, PacketLines } from '../src/capture/packet-lines.js';

function readLines(chunks: readonly string[]) {
  const properties = new Map<string, string>();
  const packets: PacketLine[] = [];
  const lines = new PacketLines({
    onProperty: (name, value) => properties.set(name, value),
    onPacket: (packet) => packets.push(packet),
  });
  for (const chunk of chunks) lines.push(chunk);
  return { properties, packets };
}

/** A text cut anywhere. */
const chunked = (text: string) =>
  fc
    .array(fc.nat(text.length))
    .map((cuts) => [0, ...cuts.toSorted((a, b) => a - b), text.length])
    .map((cuts) => cuts.slice(1).map((end, index) => text.slice(cuts[index], end)));

/** As ffmpeg 5.1 prints it. */
const listing = `#software: Lavf59.27.100
#tb 0: 1/1000000
#media_type 0: video
#codec_id 0: mjpeg
#dimensions 0: 320x240
#sar 0: 1/1
0,          0,          0,    40000,    10750, 0x9fb6f043, S=1,        8
0,      40000,      40000,    40000,      107, 0xa62c381c
0, -9223372036854775808, -9223372036854775808,    40000,     9, 0xd1185432
`;

describe('the lines about packets', () => {
  it('have the stream and its packets, however they are cut', () => {
    const expected = {
      properties: new Map([
        ['tb', '1/1000000'],
        ['media_type', 'video'],
        ['codec_id', 'mjpeg'],
        ['dimensions', '320x240'],
        ['sar', '1/1'],
      ]),
      packets: [
        { stampNs: 0n, size: 10_750 },
        { stampNs: 40_000_000n, size: 107 },
        { stampNs: undefined, size: 9 },
      ],
    };
    fc.assert(
      fc.property(chunked(listing), (chunks) => {
        expect(readLines(chunks)).toEqual(expected);
      }),
    );
  });

  it('have times in any time base, exactly', () => {
    const { packets } = readLines([
      '#tb 0: 1001/30000\n',
      '0, 3, 3, 1, 7, 0x0\n',
      '#tb 0: 1/48000\n0, 86176774524860, 86176774524860, 1, 7, 0x0\n',
    ]);
    expect(packets.map(({ stampNs }) => stampNs)).toEqual([100_100_000n, 1_795_349_469_267_916_666n]);
  });

  it('of another form are passed over, and never make it grow', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary' })), (chunks) => {
        const { packets } = readLines([...chunks, '\n0, 1, 1, 1, 5, 0x0\n']);
        expect(packets.at(-1)).toEqual({ stampNs: 1_000n, size: 5 });
      }),
    );
  });
});

describe('packets', () => {
  /** Byte n of the stream is n, wrapped. */
  function assemble(
    sizes: readonly number[],
    steps: readonly ('bytes' | 'line')[],
    chunkSize: number,
  ): number[][] {
    const packets: number[][] = [];
    const assembler = new PacketAssembler((bytes, { size }) => {
      expect(bytes.length).toBe(size);
      packets.push([...bytes]);
    });
    const total = sizes.reduce((sum, size) => sum + size, 0);
    const stream = Uint8Array.from({ length: total }, (_, index) => index);
    let sent = 0;
    let line = 0;
    const step = (what: 'bytes' | 'line') => {
      if (what === 'bytes' && sent < total) {
        // As a pipe does it: the buffer is used again.
        const chunk = stream.slice(sent, sent + chunkSize);
        assembler.pushBytes(chunk);
        chunk.fill(0xee);
        sent += chunkSize;
      } else if (what === 'line' && line < sizes.length) {
        assembler.pushPacket({ stampNs: BigInt(line), size: sizes[line] ?? 0 });
        line += 1;
      }
    };
    for (const what of steps) step(what);
    while (sent < total) step('bytes');
    while (line < sizes.length) step('line');
    return packets;
  }

  it('are cut as their lines say, whichever pipe is ahead', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 1, maxLength: 20 }),
        fc.array(fc.constantFrom('bytes' as const, 'line' as const)),
        fc.integer({ min: 1, max: 200 }),
        (sizes, steps, chunkSize) => {
          let start = 0;
          const expected = sizes.map((size) => {
            const packet = Array.from({ length: size }, (_, index) => (start + index) % 256);
            start += size;
            return packet;
          });
          expect(assemble(sizes, steps, chunkSize)).toEqual(expected);
        },
      ),
    );
  });

  it('may be larger than what is held at first', () => {
    const sizes = [500_000, 3, 200_000];
    expect(assemble(sizes, [], 65_536).map(({ length }) => length)).toEqual(sizes);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ChunkLog, type LoggedChunk } from '../src/writing/chunk-log.js';

const nanoseconds = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });
const size = fc.integer({ min: 0, max: 2 ** 40 });

/** Chunks that lie one after the other, with other records between them. */
const chunks = fc
  .array(
    fc.record({
      startNs: nanoseconds,
      endNs: nanoseconds,
      gapBytes: size,
      lengthBytes: size,
      compression: fc.constantFrom('', 'lz4', 'zstd'),
      compressedBytes: size,
      uncompressedBytes: size,
      indexes: fc.array(fc.tuple(fc.integer({ min: 0, max: 65_535 }), size), { maxLength: 5 }),
    }),
  )
  .map((made) => {
    let at = 0;
    return made.map(({ gapBytes, ...chunk }): LoggedChunk => {
      const offset = at + gapBytes;
      at = chunk.indexes.reduce((end, [, bytes]) => end + bytes, offset + chunk.lengthBytes);
      const uncompressedBytes = chunk.compression === '' ? chunk.compressedBytes : chunk.uncompressedBytes;
      return { ...chunk, offset, uncompressedBytes };
    });
  });

describe('the log of a file that is written', () => {
  it('gives back every chunk as it was', () => {
    fc.assert(
      fc.property(chunks, (given) => {
        const log = new ChunkLog();
        for (const chunk of given) log.add(chunk);
        expect([...log.chunks()]).toEqual(given);
      }),
    );
  });

  it('takes less than 40 bytes for a chunk of four streams', () => {
    const log = new ChunkLog();
    const indexes = [1, 2, 3, 4].map((channelId) => [channelId, 415] as const);
    const lengthBytes = 300_000;
    for (let index = 0; index < 10_000; index++) {
      const startNs = 1_750_000_000_000_000_000n + BigInt(index) * 1_000_000_000n;
      log.add({
        startNs,
        endNs: startNs + 950_000_000n,
        offset: index * (lengthBytes + 4 * 415),
        lengthBytes,
        compression: '',
        compressedBytes: lengthBytes - 49,
        uncompressedBytes: lengthBytes - 49,
        indexes,
      });
    }
    expect(log.byteLength / 10_000).toBeLessThan(40);
  });
});

import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import lz4 from '@foxglove/wasm-lz4';
import zstd from '@foxglove/wasm-zstd';
import { McapIndexedReader, TempBuffer } from '@mcap/core';
import { ndarray } from '@modlink/sdk';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadChunkCodec } from '../src/format/index.js';
import { openRecording, repairRecording, verifyRecording } from '../src/index.js';
import { joinedCrc32 } from '../src/writing/joined-crc.js';
import {
  countingFrames,
  describeStream,
  encodedFrame,
  MemoryFile,
  recordingFile,
  temporaryFolder,
  type Written,
  writeRecording,
} from './support/recordings.js';

const descriptor = describeStream({ channelNames: ['a', 'b'] });

async function seqsOf(path: string): Promise<(number | undefined)[]> {
  await using recording = await openRecording(path);
  const seqs: (number | undefined)[] = [];
  for await (const { view } of recording.frames()) {
    expect(view.data.values[19]).toBe((view.seq ?? 0) * 10 + 9);
    seqs.push(view.seq);
  }
  return seqs;
}

const hundred = Array.from({ length: 100 }, (_, index) => index);

describe.each(['lz4', 'zstd'] as const)('a recording whose chunks are compressed with %s', (name) => {
  const plan = async (finished: boolean) => ({
    streams: [descriptor],
    written: countingFrames(descriptor, 100),
    codec: await loadChunkCodec(name),
    finished,
  });

  it('is smaller, and read by the reader of MCAP with the reference implementation', async () => {
    const file = new MemoryFile();
    writeRecording(file, await plan(true));
    const plain = new MemoryFile();
    writeRecording(plain, { streams: [descriptor], written: countingFrames(descriptor, 100) });
    expect(file.size).toBeLessThan(0.8 * plain.size);
    await Promise.all([lz4.isLoaded, zstd.isLoaded]);
    const reader = await McapIndexedReader.Initialize({
      readable: new TempBuffer(file.bytes),
      decompressHandlers: {
        lz4: (bytes, size) => lz4(bytes, Number(size)),
        zstd: (bytes, size) => zstd.decompress(bytes, Number(size)),
      },
    });
    expect(new Set(reader.chunkIndexes.map(({ compression }) => compression))).toEqual(new Set([name]));
    const seqs: number[] = [];
    for await (const { sequence } of reader.readMessages()) seqs.push(sequence);
    expect(seqs).toEqual(hundred);
    expect(reader.dataSectionCrc).toBe(crc32(file.bytes.subarray(0, Number(reader.dataEndOffset))));
  });

  it('is read, sought in and verified', async () => {
    const path = await recordingFile(join(await temporaryFolder(), 'whole.mcap'), await plan(true));
    expect(await seqsOf(path)).toEqual(hundred);
    await using recording = await openRecording(path);
    const fromNs = (recording.info.lastNs ?? 0n) - 100_000_000n;
    const late: (number | undefined)[] = [];
    for await (const { view } of recording.frames({ fromNs })) late.push(view.seq);
    expect(late).toEqual([97, 98, 99]);
    expect(await verifyRecording(path)).toMatchObject({ isSound: true, frames: 100, findings: [] });
  });

  it('is read and repaired when it was cut off, and stays compressed', async () => {
    const path = await recordingFile(join(await temporaryFolder(), 'cut.mcap'), await plan(false));
    expect(await seqsOf(path)).toEqual(hundred);
    const { sizeBytes } = await repairRecording(path, { force: true });
    expect(await seqsOf(path)).toEqual(hundred);
    expect(await verifyRecording(path)).toMatchObject({ isSound: true, complete: true, findings: [] });
    const whole = new MemoryFile();
    writeRecording(whole, await plan(true));
    expect(sizeBytes).toBeLessThan(1.1 * whole.size);
  });

  it('throws for bytes that are none, and for a size that is wrong', async () => {
    const codec = await loadChunkCodec(name);
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), async (bytes) => {
        let result: Uint8Array | undefined;
        try {
          result = codec?.decompress(bytes, 1000);
        } catch (error) {
          expect(error).toBeInstanceOf(Error);
        }
        expect(result?.byteLength ?? 0).toBeLessThanOrEqual(1000);
      }),
    );
    const records = Buffer.from('the same, the same, the same, the same');
    expect(codec?.decompress(codec.compress(records), records.byteLength)).toEqual(records);
  });
});

describe('compression', () => {
  it('leaves alone what is compressed already, and what becomes no smaller', async () => {
    const camera = describeStream({ streamKey: 'camera', payloadType: 'video', pixelFormat: 'mjpeg' });
    const written = (descriptor: typeof camera, pixel: (at: number) => number): Written[] =>
      [0, 1, 2].map((seq) => {
        const values = Uint8Array.from({ length: 20_000 }, (_, at) => pixel(at));
        const view = encodedFrame(descriptor, ndarray(values, [1, 1, 1, 20_000]), { seq });
        return { atMs: seq, stream: 0, view };
      });
    const noise = describeStream({ streamKey: 'noise', payloadType: 'video', pixelFormat: 'gray8' });
    for (const [stream, pixel] of [
      [camera, () => 1],
      [noise, () => Math.floor(Math.random() * 256)],
    ] as const) {
      const file = new MemoryFile();
      writeRecording(file, {
        streams: [stream],
        written: written(stream, pixel),
        codec: await loadChunkCodec('zstd'),
      });
      const reader = await McapIndexedReader.Initialize({ readable: new TempBuffer(file.bytes) });
      expect(reader.chunkIndexes.map(({ compression }) => compression)).toEqual(['']);
    }
  });
});

describe('joinedCrc32', () => {
  it('is the checksum of two parts as one', () => {
    fc.assert(
      fc.property(fc.uint8Array(), fc.uint8Array({ maxLength: 5_000 }), (first, second) => {
        const whole = crc32(Buffer.concat([first, second]));
        expect(joinedCrc32(crc32(first), crc32(second), second.byteLength)).toBe(whole);
      }),
    );
  });

  it('holds for parts of more than 4 GiB, whose bytes are joined in steps', () => {
    // A block of zeros, doubled 12 times: the same by doubling as by 4,096 single steps.
    const bytes = 2 ** 20;
    const block = crc32(Buffer.alloc(bytes));
    let doubled = block;
    for (let length = bytes; length < 2 ** 32; length *= 2) doubled = joinedCrc32(doubled, doubled, length);
    let stepped = block;
    for (let count = 1; count < 4096; count++) stepped = joinedCrc32(stepped, block, bytes);
    expect(doubled).toBe(stepped);
    expect(joinedCrc32(doubled, block, 2 ** 32)).not.toBe(doubled);
  });
});

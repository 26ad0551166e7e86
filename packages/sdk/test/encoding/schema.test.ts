import { readFileSync } from 'node:fs';
import { part } from '@modlink/test-parts';
import fc from 'fast-check';
import { ByteBuffer } from 'flatbuffers';
import { Parser, Schema, Table } from 'flatbuffers_reflection';
import { describe, expect, it } from 'vitest';
import { FrameEncoder, frameSchemaBase64, frameSchemaName } from '../../src/encoding/index.js';
import { dtypes, pixelFormats } from '../../src/index.js';
import { anyFrame } from './frames.js';

const schema = Schema.getRootAsSchema(new ByteBuffer(Buffer.from(frameSchemaBase64, 'base64')));

/** A message as a reader sees it that knows only the embedded schema. */
function readBySchema(message: Uint8Array) {
  const parser = new Parser(schema);
  const table = Table.getNamedTable(new ByteBuffer(message), schema, frameSchemaName);
  const vectors = dtypes
    .map((dtype) => ({ dtype, values: parser.readVectorOfScalars(table, dtype) }))
    .filter(({ values }) => values !== null);
  return {
    streamId: parser.readString(table, 'stream_id'),
    timestampNs: parser.readScalar(table, 'timestamp_ns', true),
    deviceTimeNs: parser.readScalar(table, 'device_time_ns', false),
    seq: parser.readScalar(table, 'seq', false),
    lost: parser.readScalar(table, 'lost', true),
    shape: Array.from(parser.readVectorOfScalars(table, 'shape') ?? []),
    pixelFormat: parser.readScalar(table, 'pixel_format', true),
    vectors: vectors.map(({ dtype, values }) => ({ dtype, values: Array.from(values ?? []) })),
  };
}

describe('a reader that knows only the embedded schema', () => {
  it('finds the root table by its name', () => {
    expect(schema.rootTable()?.name()).toBe(frameSchemaName);
  });

  it('reads every frame alike', () => {
    const encoder = new FrameEncoder();
    fc.assert(
      fc.property(anyFrame, (frame) => {
        const { dtype, shape, values } = frame.data;
        expect(readBySchema(encoder.encode(frame))).toEqual({
          streamId: frame.streamId,
          timestampNs: frame.timestampNs,
          deviceTimeNs: frame.deviceTimeNs ?? null,
          seq: frame.seq === undefined ? null : BigInt(frame.seq),
          lost: frame.lost ?? 0,
          shape,
          pixelFormat: frame.pixelFormat === undefined ? 0 : pixelFormats.indexOf(frame.pixelFormat) + 1,
          vectors: [{ dtype, values: Array.from<number | bigint>(values) }],
        });
      }),
      { numRuns: 300 },
    );
  });

  it('finds the pixel formats under their names', () => {
    const formats = Array.from({ length: schema.enumsLength() }, (_, index) => schema.enums(index)).find(
      (entry) => entry?.name() === 'modlink.PixelFormat',
    );
    const names = Array.from({ length: formats?.valuesLength() ?? 0 }, (_, index) =>
      formats?.values(index)?.name(),
    );
    expect(names).toEqual(['none', ...pixelFormats]);
  });
});

const flatc = await part('flatc');
flatc.describe('frame-schema.ts', () => {
  it('is what flatc makes of schemas/frame.fbs', async () => {
    const script = new URL('../../scripts/generate-frame-schema.mjs', import.meta.url).href;
    const { frameSchemaModule } = (await import(script)) as { frameSchemaModule(): string };
    const committed = readFileSync(new URL('../../src/encoding/frame-schema.ts', import.meta.url), 'utf8');
    expect(committed).toBe(frameSchemaModule());
  });
});

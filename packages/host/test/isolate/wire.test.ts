import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ByteSink, RecordWriter } from '../../src/isolate/record-writer.js';
import { RecordReader } from '../../src/isolate/wire.js';

type Seen = { frame: number; dropped: number; bytes: number[]; aligned: boolean } | { message: string };

function collect(): { seen: Seen[]; reader: RecordReader } {
  const seen: Seen[] = [];
  const reader = new RecordReader({
    onFrame: (frame, bytes, dropped) =>
      seen.push({ frame, dropped, bytes: [...bytes], aligned: bytes.byteOffset % 8 === 0 }),
    onMessage: (message) => seen.push({ message }),
  });
  return { seen, reader };
}

/** A sink that finishes a write when told, as a pipe does when the other side has read. */
function gatedSink(): ByteSink & { batches: Buffer[]; finishOne(): void } {
  const batches: Buffer[] = [];
  const waiting: ((error?: Error | null) => void)[] = [];
  return {
    batches,
    write(bytes, done) {
      batches.push(Buffer.from(bytes));
      waiting.push(done);
    },
    finishOne: () => waiting.shift()?.(),
  };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('records between host and isolate', () => {
  it('come out as they went in, however the bytes are cut', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.oneof(
            fc.record({ frame: fc.nat(0xffff), bytes: fc.uint8Array({ maxLength: 300 }) }),
            fc.record({ message: fc.string({ unit: 'grapheme', maxLength: 50 }) }),
          ),
          { maxLength: 20 },
        ),
        fc.array(fc.integer({ min: 1, max: 97 }), { minLength: 1 }),
        async (records, cuts) => {
          const sink = gatedSink();
          const writer = new RecordWriter(sink, Number.POSITIVE_INFINITY);
          for (const record of records) {
            if ('message' in record) writer.writeMessage(record.message);
            else expect(writer.writeFrame(record.frame, record.bytes)).toBe(true);
          }
          await turn();
          for (let i = 0; i < records.length; i++) sink.finishOne();
          const { seen, reader } = collect();
          const stream = Buffer.concat(sink.batches);
          for (let offset = 0, cut = 0; offset < stream.length; cut++) {
            const size = cuts[cut % cuts.length]!;
            reader.push(Buffer.from(stream.subarray(offset, offset + size)));
            offset += size;
          }
          expect(seen).toEqual(
            records.map((record) =>
              'message' in record
                ? record
                : { frame: record.frame, dropped: 0, bytes: [...record.bytes], aligned: true },
            ),
          );
        },
      ),
    );
  });

  it('hands frames on as views of the chunk when they lie in it whole and aligned', async () => {
    const sink = gatedSink();
    new RecordWriter(sink, 1e6).writeFrame(3, new Uint8Array(64).fill(7));
    await turn();
    const chunk = sink.batches[0]!;
    let view: Uint8Array | undefined;
    new RecordReader({ onFrame: (_, bytes) => (view = bytes), onMessage() {} }).push(
      Buffer.from(chunk.buffer.slice(chunk.byteOffset, chunk.byteOffset + chunk.length)),
    );
    expect(view?.byteLength).toBe(64);
    expect(view?.byteOffset).toBe(16);
  });

  it('refuses a stream that claims an absurd length', () => {
    const { reader } = collect();
    expect(() => reader.push(Buffer.alloc(32, 0xff))).toThrow(/broken/);
  });
});

describe('the record writer', () => {
  it('sends the records of one turn in one write, and later ones while it is under way in the next', async () => {
    const sink = gatedSink();
    const writer = new RecordWriter(sink, 1e6);
    for (let i = 0; i < 5; i++) writer.writeFrame(0, new Uint8Array(8));
    await turn();
    expect(sink.batches).toHaveLength(1);
    for (let i = 0; i < 7; i++) writer.writeFrame(0, new Uint8Array(8));
    await turn();
    expect(sink.batches).toHaveLength(1);
    sink.finishOne();
    expect(sink.batches).toHaveLength(2);
    expect(sink.batches[1]).toHaveLength(7 * 24);
  });

  it('drops frames beyond its bound, counts them, and tells the count with the next frame', async () => {
    const sink = gatedSink();
    const writer = new RecordWriter(sink, 100);
    const taken = Array.from({ length: 10 }, () => writer.writeFrame(1, new Uint8Array(8)));
    expect(taken.filter(Boolean)).toHaveLength(4);
    expect(writer.droppedFrames).toBe(6);
    await turn();
    sink.finishOne();
    expect(writer.writeFrame(1, new Uint8Array(8))).toBe(true);
    await turn();
    const { seen, reader } = collect();
    for (const batch of sink.batches) reader.push(batch);
    expect(seen.map((record) => ('frame' in record ? record.dropped : -1))).toEqual([0, 0, 0, 0, 6]);
  });

  it('never drops a message', async () => {
    const sink = gatedSink();
    const writer = new RecordWriter(sink, 10);
    writer.writeMessage('{"kept":true}');
    expect(writer.writeFrame(0, new Uint8Array(8))).toBe(false);
    await turn();
    const { seen, reader } = collect();
    for (const batch of sink.batches) reader.push(batch);
    expect(seen).toEqual([{ message: '{"kept":true}' }]);
  });

  it('takes nothing after it was closed', () => {
    const sink = gatedSink();
    const writer = new RecordWriter(sink, 1e6);
    writer.close();
    expect(writer.writeFrame(0, new Uint8Array(8))).toBe(false);
    writer.writeMessage('late');
    expect(sink.batches).toHaveLength(0);
  });
});

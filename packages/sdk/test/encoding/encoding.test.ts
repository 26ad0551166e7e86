import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeFrame, FrameEncoder, type FrameView, frameSchemaName } from '../../src/encoding/index.js';
import { type DType, dtypes, ndarray, pixelFormats, typedArrays } from '../../src/index.js';
import { anyFrame, valuesOf } from './frames.js';

const shapes = [[1, 1], [8, 10], [1, 3, 5], [1, 2, 3, 4], [3, 1, 4, 6], [7], [2, 0], [0]];

/** Everything that a view tells, in the form in which it was given to the encoder. */
function told(view: FrameView) {
  const { streamId, timestampNs, data, seq, lost, deviceTimeNs, pixelFormat } = view;
  return { streamId, timestampNs, data, seq, lost, deviceTimeNs, pixelFormat };
}

/** Where the values start in the message. */
const dataOffset = (view: FrameView): number => view.data.values.byteOffset - view.bytes.byteOffset;

describe('one frame encoding: modlink.Frame', () => {
  it('is named as in the schema', () => {
    expect(frameSchemaName).toBe('modlink.Frame');
  });

  describe.each(dtypes)('%s', (dtype: DType) => {
    it.each(shapes)('of a shape that starts with %j, %j, ... comes back', (...shape) => {
      const count = shape.reduce((product, length) => product * length, 1);
      const bytes = Uint8Array.from({ length: count * 8 }, (_, index) => (index * 37 + 11) & 0xff);
      const data = ndarray(valuesOf(dtype, bytes).subarray(0, count), shape);
      const view = decodeFrame(new FrameEncoder().encode({ streamId: 'amp.01:eeg', timestampNs: 5n, data }));
      expect(view.dtype).toBe(dtype);
      expect(view.data).toEqual(data);
      expect(view.rank).toBe(shape.length);
      expect(shape.map((_, axis) => view.axisLength(axis))).toEqual(shape);
    });
  });

  it('brings back every frame, one after another through the same encoder', () => {
    const encoder = new FrameEncoder();
    fc.assert(
      fc.property(anyFrame, (frame) => {
        expect(told(decodeFrame(encoder.encode(frame)))).toEqual({ ...frame, lost: frame.lost ?? 0 });
      }),
      { numRuns: 500 },
    );
  });

  it('keeps the bits of every value, also of NaN', () => {
    const bits = new Uint8Array([0x01, 0x00, 0xa0, 0x7f, 0xff, 0xff, 0xff, 0xff]);
    const data = ndarray(new Float32Array(bits.buffer), [1, 2]);
    const { values } = decodeFrame(
      new FrameEncoder().encode({ streamId: 'a.01:b', timestampNs: 0n, data }),
    ).data;
    expect(new Uint8Array(values.buffer, values.byteOffset, values.byteLength)).toEqual(bits);
  });

  it.each(pixelFormats)('round-trips the interleaved pixel layout %s', (pixelFormat) => {
    const data = ndarray(new Uint8Array(12), [3, 1, 2, 2]);
    const bytes = new FrameEncoder().encode({ streamId: 'cam.01:video', timestampNs: 0n, data, pixelFormat });
    expect(decodeFrame(bytes).pixelFormat).toBe(pixelFormat);
  });

  it('has no length for an axis that is not there', () => {
    const data = ndarray(new Float32Array(6), [2, 3]);
    const view = decodeFrame(new FrameEncoder().encode({ streamId: 'a.01:b', timestampNs: 0n, data }));
    expect([-1, 0, 1, 2].map((axis) => view.axisLength(axis))).toEqual([0, 2, 3, 0]);
  });
});

describe('borrowing and copying', () => {
  const data = ndarray(new Float32Array([1, 2, 3, 4]), [2, 2]);

  it('encodeBorrowed gives the same bytes as encode, valid until the next call', () => {
    const encoder = new FrameEncoder();
    const kept = encoder.encode({ streamId: 'a.01:b', timestampNs: 1n, data });
    const borrowed = encoder.encodeBorrowed({ streamId: 'a.01:b', timestampNs: 1n, data });
    expect([...borrowed]).toEqual([...kept]);
    encoder.encodeBorrowed({ streamId: 'a.01:b', timestampNs: 2n, data });
    expect(decodeFrame(kept).timestampNs).toBe(1n);
    expect(decodeFrame(borrowed).timestampNs).toBe(2n);
  });

  it('the driver may reuse its buffer as soon as the frame is encoded', () => {
    const values = new Float32Array([1, 2]);
    const bytes = new FrameEncoder().encode({
      streamId: 'a.01:b',
      timestampNs: 1n,
      data: ndarray(values, [1, 2]),
    });
    values.fill(9);
    expect([...decodeFrame(bytes).data.values]).toEqual([1, 2]);
  });

  it('encodes a part of a larger buffer', () => {
    const whole = new Int16Array([9, 1, 2, 9]);
    const part = ndarray(whole.subarray(1, 3), [1, 2]);
    const bytes = new FrameEncoder().encode({ streamId: 'a.01:b', timestampNs: 1n, data: part });
    expect([...decodeFrame(bytes).data.values]).toEqual([1, 2]);
  });

  it('a view of the data is a view of the message: nothing is copied', () => {
    const bytes = new FrameEncoder().encode({ streamId: 'a.01:b', timestampNs: 1n, data });
    expect(decodeFrame(bytes).data.values.buffer).toBe(bytes.buffer);
  });
});

describe('alignment', () => {
  it('every data vector is 8-aligned from the start, and every length is a multiple of 8', () => {
    const encoder = new FrameEncoder();
    fc.assert(
      fc.property(anyFrame, (frame) => {
        const borrowed = encoder.encodeBorrowed(frame);
        expect(borrowed.byteLength % 8).toBe(0);
        expect(borrowed.byteOffset % 8).toBe(0);
        const view = decodeFrame(borrowed);
        expect(view.data.values.buffer).toBe(borrowed.buffer);
        expect(dataOffset(view) % 8).toBe(0);
      }),
      { numRuns: 500 },
    );
  });

  it('messages put end to end stay views', () => {
    const encoder = new FrameEncoder();
    fc.assert(
      fc.property(fc.array(anyFrame, { minLength: 1, maxLength: 5 }), (frames) => {
        const messages = frames.map((frame) => encoder.encode(frame));
        const all = new Uint8Array(messages.reduce((sum, { byteLength }) => sum + byteLength, 0));
        let start = 0;
        for (const [index, message] of messages.entries()) {
          all.set(message, start);
          const view = decodeFrame(all.subarray(start, start + message.byteLength));
          expect(view.data.values.buffer).toBe(all.buffer);
          expect(view.data).toEqual(frames[index]?.data);
          start += message.byteLength;
        }
      }),
    );
  });

  describe.each(dtypes)('%s', (dtype) => {
    const bytes = Uint8Array.from({ length: 48 }, (_, index) => index * 5);
    const values = valuesOf(dtype, bytes);
    const message = new FrameEncoder().encode({
      streamId: 'a.01:b',
      timestampNs: 7n,
      data: ndarray(values, [1, values.length]),
    });

    it.each([1, 2, 3, 4, 5, 6, 7])(
      'is right in a buffer that is misaligned by %d, by one copy at most',
      (shift) => {
        const holder = new Uint8Array(message.byteLength + 16);
        holder.set(message, shift);
        const view = decodeFrame(holder.subarray(shift, shift + message.byteLength));
        expect(view.data.values).toEqual(values);
        const isView = shift % typedArrays[dtype].BYTES_PER_ELEMENT === 0;
        expect(view.data.values.buffer === holder.buffer).toBe(isView);
        expect(view.data).toBe(view.data);
      },
    );

    it('is right in a misaligned Node buffer, whose slice() is no copy', () => {
      const holder = Buffer.alloc(message.byteLength + 16);
      holder.set(message, 3);
      const view = decodeFrame(holder.subarray(3, 3 + message.byteLength));
      expect(view.data.values).toEqual(values);
    });
  });
});

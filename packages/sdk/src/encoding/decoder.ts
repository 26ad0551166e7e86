import { ByteBuffer } from 'flatbuffers';
import { type ArrayOf, type DType, dtypes, type NdArray, typedArrays } from '../array.js';
import type { PixelFormat } from '../descriptor.js';
import { DriverError } from '../errors.js';
import { pixelFormatOf, slots, vtableOffset } from './layout.js';

/**
 * A decoded frame. Every member reads the message when it is asked for; nothing is copied, so a view is valid
 * as long as the bytes it was made of, and is read-only by agreement.
 */
export class FrameView {
  /** The encoded message. */
  readonly bytes: Uint8Array;
  readonly #buffer: ByteBuffer;
  readonly #table: number;
  #array: NdArray | undefined;

  /** @throws {DriverError} `INVALID_FRAME` when the bytes are no message of the frame encoding. */
  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
    this.#buffer = new ByteBuffer(bytes);
    if (bytes.byteLength < 8) throw malformed(bytes, 'it is shorter than the smallest message');
    this.#table = this.#buffer.readInt32(0);
    if (this.#table < 4 || this.#table > bytes.byteLength - 4)
      throw malformed(bytes, 'its root points outside');
    if (this.#offset(slots.streamId) === 0 || this.#offset(slots.shape) === 0) {
      throw malformed(bytes, 'a required field is missing');
    }
  }

  /** `deviceId:streamKey`. */
  get streamId(): string {
    return this.#buffer.__string(this.#table + this.#offset(slots.streamId)) as string;
  }

  /** Host clock, nanoseconds since the Unix epoch, of the first sample. */
  get timestampNs(): bigint {
    return this.#int64(slots.timestampNs) ?? 0n;
  }

  /** The device's own clock at the first sample, nanoseconds from its own origin. */
  get deviceTimeNs(): bigint | undefined {
    return this.#int64(slots.deviceTimeNs);
  }

  /** Sequence number of the frame within its stream. */
  get seq(): number | undefined {
    const at = this.#offset(slots.seq);
    if (at === 0) return undefined;
    const position = this.#table + at;
    return this.#buffer.readUint32(position) + this.#buffer.readUint32(position + 4) * 0x1_0000_0000;
  }

  /** Samples that the device's own counter says were lost before this frame. */
  get lost(): number {
    const at = this.#offset(slots.lost);
    return at === 0 ? 0 : this.#buffer.readUint32(this.#table + at);
  }

  get pixelFormat(): PixelFormat | undefined {
    const at = this.#offset(slots.pixelFormat);
    return at === 0 ? undefined : pixelFormatOf(this.#buffer.readUint8(this.#table + at));
  }

  /** The number of axes. */
  get rank(): number {
    return this.#buffer.__vector_len(this.#table + this.#offset(slots.shape));
  }

  /** The length of one axis, without making an array of the shape. */
  axisLength(axis: number): number {
    return this.#buffer.readUint32(this.#buffer.__vector(this.#table + this.#offset(slots.shape)) + 4 * axis);
  }

  /**
   * The values with their shape: a view of the message where its alignment allows (always, where messages
   * start at a multiple of 8), otherwise one copy.
   * @throws {DriverError} `INVALID_FRAME` when shape and values do not belong together.
   */
  get data(): NdArray {
    this.#array ??= this.#readArray();
    return this.#array;
  }

  #readArray(): NdArray {
    const shape = Array.from({ length: this.rank }, (_, axis) => this.axisLength(axis));
    for (const [index, dtype] of dtypes.entries()) {
      const at = this.#offset(slots.firstData + index);
      if (at === 0) continue;
      const length = this.#buffer.__vector_len(this.#table + at);
      const start = this.#buffer.__vector(this.#table + at);
      const values = readValues(this.bytes, dtype, start, length);
      if (shape.reduce((product, axis) => product * axis, 1) !== values.length) {
        throw malformed(
          this.bytes,
          `its shape [${shape.join(', ')}] does not hold its ${values.length} values`,
        );
      }
      return { dtype, shape, values };
    }
    throw malformed(this.bytes, 'it has no data vector');
  }

  /** The offset of a field from the table's start; 0 when it is absent. */
  #offset(slot: number): number {
    return this.#buffer.__offset(this.#table, vtableOffset(slot));
  }

  #int64(slot: number): bigint | undefined {
    const at = this.#offset(slot);
    return at === 0 ? undefined : this.#buffer.readInt64(this.#table + at);
  }
}

/** Opens a message of the frame encoding without copying it. */
export function decodeFrame(bytes: Uint8Array): FrameView {
  return new FrameView(bytes);
}

function readValues<D extends DType>(bytes: Uint8Array, dtype: D, start: number, length: number): ArrayOf<D> {
  const Values = typedArrays[dtype];
  const size = Values.BYTES_PER_ELEMENT;
  if (start + length * size > bytes.byteLength) throw malformed(bytes, 'its data runs past its end');
  const offset = bytes.byteOffset + start;
  if (offset % size === 0) return new Values(bytes.buffer as ArrayBuffer, offset, length) as ArrayOf<D>;
  return new Values(bytes.slice(start, start + length * size).buffer, 0, length) as ArrayOf<D>;
}

function malformed(bytes: Uint8Array, why: string): DriverError {
  return new DriverError(
    'INVALID_FRAME',
    `These ${bytes.byteLength} bytes are no modlink.Frame message: ${why}.`,
  );
}

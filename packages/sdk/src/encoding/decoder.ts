import { type ArrayOf, type DType, dtypes, type NdArray, typedArrays } from '../array.js';
import type { PixelFormat } from '../descriptor.js';
import { DriverError } from '../errors.js';
import { dataSlot, pixelFormatOf, slots } from './layout.js';
import { MalformedMessage, MessageTable, type VectorSpan } from './message-table.js';

const text = new TextDecoder();

/**
 * A decoded frame. Every member reads the message when it is asked for; nothing is copied, so a view is valid
 * as long as the bytes it was made of, and is read-only by agreement.
 */
export class FrameView {
  /** The encoded message. */
  readonly bytes: Uint8Array;
  /** The element type of the values. */
  readonly dtype: DType;
  readonly #table: MessageTable;
  readonly #shape: VectorSpan;
  readonly #values: VectorSpan;
  #array: NdArray | undefined;

  /** @throws {DriverError} `INVALID_FRAME` when the bytes are no message of the frame encoding. */
  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
    try {
      this.#table = new MessageTable(bytes);
      this.#shape = required(this.#table.vector(slots.shape, 4), 'shape');
      const data = findData(this.#table);
      this.dtype = data.dtype;
      this.#values = data.span;
      this.#checkMembers();
    } catch (error) {
      if (error instanceof MalformedMessage) throw malformed(bytes, error.message);
      throw error;
    }
  }

  /** `deviceId:streamKey`. */
  get streamId(): string {
    const { start, length } = required(this.#table.vector(slots.streamId, 1), 'stream_id');
    return text.decode(this.bytes.subarray(start, start + length));
  }

  /** Host clock, nanoseconds since the Unix epoch, of the first sample. */
  get timestampNs(): bigint {
    return this.#table.int64(slots.timestampNs) ?? 0n;
  }

  /** The device's own clock at the first sample, nanoseconds from its own origin. */
  get deviceTimeNs(): bigint | undefined {
    return this.#table.int64(slots.deviceTimeNs);
  }

  /** Sequence number of the frame within its stream. */
  get seq(): number | undefined {
    const seq = this.#table.uint64(slots.seq);
    return seq === undefined ? undefined : Number(seq);
  }

  /** Samples that the device's own counter says were lost before this frame. */
  get lost(): number {
    return this.#table.uint32(slots.lost) ?? 0;
  }

  /** Video only: the memory order of the pixels, where it is not planar. */
  get pixelFormat(): PixelFormat | undefined {
    return pixelFormatOf(this.#table.uint8(slots.pixelFormat) ?? 0);
  }

  /** The number of axes. */
  get rank(): number {
    return this.#shape.length;
  }

  /** The length of one axis, without making an array of the shape; 0 for an axis that is not there. */
  axisLength(axis: number): number {
    return axis >= 0 && axis < this.#shape.length ? this.#table.uint32At(this.#shape.start + 4 * axis) : 0;
  }

  /**
   * The values with their shape: a view of the message where its alignment allows (always, where messages
   * start at a multiple of 8), otherwise one copy.
   */
  get data(): NdArray {
    this.#array ??= {
      dtype: this.dtype,
      shape: this.#readShape(),
      values: readValues(this.bytes, this.dtype, this.#values),
    };
    return this.#array;
  }

  /** A loop, since this runs for each frame that is looked into: `Array.from` takes as long as all the rest of decoding. */
  #readShape(): number[] {
    const shape: number[] = [];
    for (let axis = 0; axis < this.rank; axis++) shape.push(this.axisLength(axis));
    return shape;
  }

  /** Everything is read once, so that a member asked for later is there or was refused here. */
  #checkMembers(): void {
    required(this.#table.vector(slots.streamId, 1), 'stream_id');
    this.#table.int64(slots.timestampNs);
    this.#table.int64(slots.deviceTimeNs);
    this.#table.uint64(slots.seq);
    this.#table.uint32(slots.lost);
    this.#table.uint8(slots.pixelFormat);
    let count = 1;
    for (let axis = 0; axis < this.rank; axis++) count *= this.axisLength(axis);
    if (count !== this.#values.length) {
      throw new MalformedMessage(`its shape holds ${count} values, its data ${this.#values.length}`);
    }
  }
}

/**
 * Opens a message of the frame encoding without copying it.
 * @throws {DriverError} `INVALID_FRAME` when the bytes are no such message.
 */
export function decodeFrame(bytes: Uint8Array): FrameView {
  return new FrameView(bytes);
}

function findData(table: MessageTable): { readonly dtype: DType; readonly span: VectorSpan } {
  for (const dtype of dtypes) {
    const span = table.vector(dataSlot(dtype), typedArrays[dtype].BYTES_PER_ELEMENT);
    if (span !== undefined) return { dtype, span };
  }
  throw new MalformedMessage('it has no data vector');
}

function readValues<D extends DType>(bytes: Uint8Array, dtype: D, { start, length }: VectorSpan): ArrayOf<D> {
  const Values = typedArrays[dtype];
  const offset = bytes.byteOffset + start;
  if (offset % Values.BYTES_PER_ELEMENT === 0) {
    return new Values(bytes.buffer as ArrayBuffer, offset, length) as ArrayOf<D>;
  }
  // Through Uint8Array: the slice() of a Node Buffer would be the same misaligned memory again.
  const copy = new Uint8Array(bytes.subarray(start, start + length * Values.BYTES_PER_ELEMENT));
  return new Values(copy.buffer, 0, length) as ArrayOf<D>;
}

function required(span: VectorSpan | undefined, field: string): VectorSpan {
  if (span === undefined) throw new MalformedMessage(`its field ${field} is missing`);
  return span;
}

function malformed(bytes: Uint8Array, why: string): DriverError {
  return new DriverError(
    'INVALID_FRAME',
    `These ${bytes.byteLength} bytes are no modlink.Frame message: ${why}.`,
  );
}

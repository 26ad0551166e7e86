import { Builder } from 'flatbuffers';
import { type DType, dtypes, type NdArray } from '../array.js';
import type { PixelFormat } from '../descriptor.js';
import { dataAlignmentBytes, dataSlot, pixelFormatCode, slotCount, slots } from './layout.js';

/** What the encoding carries of a frame. */
export interface EncodableFrame {
  /** `deviceId:streamKey`. */
  readonly streamId: string;
  /** Host clock at the first sample, nanoseconds since the Unix epoch. */
  readonly timestampNs: bigint;
  /** Shape and values; the shape has to hold exactly the values. */
  readonly data: NdArray;
  /** Sequence number of the frame within its stream. */
  readonly seq?: number | undefined;
  /** Samples that the device's own counter says were lost before this frame. */
  readonly lost?: number | undefined;
  /** The device's own clock at the first sample, nanoseconds from its own origin. */
  readonly deviceTimeNs?: bigint | undefined;
  /** Video only: the memory order of the pixels. */
  readonly pixelFormat?: PixelFormat | undefined;
}

const dataSlots = Object.fromEntries(dtypes.map((dtype) => [dtype, dataSlot(dtype)])) as Record<
  DType,
  number
>;

/**
 * Encodes frames as `modlink.Frame` FlatBuffers, into one buffer that it reuses.
 * The length of a message is always a multiple of 8, so that messages put end to end stay aligned.
 */
export class FrameEncoder {
  readonly #builder = new Builder(4096);
  readonly #streamIds = new Map<string, Uint8Array>();

  /** @returns the message, **borrowed**: valid until the next call. Copy it to keep it. */
  encodeBorrowed(frame: EncodableFrame): Uint8Array {
    const builder = this.#builder;
    const { values, shape, dtype } = frame.data;
    builder.clear();

    // A byte vector is the builder's one bulk copy. Its length field counts bytes, so the count of elements
    // is put there after the message is finished.
    builder.prep(dataAlignmentBytes, values.byteLength);
    const data = builder.createByteVector(
      new Uint8Array(values.buffer, values.byteOffset, values.byteLength),
    );
    const streamId = builder.createString(this.#streamIdBytes(frame.streamId));
    builder.startVector(4, shape.length, 4);
    for (let axis = shape.length - 1; axis >= 0; axis--) builder.addInt32(shape[axis] as number);
    const shapeVector = builder.endVector();

    builder.startObject(slotCount);
    // 8-byte fields first: fewest padding bytes.
    builder.addFieldInt64(slots.timestampNs, frame.timestampNs, 0n);
    if (frame.deviceTimeNs !== undefined) builder.addFieldInt64(slots.deviceTimeNs, frame.deviceTimeNs, null);
    if (frame.seq !== undefined) builder.addFieldInt64(slots.seq, BigInt(frame.seq), null);
    builder.addFieldOffset(slots.streamId, streamId, 0);
    builder.addFieldOffset(slots.shape, shapeVector, 0);
    builder.addFieldOffset(dataSlots[dtype], data, 0);
    builder.addFieldInt32(slots.lost, frame.lost ?? 0, 0);
    builder.addFieldInt8(slots.pixelFormat, pixelFormatCode(frame.pixelFormat), 0);
    builder.finish(builder.endObject());

    const message = builder.asUint8Array();
    if (values.BYTES_PER_ELEMENT > 1) {
      const lengthAt = message.byteLength - data;
      new DataView(message.buffer, message.byteOffset + lengthAt, 4).setUint32(0, values.length, true);
    }
    return message;
  }

  /** @returns the message in a buffer of its own. */
  encode(frame: EncodableFrame): Uint8Array {
    return this.encodeBorrowed(frame).slice();
  }

  #streamIdBytes(streamId: string): Uint8Array {
    let bytes = this.#streamIds.get(streamId);
    if (bytes === undefined) {
      bytes = new TextEncoder().encode(streamId);
      this.#streamIds.set(streamId, bytes);
    }
    return bytes;
  }
}

/**
 * Where the fields of `modlink.Frame` stand: the slot numbers follow from the order of the fields in
 * `schemas/frame.fbs` (FlatBuffers internals: the vtable entry of field n is at 4 + 2n).
 */
import { type DType, dtypes } from '../array.js';
import { type PixelFormat, pixelFormats } from '../descriptor.js';

export const slots = {
  streamId: 0,
  timestampNs: 1,
  deviceTimeNs: 2,
  seq: 3,
  lost: 4,
  shape: 5,
  pixelFormat: 6,
  firstData: 7,
} as const;

export const slotCount = slots.firstData + dtypes.length;

export const vtableOffset = (slot: number): number => 4 + 2 * slot;

export const dataSlot = (dtype: DType): number => slots.firstData + dtypes.indexOf(dtype);

/** 0 means none. */
export const pixelFormatCode = (format: PixelFormat | undefined): number =>
  format === undefined ? 0 : pixelFormats.indexOf(format) + 1;

export const pixelFormatOf = (code: number): PixelFormat | undefined => pixelFormats[code - 1];

/** The alignment of data vectors, from the start of the message, in bytes. */
export const dataAlignmentBytes = 8;

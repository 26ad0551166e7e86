import { z } from 'zod';
import { type DType, dtypes } from './array.js';
import { DriverError } from './errors.js';
import { makeStreamId, normalizeDeviceId, normalizeStreamKey } from './identifiers.js';
import { frozenJson, isJsonValue, type JsonObject } from './json.js';

/** What the axes of a stream's frames mean. The rank and the axis that counts time are in {@link payloadLayouts}. */
export const payloadTypes = ['signal', 'raster', 'field', 'video'] as const;
/** What the axes of a stream mean. */
export type PayloadType = (typeof payloadTypes)[number];

/** The axes of each payload type; `timeAxis` is the one whose length `chunkSize` bounds. */
export const payloadLayouts = {
  signal: { axes: ['channel', 'sample'], timeAxis: 1 },
  raster: { axes: ['channel', 'line', 'lineLength'], timeAxis: 1 },
  field: { axes: ['channel', 'frame', 'height', 'width'], timeAxis: 1 },
  video: { axes: ['channel', 'frame', 'height', 'width'], timeAxis: 1 },
} as const satisfies Record<PayloadType, { axes: readonly string[]; timeAxis: number }>;

/**
 * The memory order of video pixels. Without one, video is planar `[channel, frame, height, width]`.
 * With one the frame keeps that rank, and its values, all `uint8`, stand as the format says:
 *
 * | format | shape | values of a frame |
 * |---|---|---|
 * | `gray8` | `[1, frame, height, width]` | one byte per pixel |
 * | `rgb24`, `bgr24` | `[3, frame, height, width]` | for each pixel, row by row, its three bytes side by side |
 * | `rgba32`, `bgra32` | `[4, frame, height, width]` | the same with four bytes |
 * | `yuyv422` | `[2, frame, height, width]` | for each two pixels of a row: Y, Cb, Y, Cr |
 * | `nv12` | `[1, frame, height * 3 / 2, width]` | `height` rows of Y, then `height / 2` rows of Cb, Cr side by side |
 * | `mjpeg` | `[1, 1, 1, byteLength]` | one JPEG picture; its length differs from frame to frame |
 *
 * The metadata of the stream has the size of the pictures as `width` and `height`, which the shape of `nv12` and `mjpeg`
 * does not tell.
 */
export const pixelFormats = [
  'gray8',
  'rgb24',
  'bgr24',
  'rgba32',
  'bgra32',
  'yuyv422',
  'nv12',
  'mjpeg',
] as const;
/** A memory order of video pixels. */
export type PixelFormat = (typeof pixelFormats)[number];

// A comma, a double quote or a line break (also those of Unicode, at which many readers split) would break the header
// of a CSV file, as would outer white space. An apostrophe does not, and electrodes have it in their names: "C3'".
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is refused.
const unsafeInCsvHeader = /[,"\u0000-\u001f\u007f\u0085\u2028\u2029]|^\s|\s$/u;

const channelName = z
  .string()
  .min(1, 'a channel name is not empty')
  .refine((name) => !unsafeInCsvHeader.test(name), {
    error: (issue) =>
      `the channel name ${JSON.stringify(issue.input)} has a comma, a quote, a line break, a control character or outer white space, which would break a CSV header`,
  });

const sampleRateRule = 'the sample rate is a positive finite number of hertz, or "irregular"';
const nominalSampleRate = z.union([z.number().positive(sampleRateRule), z.literal('irregular')], {
  error: sampleRateRule,
});

const descriptorFields = z.strictObject({
  deviceId: z.string(),
  streamKey: z.string(),
  payloadType: z.enum(payloadTypes),
  nominalSampleRateHz: nominalSampleRate,
  chunkSize: z.int('chunkSize is a positive integer').positive('chunkSize is a positive integer'),
  channelNames: z
    .array(channelName)
    .refine((names) => new Set(names).size === names.length, 'channel names are all different')
    .default([]),
  displayName: z.string().min(1, 'a display name is not empty').optional(),
  dtype: z.enum(dtypes).optional(),
  pixelFormat: z.enum(pixelFormats).optional(),
  metadata: z
    .custom<JsonObject>(
      (value) => typeof value === 'object' && value !== null && !Array.isArray(value) && isJsonValue(value),
      {
        error: 'metadata is a JSON object: no functions, dates, bigints, NaN or cycles',
      },
    )
    .default({}),
});

/** What a driver says of a stream. Fields are those of {@link StreamDescriptor}. */
export type StreamDescriptorInit = z.input<typeof descriptorFields>;

/**
 * One stream that a driver may emit. Immutable; `metadata` is copied.
 *
 * ```ts
 * import { StreamDescriptor } from '@modlink/sdk';
 *
 * const eeg = new StreamDescriptor({
 *   deviceId: 'my_amplifier.01',
 *   streamKey: 'eeg',
 *   payloadType: 'signal',
 *   nominalSampleRateHz: 250,
 *   chunkSize: 10,
 *   channelNames: ['Fp1', 'Fp2'],
 *   metadata: { unit: 'uV' },
 * });
 * console.log(eeg.streamId); // my_amplifier.01:eeg
 * ```
 */
export class StreamDescriptor {
  /** Normalized: `name.XX`. */
  readonly deviceId: string;
  /** Normalized: lower-case letters, digits and underscores. */
  readonly streamKey: string;
  /** What the axes of the frames mean. */
  readonly payloadType: PayloadType;
  /** Hertz, or `'irregular'` for event-like streams such as RR intervals. */
  readonly nominalSampleRateHz: number | 'irregular';
  /** The expected samples, lines or frames per emitted frame. 1 to `chunkSize` are accepted. */
  readonly chunkSize: number;
  /** One name per channel, all different; empty where channels have no names. */
  readonly channelNames: readonly string[];
  /** What people read, where it is not the stream's key. */
  readonly displayName: string | undefined;
  /** The element type, when the driver says it beforehand; otherwise the first frame fixes it. */
  readonly dtype: DType | undefined;
  /** Video only: the memory order of the pixels. */
  readonly pixelFormat: PixelFormat | undefined;
  /** Driver-owned JSON, deeply frozen. Well-known keys: `unit`, `channelUnits`, `reference`, `electrodes`. */
  readonly metadata: JsonObject;

  /** @throws {DriverError} `INVALID_DESCRIPTOR` that names every field that is wrong; also the errors of the identifiers. */
  constructor(init: StreamDescriptorInit) {
    const parsed = descriptorFields.safeParse(init);
    if (!parsed.success) throw invalidDescriptor(init, parsed.error);
    const fields = parsed.data;
    if (fields.pixelFormat !== undefined && fields.payloadType !== 'video') {
      throw new DriverError(
        'INVALID_DESCRIPTOR',
        `The stream "${fields.streamKey}" is a ${fields.payloadType}: only video has a pixelFormat.`,
      );
    }
    this.deviceId = normalizeDeviceId(fields.deviceId);
    this.streamKey = normalizeStreamKey(fields.streamKey);
    this.payloadType = fields.payloadType;
    this.nominalSampleRateHz = fields.nominalSampleRateHz;
    this.chunkSize = fields.chunkSize;
    this.channelNames = Object.freeze([...fields.channelNames]);
    this.displayName = fields.displayName;
    this.dtype = fields.dtype;
    this.pixelFormat = fields.pixelFormat;
    this.metadata = frozenJson(fields.metadata);
    Object.freeze(this);
  }

  /** `deviceId:streamKey`. */
  get streamId(): string {
    return makeStreamId(this.deviceId, this.streamKey);
  }

  /** The JSON form; `new StreamDescriptor(json)` gives it back. */
  toJSON(): StreamDescriptorInit {
    return {
      deviceId: this.deviceId,
      streamKey: this.streamKey,
      payloadType: this.payloadType,
      nominalSampleRateHz: this.nominalSampleRateHz,
      chunkSize: this.chunkSize,
      channelNames: [...this.channelNames],
      ...(this.displayName !== undefined && { displayName: this.displayName }),
      ...(this.dtype !== undefined && { dtype: this.dtype }),
      ...(this.pixelFormat !== undefined && { pixelFormat: this.pixelFormat }),
      metadata: this.metadata,
    };
  }
}

function invalidDescriptor(init: unknown, error: z.ZodError): DriverError {
  const key = (init as { streamKey?: unknown } | null)?.streamKey;
  const problems = error.issues.map((issue) => `${issue.path.join('.') || 'descriptor'}: ${issue.message}`);
  return new DriverError(
    'INVALID_DESCRIPTOR',
    `The descriptor of stream ${JSON.stringify(key) ?? '(without a key)'} is not valid: ${problems.join('; ')}.`,
    { cause: error },
  );
}

/** The parts that routes, events and frame messages have in common. */
import {
  dtypes,
  type JsonObject,
  type JsonValue,
  payloadTypes,
  pixelFormats,
  type StreamDescriptorInit,
} from '@modlink/sdk';
import { z } from 'zod';

/** Nanoseconds as decimal text: a JSON number holds them exactly only up to 104 days. */
export const nanoseconds = z
  .string()
  .regex(/^-?\d{1,19}$/, 'nanoseconds are an integer as text, for example "1700000000000000000"')
  .meta({ id: 'Nanoseconds', description: 'Nanoseconds, as decimal text.', example: '1700000000000000000' });

export const jsonValue: z.ZodType<JsonValue> = z.json().meta({ id: 'JsonValue', description: 'Any JSON.' });

export const jsonObject: z.ZodType<JsonObject> = z
  .record(z.string(), z.json())
  .meta({ id: 'JsonObject', description: 'Any JSON object.' });

/** Of a driver, as in its manifest. */
export const driverId = z
  .string()
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'a driver id is lower-case words joined by hyphens')
  .max(100)
  .meta({ id: 'DriverId', example: 'openbci-cyton' });

/** `name.XX` */
export const deviceId = z
  .string()
  .regex(/^[a-z0-9_]+\.[0-9]{2,}$/, 'a device id has the form name.XX, for example "openbci_cyton.01"')
  .max(200)
  .meta({ id: 'DeviceId', example: 'openbci_cyton.01' });

/** `deviceId:streamKey` */
export const streamId = z
  .string()
  .regex(
    /^[a-z0-9_]+\.[0-9]{2,}:[a-z0-9_]+$/,
    'a stream id has the form name.XX:key, for example "openbci_cyton.01:eeg"',
  )
  .max(400)
  .meta({ id: 'StreamId', example: 'openbci_cyton.01:eeg' });

/** What people call something: one line. */
export const label = z
  .string()
  .trim()
  .min(1, 'a label is not empty')
  .max(500)
  .regex(/^[^\p{Cc}]*$/u, 'a label is one line, without control characters');

/** How the file of a recording may be compressed. */
export const compressions = ['none', 'lz4', 'zstd'] as const;

/** What a stream is; the fields are those of the SDK's `StreamDescriptor`. */
export const streamDescriptor = z
  .object({
    deviceId,
    streamKey: z.string(),
    payloadType: z.enum(payloadTypes),
    nominalSampleRateHz: z.union([z.number().positive(), z.literal('irregular')]),
    chunkSize: z.int().positive(),
    channelNames: z.array(z.string()),
    displayName: z.string().optional(),
    dtype: z.enum(dtypes).optional(),
    pixelFormat: z.enum(pixelFormats).optional(),
    metadata: jsonObject,
  })
  .meta({ id: 'StreamDescriptor', description: 'A stream: what its frames hold.' });
export type WireStreamDescriptor = z.output<typeof streamDescriptor> & StreamDescriptorInit;

/** An error as part of an answer that is none itself, such as why a device failed. */
export const errorInfo = z
  .object({
    code: z.string().meta({ description: 'Stable; see the list of error codes.' }),
    message: z.string().meta({ description: 'What was wrong, what was expected, what to do.' }),
  })
  .meta({ id: 'ErrorInfo' });
export type ErrorInfo = z.output<typeof errorInfo>;

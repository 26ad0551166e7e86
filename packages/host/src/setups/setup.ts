import { isJsonValue, type JsonValue } from '@modlink/sdk';
import { z } from 'zod';

/** A device of a setup. */
export interface SetupDevice {
  readonly driverId: string;
  /** What names the physical device for good, as a search has it. */
  readonly identity: string;
  /** For people. */
  readonly title: string;
  /** Whether it is started too. */
  readonly isStreaming: boolean;
}

/** The devices of a workplace under a name, so that it comes up ready. */
export interface Setup {
  readonly name: string;
  readonly devices: readonly SetupDevice[];
  /** What the application keeps with it: a layout, labels. */
  readonly view: JsonValue;
}

const json = z.custom<JsonValue>(isJsonValue, 'is JSON');
const devices = z.array(
  z.object({
    driverId: z.string().min(1),
    identity: z.string().min(1),
    title: z.string(),
    isStreaming: z.boolean(),
  }),
);

/** A setup that is to be saved. */
export const setupFields = z.object({
  name: z
    .string()
    .trim()
    .min(1, 'is not empty')
    .max(200)
    .regex(/^[^\p{Cc}]*$/u, 'is one line, without control characters'),
  devices,
  view: json,
});

/** Setups by their names. */
export const setupsSchema = z.record(z.string(), z.looseObject({ devices, view: json.default(null) }));

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

/** What a setup is called: one line. */
export const setupName = z
  .string()
  .trim()
  .min(1, 'a setup has a name')
  .max(200)
  .regex(/^[^\p{Cc}]*$/u, 'the name of a setup is one line, without control characters');

export const setupDevice = z.object({
  driverId: z.string().min(1),
  identity: z.string().min(1),
  title: z.string(),
  isStreaming: z.boolean(),
});

/** Setups by their names. */
export const setupsSchema = z.record(
  z.string(),
  z.looseObject({
    devices: z.array(setupDevice),
    view: z.custom<JsonValue>(isJsonValue, 'JSON').default(null),
  }),
);

/**
 * What a driver package says of itself under `modlink` in its package.json, so that a host can list it without
 * executing any of its code.
 */
import { z } from 'zod';
import { issueText } from '../issue-text.js';
import { transportKinds } from '../transports/transport.js';

/** The version of the driver contract that this SDK speaks. It changes only when old drivers could not run any more. */
export const currentApiVersion = 1;

/** Where a driver runs. A host's settings may decide otherwise. */
export const isolations = ['process', 'worker', 'inline'] as const;
/** One of {@link isolations}. */
export type Isolation = (typeof isolations)[number];

/** What the JSON Schema cannot know of a refinement. */
const notEmpty = { minProperties: 1 };

const hexId = z
  .string()
  .regex(/^[0-9a-fA-F]{4}$/, 'a USB id is four hexadecimal digits, for example "0403"')
  .transform((id) => id.toLowerCase());
const uuid = z
  .string()
  .regex(
    /^([0-9a-fA-F]{4}|[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})$/,
    'a BLE UUID has 4 digits, or the hyphenated 36-character form',
  )
  .transform((id) => id.toLowerCase());

const match = z
  .strictObject({
    serial: z.array(z.strictObject({ vendorId: hexId, productId: hexId.optional() })).optional(),
    hid: z
      .array(
        z
          .strictObject({
            vendorId: hexId.optional(),
            productId: hexId.optional(),
            usagePage: z.int().min(0).max(0xffff).optional(),
            usage: z.int().min(0).max(0xffff).optional(),
          })
          .refine(
            (rule) => Object.keys(rule).length > 0,
            'a HID rule names at least one of vendorId, productId, usagePage, usage',
          )
          .meta(notEmpty),
      )
      .optional(),
    ble: z
      .array(
        z
          .strictObject({ serviceUuid: uuid.optional(), namePrefix: z.string().min(1).optional() })
          .refine((rule) => Object.keys(rule).length > 0, 'a BLE rule names a serviceUuid or a namePrefix')
          .meta(notEmpty),
      )
      .optional(),
    media: z.array(z.strictObject({ kind: z.enum(['camera', 'microphone']) })).optional(),
  })
  .describe('What to look for among plugged-in devices, to suggest this driver without loading it.');

/** A path inside the package, as in `./dist/index.js`. */
const packagePath = z.string().regex(/^\.\//, 'a path inside the package starts with "./"');

const driverId = z
  .string()
  .regex(
    /^[a-z0-9]+(-[a-z0-9]+)*$/,
    'a driver id is lower-case words joined by hyphens, for example "openbci-cyton"',
  );

export const driverEntrySchema = z.strictObject({
  entry: packagePath.describe(
    'The module that gives the factory, with an optional #exportName: "./dist/index.js#createDriver".',
  ),
  displayName: z.string().min(1).describe('What people read.'),
  description: z.string().optional(),
  providers: z.array(z.string().min(1)).min(1).describe('The provider ids that search() accepts.'),
  transports: z
    .array(z.enum(transportKinds))
    .default([])
    .describe('The transports that the driver asks for.'),
  isolation: z.enum(isolations).default('process').describe('Where the driver wants to run.'),
  match: match.optional(),
  settings: z
    .union([z.strictObject({ $ref: packagePath }), z.looseObject({ type: z.literal('object') })])
    .optional()
    .describe('A JSON Schema of type object, here or in a file of the package.'),
  platforms: z
    .array(z.enum(['linux', 'darwin', 'win32']))
    .min(1)
    .optional()
    .describe('All, when absent.'),
});

export const manifestSchema = z.strictObject({
  apiVersion: z
    .int()
    .positive()
    .describe('The version of the driver contract that the package is written for.'),
  drivers: z
    .record(driverId, driverEntrySchema)
    .refine((drivers) => Object.keys(drivers).length > 0, 'a package has at least one driver')
    .meta(notEmpty),
});

/** The `modlink` part of a package.json, with its defaults filled in. */
export type Manifest = z.output<typeof manifestSchema>;
/** The `modlink` part as an author writes it. */
export type ManifestInput = z.input<typeof manifestSchema>;
/** One driver of a manifest. */
export type DriverEntry = z.output<typeof driverEntrySchema>;
/** Rules that recognize a plugged-in device. */
export type MatchRules = z.output<typeof match>;

/** One thing that is wrong with a manifest. */
export interface ManifestProblem {
  /** Where, as in `modlink.drivers.my-sensor.entry`. */
  readonly at: string;
  /** What is wrong, or what was expected. */
  readonly message: string;
}

/** Checks the `modlink` part of a package.json: either the manifest, or everything that is wrong with it. */
export function parseManifest(
  value: unknown,
):
  | { readonly manifest: Manifest; readonly problems?: never }
  | { readonly manifest?: never; readonly problems: readonly ManifestProblem[] } {
  const parsed = manifestSchema.safeParse(value);
  if (parsed.success) return { manifest: parsed.data };
  return {
    problems: parsed.error.issues.map((issue) => ({
      at: ['modlink', ...issue.path].join('.'),
      message: issueText(issue),
    })),
  };
}

/** The manifest's JSON Schema (draft 2020-12), for editors. The package publishes it as `@modlink/sdk/manifest.schema.json`. */
export function manifestJsonSchema(): Record<string, unknown> {
  return {
    title: 'ModLink driver manifest',
    description: 'The "modlink" part of a driver package\'s package.json.',
    ...z.toJSONSchema(manifestSchema, { io: 'input' }),
  };
}

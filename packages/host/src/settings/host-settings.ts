import { type Isolation, isolations } from '@modlink/sdk/manifest';
import { z } from 'zod';
import { policySchema, savedValuesSchema } from './host-values.js';

/** Which drivers may run: those named by their id or by their package, and no others. */
export interface AllowList {
  readonly drivers?: readonly string[] | undefined;
  /** Names that packages are installed under. */
  readonly packages?: readonly string[] | undefined;
}

/** The parts of an {@link AllowList}, for the settings and for the options of a host. */
export const allowListShape = {
  drivers: z.array(z.string().min(1)).optional(),
  packages: z.array(z.string().min(1)).optional(),
};

/** What a host keeps: about itself, and about the drivers it may run and their devices. Keys that it does not know, of a newer version, are kept. */
export const hostSettingsSchema = z.looseObject({
  drivers: z
    .record(
      z.string(),
      z.looseObject({
        enabled: z.boolean().default(true),
        /** Overrides what the manifest asks for. */
        isolation: z.enum(isolations).optional(),
        /** The package that the driver id belongs to. */
        package: z.string().min(1).optional(),
        /** On top of what holds for all devices. */
        policy: policySchema.optional(),
      }),
    )
    .default({}),
  /** By device id; on top of what holds for the driver. */
  devices: z.record(z.string(), z.looseObject({ policy: policySchema.optional() })).default({}),
  values: savedValuesSchema.default({}),
  allowList: z.looseObject(allowListShape).optional(),
});
export type HostSettings = z.output<typeof hostSettingsSchema>;
export type SavedPolicy = z.output<typeof policySchema>;

/** What the user decided about one driver. */
export interface DriverChoice {
  readonly enabled: boolean;
  /** `undefined`: as the manifest asks. */
  readonly isolation: Isolation | undefined;
  /** The package that the driver id belongs to: the one that ran first, or that the user gave it to. */
  readonly package: string | undefined;
}

/** What the user decided about a driver; a driver of which nothing is said is enabled. */
export function driverChoice(settings: HostSettings, driverId: string): DriverChoice {
  // A driver may be called "constructor".
  const choice = Object.hasOwn(settings.drivers, driverId) ? settings.drivers[driverId] : undefined;
  return { enabled: choice?.enabled ?? true, isolation: choice?.isolation, package: choice?.package };
}

/** The packages that driver ids belong to, by driver id. */
export function driverOwners(settings: HostSettings): Readonly<Record<string, string>> {
  const owned = Object.entries(settings.drivers).map(([driverId, choice]) => [driverId, choice.package]);
  return Object.fromEntries(owned.filter(([, owner]) => owner !== undefined));
}

/** The settings with another decision about one driver; what `choice` leaves out stays as it is. */
export function withDriverChoice(
  settings: HostSettings,
  driverId: string,
  choice: Partial<DriverChoice>,
): HostSettings {
  const present = Object.hasOwn(settings.drivers, driverId) ? settings.drivers[driverId] : undefined;
  const merged = { enabled: true, ...present, ...choice };
  return { ...settings, drivers: { ...settings.drivers, [driverId]: merged } };
}

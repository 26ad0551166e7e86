import { type Isolation, isolations } from '@modlink/sdk/manifest';
import { z } from 'zod';

/** What a host keeps about the drivers it may run. Keys that it does not know, of a newer version, are kept. */
export const hostSettingsSchema = z.looseObject({
  drivers: z
    .record(
      z.string(),
      z.looseObject({
        enabled: z.boolean().default(true),
        /** Overrides what the manifest asks for. */
        isolation: z.enum(isolations).optional(),
      }),
    )
    .default({}),
});
export type HostSettings = z.output<typeof hostSettingsSchema>;

/** What the user decided about one driver. */
export interface DriverChoice {
  readonly enabled: boolean;
  /** `undefined`: as the manifest asks. */
  readonly isolation: Isolation | undefined;
}

/** What the user decided about a driver; a driver of which nothing is said is enabled. */
export function driverChoice(settings: HostSettings, driverId: string): DriverChoice {
  // A driver may be called "constructor".
  const choice = Object.hasOwn(settings.drivers, driverId) ? settings.drivers[driverId] : undefined;
  return { enabled: choice?.enabled ?? true, isolation: choice?.isolation };
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

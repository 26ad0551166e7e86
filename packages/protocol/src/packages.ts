/** Driver packages: installed ones, those of the registry, and the jobs that change them. */
import { transportKinds } from '@modlink/sdk';
import { z } from 'zod';
import { driverId, errorInfo } from './values.js';

/** Longer than any name, range, path or URL that makes sense. */
const maxSpecLength = 2_000;

/** The name of an npm package; it never becomes a path. */
export const packageName = z
  .string()
  .max(214)
  .regex(
    /^(@[a-z0-9~-][a-z0-9._~-]*\/)?[a-z0-9~-][a-z0-9._~-]*$/i,
    'the name of an npm package was expected',
  );

export const packageSpec = z
  .string()
  .min(1)
  .max(maxSpecLength)
  .meta({ description: 'A package name or driver id, with `@range` or without: `modlink-driver-x@^1.2.0`.' });

const range = z.string().min(1).max(200).meta({ description: 'A range, version or tag: `^1.2.0`.' });

const allowScripts = z
  .array(packageName)
  .max(50)
  .meta({ description: 'Packages whose install scripts may run; none when absent.' });

export const installPackage = z.strictObject({ spec: packageSpec, allowScripts: allowScripts.optional() });
export const updatePackage = z.strictObject({
  name: packageName,
  range: range.optional(),
  rebuild: z
    .boolean()
    .optional()
    .meta({ description: 'Installs the same version again, for this machine and this Node.' }),
  allowScripts: allowScripts.optional(),
});
export const namePackage = z.strictObject({ name: packageName });
export const rollbackPackage = z.strictObject({
  name: packageName,
  withoutTrial: z
    .boolean()
    .optional()
    .meta({ description: 'Takes the version before also when it does not start.' }),
});

export const installedPackage = z
  .object({
    name: z.string(),
    version: z.string(),
    integrity: z.string().meta({ description: 'Of its tarball: `sha512-...`.' }),
    source: z.enum(['registry', 'tarball', 'folder', 'url', 'bundle']),
    requested: z.string().meta({ description: 'The range or tag that was asked for, or the path or URL.' }),
    installedAt: z.iso.datetime(),
    driverIds: z.array(driverId),
    previousVersion: z.string().optional().meta({ description: 'What a rollback brings back.' }),
    hasNativeCode: z.boolean(),
    ranScripts: z.array(z.string()),
    skippedScripts: z.array(z.string()),
    deprecated: z.string().optional().meta({ description: 'Why its author deprecated this version.' }),
    blocked: z.string().optional().meta({ description: 'Why this version is on the list of blocked ones.' }),
  })
  .meta({ id: 'InstalledPackage', description: 'A driver package that the user installed.' });

export const outdatedPackage = z
  .object({
    name: z.string(),
    current: z.string(),
    wanted: z.string().optional().meta({ description: 'What an update brings.' }),
    latest: z.string().optional(),
    deprecated: z.string().optional(),
    blocked: z.string().optional(),
    error: z.string().optional().meta({ description: 'Why the registry could not tell.' }),
  })
  .meta({ id: 'OutdatedPackage' });

export const registryPackage = z
  .object({
    name: z.string(),
    version: z.string(),
    description: z.string().optional(),
    installedVersion: z.string().optional(),
  })
  .meta({ id: 'RegistryPackage', description: 'A driver package that the registry has.' });

export const deviceSuggestion = z
  .object({
    transport: z.enum(transportKinds),
    device: z.string().meta({ description: 'The plugged-in device, in words.' }),
    drivers: z.array(
      z.object({
        driverId,
        displayName: z.string(),
        package: z.string(),
        version: z.string(),
        installed: z.boolean(),
        reason: z.string().meta({ description: 'By what the device was recognized.' }),
      }),
    ),
  })
  .meta({
    id: 'DeviceSuggestion',
    description: 'A plugged-in device, and drivers that know it; the best first.',
  });

export const packageJob = z
  .object({
    jobId: z.string(),
    kind: z.enum(['install', 'update', 'rollback', 'remove']),
    subject: z.string().meta({ description: 'What was asked for: a package, a range, a path.' }),
    state: z.enum(['running', 'finished', 'failed', 'cancelled']),
    phase: z
      .enum(['wait', 'resolve', 'download', 'unpack', 'check', 'health', 'swap'])
      .optional()
      .meta({ description: 'The step that it is at, or was at last.' }),
    done: z.int().optional().meta({ description: 'Packages downloaded; while it downloads.' }),
    total: z.int().optional(),
    packages: z
      .array(
        installedPackage.extend({
          replaced: z.string().optional().meta({ description: 'The version that ran before.' }),
          changed: z.boolean().meta({ description: 'False when this version was installed already.' }),
        }),
      )
      .meta({ description: 'What was installed, or removed; when it has finished.' }),
    error: errorInfo.optional(),
  })
  .meta({ id: 'PackageJob', description: 'An installation, an update, a rollback or a removal.' });

export const jobId = z.string().regex(/^[0-9a-f-]{1,64}$/);

export type WireInstalledPackage = z.output<typeof installedPackage>;
export type WirePackageJob = z.output<typeof packageJob>;
export type WireDeviceSuggestion = z.output<typeof deviceSuggestion>;
export type WireRegistryPackage = z.output<typeof registryPackage>;
export type WireOutdatedPackage = z.output<typeof outdatedPackage>;

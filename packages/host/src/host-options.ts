/** What an application decides about its host, checked and completed. */
import { createRequire } from 'node:module';
import { isAbsolute, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { InstallerOptions } from '@modlink/installer';
import { type JsonObject, type TransportKind, transportKinds } from '@modlink/sdk';
import { type Isolation, isolations } from '@modlink/sdk/manifest';
import { z } from 'zod';
import { HostError } from './errors.js';
import type { HostEvent } from './events/host-events.js';
import type { PreRollOptions } from './recording/pre-roll.js';
import type { DriverRoot } from './registry/index.js';
import {
  type AllowList,
  allowListShape,
  changedValuesSchema,
  modlinkHome,
  type SavedHostValues,
} from './settings/index.js';
import {
  type ControlTimeouts,
  defaultControlTimeouts,
  defaultIsolateLimits,
  type IsolateLimits,
} from './supervisor/isolate.js';
import { defaultReconnectOptions, type ReconnectOptions } from './supervisor/reconnect-policy.js';
import { defaultRestartOptions, type RestartOptions } from './supervisor/restart-policy.js';
import { defaultSilenceOptions, type SilenceOptions } from './supervisor/silence-watchdog.js';

/** What is decided here holds for this host, whatever the user's settings (`host.settings`) say. */
export interface HostOptions {
  /**
   * The folder of the application: its dependencies are searched for drivers, and transports named by package are
   * resolved from it. The working folder when absent.
   */
  readonly appRoot?: string | undefined;
  /** ModLink's folder: settings, installed drivers. The user's own when absent; see `modlinkHome`. */
  readonly home?: string | undefined;
  /** More places to look for drivers in, before all others. */
  readonly roots?: readonly DriverRoot[] | undefined;
  /** The transports that drivers may ask for: a package name, an absolute path, or a `file:` URL of each. */
  readonly transports?: Partial<Record<TransportKind, string | URL>> | undefined;
  /**
   * Where all drivers run, unless the user's settings say otherwise for one. As each manifest asks when absent. A driver
   * whose transports need a process (serial, HID, Bluetooth LE: native code) gets one instead of a worker.
   */
  readonly isolation?: Isolation | undefined;
  /**
   * Only drivers on this list may run: those of these ids, and those of these packages. All may run when absent. The user
   * may have a list of their own in the settings; then a driver must be on both.
   */
  readonly allowList?: AllowList | undefined;
  /**
   * Starts with every third-party driver switched off, whatever the settings say, and leaves these as they are. Third-party
   * is everything but packages `@modlink/driver-*` that are dependencies or roots of the application. For this host,
   * `host.drivers.enable(id)` switches one on. `false` when absent.
   */
  readonly safeMode?: boolean | undefined;
  /** Values on top of the saved settings of drivers, by driver id, for this host only. */
  readonly driverSettings?: Readonly<Record<string, JsonObject>> | undefined;
  /** The Node binary that runs drivers. Needed where `process.execPath` is none; inside Electron it is made to act as one. */
  readonly nodePath?: string | undefined;
  /** What this application takes where neither an option nor the user's settings say anything. */
  readonly defaults?: SavedHostValues | undefined;
  /** Where recordings go unless they say otherwise. As the settings say when absent: `ModLink/Recordings` in the user's home. */
  readonly recordingsFolder?: string | undefined;
  /** Keeps the last frames of all streams in memory, so that recordings begin before they are started (`preRollMs`). */
  readonly preRoll?: PreRollOptions | undefined;
  /** Keeps the machine from sleeping by itself while it records: on Linux with systemd, and on macOS. As the settings say when absent: no. */
  readonly keepAwake?: boolean | undefined;
  /**
   * Writes down everything that goes over transports, for bug reports and tests: into this folder, a file for each connection
   * that a driver opens. Where recordings go when it names no folder. An event `capture-started` names each.
   */
  readonly capture?: { readonly folder?: string | undefined } | undefined;
  /**
   * Captures that are played in place of all transports: drivers find the devices that were captured, and nothing else. A device
   * that goes away is not looked for, and one that falls silent only told, unless `reconnect` and `silence` say otherwise.
   */
  readonly playback?: readonly string[] | undefined;
  /**
   * How driver packages are installed: options of npm's libraries on top of the user's npm configuration (`registry`,
   * `cache`), limits of sizes, and where relative paths begin.
   */
  readonly installer?:
    | Pick<InstallerOptions, 'npm' | 'limits' | 'workingFolder' | 'lockTimeoutMs'>
    | undefined;
  /** Gets every event from the very beginning on; later ones also come from `host.events`. */
  readonly onEvent?: ((event: HostEvent) => void) | undefined;
  readonly timeouts?: Partial<ControlTimeouts> | undefined;
  /** When a driver whose isolate ended is started again, and when it is given up. */
  readonly restart?: Partial<RestartOptions> | undefined;
  /** Whether and for how long a device that went away is looked for. */
  readonly reconnect?: Partial<ReconnectOptions> | undefined;
  /** When a streaming device counts as silent, and what is done then. */
  readonly silence?: Partial<SilenceOptions> | undefined;
  /** Bytes of frames that may wait in a driver's isolate before frames are dropped. 64 MiB when absent. */
  readonly maxPendingBytes?: number | undefined;
  /**
   * How long a driver's event loop may stand still before its isolate is ended and started anew, milliseconds. 5000 when
   * absent; 0 turns it off, for stepping through a driver with a debugger. Control calls have their own `timeouts`.
   */
  readonly heartbeatTimeoutMs?: number | undefined;
  /**
   * Memory that a driver may take before its isolate is ended and started anew, MiB. 1024 when absent. In a process all of
   * its memory counts, in a worker its heap and buffers; inline nothing is measured.
   */
  readonly memoryLimitMb?: number | undefined;
}

export interface ResolvedHostOptions {
  readonly settingsFolder: string;
  /** Where packages are installed for this user. */
  readonly installer: InstallerOptions;
  /** The list of versions that must not run. */
  readonly blockedVersionsFile: string;
  readonly roots: readonly DriverRoot[];
  readonly transports: Partial<Record<TransportKind, string>>;
  readonly allowList: AllowList | undefined;
  readonly driverSettings: Readonly<Record<string, JsonObject>>;
  readonly nodePath: string;
  readonly env: NodeJS.ProcessEnv;
  /** What goes before the settings of the user, and what stands behind them. */
  readonly overrides: SavedHostValues;
  readonly defaults: SavedHostValues;
  readonly preRollMaxBytes: number | undefined;
  readonly capture: { readonly folder: string | undefined } | undefined;
  /** Absolute paths. */
  readonly playback: readonly string[] | undefined;
  readonly timeouts: ControlTimeouts;
  readonly restart: RestartOptions;
  readonly limits: IsolateLimits;
  readonly maxPendingBytes: number;
}

/** A captured device does not come back, and does nothing that it did not do then. */
const playedPolicies: Pick<HostOptions, 'reconnect' | 'silence'> = {
  reconnect: { mode: 'off' },
  silence: { action: 'report' },
};

const durationMs = z.number().finite().nonnegative();
const objectOf = <T extends object>(defaults: T) =>
  z.strictObject(Object.fromEntries(Object.keys(defaults).map((key) => [key, durationMs.optional()])));

const schema = z.strictObject({
  appRoot: z.string().min(1).optional(),
  home: z.string().min(1).optional(),
  roots: z
    .array(
      z.strictObject({
        kind: z.enum(['package', 'application', 'prefixes']),
        path: z.string().min(1),
        label: z.string().min(1),
      }),
    )
    .optional(),
  transports: z
    .partialRecord(z.enum(transportKinds), z.union([z.string().min(1), z.instanceof(URL)]))
    .optional(),
  isolation: z.enum(isolations).optional(),
  allowList: z.strictObject(allowListShape).optional(),
  safeMode: z.boolean().optional(),
  driverSettings: z.record(z.string(), z.record(z.string(), z.unknown())).optional(),
  nodePath: z.string().min(1).optional(),
  recordingsFolder: z.string().min(1).optional(),
  preRoll: z
    .strictObject({ durationMs: z.number().finite().positive(), maxBytes: z.int().positive().optional() })
    .optional(),
  keepAwake: z.boolean().optional(),
  defaults: changedValuesSchema.optional(),
  capture: z.strictObject({ folder: z.string().min(1).optional() }).optional(),
  playback: z.array(z.string().min(1)).optional(),
  installer: z
    .strictObject({
      npm: z.record(z.string(), z.unknown()).optional(),
      limits: z
        .strictObject({
          maxUnpackedBytes: z.int().positive().optional(),
          maxDownloadBytes: z.int().positive().optional(),
          maxFiles: z.int().positive().optional(),
        })
        .optional(),
      workingFolder: z.string().min(1).optional(),
      lockTimeoutMs: durationMs.optional(),
    })
    .optional(),
  onEvent: z
    .custom<(event: HostEvent) => void>((value) => typeof value === 'function', 'a function')
    .optional(),
  timeouts: objectOf(defaultControlTimeouts).optional(),
  restart: objectOf(defaultRestartOptions).optional(),
  reconnect: objectOf(defaultReconnectOptions)
    .extend({ mode: z.enum(['on', 'off']).optional() })
    .optional(),
  silence: objectOf(defaultSilenceOptions)
    .extend({ action: z.enum(['report', 'restart-stream', 'reconnect']).optional() })
    .optional(),
  maxPendingBytes: z.int().positive().optional(),
  heartbeatTimeoutMs: durationMs.optional(),
  memoryLimitMb: z.int().positive().optional(),
});

/** @throws {HostError} `INVALID_OPTIONS` naming each option that is wrong, `TRANSPORT_NOT_PROVIDED` for a module that is not there. */
export function resolveHostOptions(options: HostOptions): ResolvedHostOptions {
  const parsed = schema.safeParse(options);
  if (!parsed.success) {
    const problems = parsed.error.issues.map(
      ({ path, message }) => `${path.join('.') || 'options'}: ${message}`,
    );
    throw new HostError(
      'INVALID_OPTIONS',
      `The options of createHost are not valid: ${problems.join('; ')}.`,
      { cause: parsed.error },
    );
  }
  const appRoot = resolve(options.appRoot ?? process.cwd());
  const home = resolve(options.home ?? modlinkHome());
  const blockedVersionsFile = join(home, 'blocked-versions.json');
  const played = options.playback === undefined ? {} : playedPolicies;
  return {
    settingsFolder: join(home, 'settings'),
    installer: { ...options.installer, folder: join(home, 'drivers'), blockedVersionsFile },
    blockedVersionsFile,
    roots: [
      ...(options.roots ?? []),
      { kind: 'application', path: appRoot, label: 'this application' },
      { kind: 'prefixes', path: join(home, 'drivers'), label: 'installed drivers' },
    ],
    // Where captures are the devices, no other device is opened or watched.
    transports: options.playback === undefined ? resolveTransports(options.transports ?? {}, appRoot) : {},
    allowList: options.allowList,
    driverSettings: options.driverSettings ?? {},
    nodePath: options.nodePath ?? process.execPath,
    env: childEnvironment(options.nodePath),
    overrides: definedOnly<SavedHostValues>({
      recordingsFolder:
        options.recordingsFolder === undefined ? undefined : resolve(options.recordingsFolder),
      preRollMs: options.preRoll?.durationMs,
      keepAwake: options.keepAwake,
      isolation: options.isolation,
      safeMode: options.safeMode,
      reconnect: overriding(played.reconnect, options.reconnect),
      silence: overriding(played.silence, options.silence),
    }),
    defaults: options.defaults ?? {},
    preRollMaxBytes: options.preRoll?.maxBytes,
    capture: options.capture && {
      folder: options.capture.folder === undefined ? undefined : resolve(options.capture.folder),
    },
    playback: options.playback?.map((path) => resolve(path)),
    timeouts: { ...defaultControlTimeouts, ...definedOnly(options.timeouts) },
    restart: { ...defaultRestartOptions, ...definedOnly(options.restart) },
    limits: {
      heartbeatTimeoutMs: options.heartbeatTimeoutMs ?? defaultIsolateLimits.heartbeatTimeoutMs,
      memoryLimitMb: options.memoryLimitMb ?? defaultIsolateLimits.memoryLimitMb,
    },
    maxPendingBytes: options.maxPendingBytes ?? 64 * 1024 * 1024,
  };
}

/** Electron's binary runs plain Node programs when it is told to. */
function childEnvironment(nodePath: string | undefined): NodeJS.ProcessEnv {
  const ownsElectron = nodePath === undefined && process.versions.electron !== undefined;
  return ownsElectron ? { ...process.env, ELECTRON_RUN_AS_NODE: '1' } : process.env;
}

function resolveTransports(
  transports: NonNullable<HostOptions['transports']>,
  appRoot: string,
): Partial<Record<TransportKind, string>> {
  const { resolve: resolveFromApp } = createRequire(join(appRoot, 'package.json'));
  const resolved: Partial<Record<TransportKind, string>> = {};
  for (const kind of transportKinds) {
    const module = transports[kind];
    if (module === undefined) continue;
    if (module instanceof URL || module.startsWith('file:')) {
      resolved[kind] = pathToFileURL(fileURLToPath(module)).href;
      continue;
    }
    try {
      resolved[kind] = pathToFileURL(isAbsolute(module) ? module : resolveFromApp(module)).href;
    } catch (cause) {
      throw new HostError(
        'TRANSPORT_NOT_PROVIDED',
        `The transport "${kind}" is to come from "${module}", which is not installed for the application in ${appRoot}. ` +
          `Install it there, or give a file URL: createHost({ transports: { ${kind}: import.meta.resolve('${module}') } }).`,
        { cause, subject: { package: module, path: appRoot } },
      );
    }
  }
  return resolved;
}

/** `undefined` where nothing is decided. */
function overriding<T extends object>(...layers: readonly (T | undefined)[]): T | undefined {
  const values = Object.assign({}, ...layers.map(definedOnly)) as T;
  return Object.keys(values).length === 0 ? undefined : values;
}

function definedOnly<T extends object>(values: T | undefined): T {
  return Object.fromEntries(Object.entries(values ?? {}).filter(([, value]) => value !== undefined)) as T;
}

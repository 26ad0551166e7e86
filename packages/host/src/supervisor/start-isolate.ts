/** Starts a driver in the isolation that was decided for it, and loads it. */
import type { JsonObject, TransportKind } from '@modlink/sdk';
import type { Isolation } from '@modlink/sdk/manifest';
import type { SharedClock } from '../clock/host-clock.js';
import { HostError } from '../errors.js';
import type { LoadReply, LoadRequest } from '../isolate/messages.js';
import { hostVersion } from '../recording/library-version.js';
import type { StartableDriver } from '../registry/index.js';
import type { StartCarrier } from './carrier.js';
import { startInlineCarrier } from './inline-carrier.js';
import { type ControlTimeouts, Isolate, type IsolateLimits, type IsolateObserver } from './isolate.js';
import type { LeaseTable } from './leases.js';
import { type ProcessCarrierOptions, startProcessCarrier } from './process-carrier.js';
import { startWorkerCarrier } from './worker-carrier.js';

export interface IsolateStarterOptions {
  readonly clock: SharedClock;
  readonly leases: LeaseTable;
  readonly timeouts: ControlTimeouts;
  readonly limits: IsolateLimits;
  /** Fires when the host closes: a driver that is loading then is not waited for. */
  readonly until: AbortSignal;
  readonly carriers: Omit<ProcessCarrierOptions, 'memoryLimitMb'>;
  /** `file:` URLs of the transports that the application provides. */
  readonly transports: Partial<Record<TransportKind, string>>;
  /** Where what goes over transports is captured. */
  readonly capture: { readonly folder: string } | undefined;
  /** Captures that are played in place of transports. */
  readonly playback: readonly string[] | undefined;
  readonly isolationOf: (driver: StartableDriver) => Isolation;
  readonly settingsOf: (driver: StartableDriver) => Promise<JsonObject>;
}

/** A driver in an isolate, loaded, with what it said of itself. */
export interface LoadedIsolate {
  readonly isolate: Isolate;
  readonly loaded: LoadReply;
}

export type StartIsolate = (driver: StartableDriver, observer: IsolateObserver) => Promise<LoadedIsolate>;

/** @throws (from the returned function) {HostError} of loading, `TRANSPORT_NOT_PROVIDED`, `CONTROL_TIMEOUT`, `ISOLATE_EXITED`. */
export function createIsolateStarter(options: IsolateStarterOptions): StartIsolate {
  return async (driver, observer) => {
    const isolation = options.isolationOf(driver);
    const settings = await options.settingsOf(driver);
    const transports = transportsRequest(options, driver);
    const isolate = new Isolate(
      {
        driverId: driver.driverId,
        driver,
        startCarrier: carrierOf(isolation, options),
        timeouts: options.timeouts,
        limits: options.limits,
        leases: options.leases,
        holder: () => `the driver "${driver.displayName}" (${driver.driverId}) of this host`,
      },
      observer,
    );
    const unsubscribe = options.clock.onMoved(({ offsetNs }) => isolate.moveClock(offsetNs));
    void isolate.exited.then(unsubscribe);
    try {
      const clockOffsetNs = String(options.clock.anchor.offsetNs);
      const { entryUrl, exportName, driverId } = driver;
      const request = { entryUrl, exportName, driverId, ...transports, settings, clockOffsetNs };
      const loaded = await isolate.call('load', request, options.until);
      return { isolate, loaded };
    } catch (error) {
      await isolate.close();
      throw error;
    }
  };
}

export function carrierOf(isolation: Isolation, { carriers, limits }: IsolateStarterOptions): StartCarrier {
  if (isolation === 'inline') return startInlineCarrier;
  const options = { ...carriers, memoryLimitMb: limits.memoryLimitMb };
  const start = isolation === 'worker' ? startWorkerCarrier : startProcessCarrier;
  return (sink) => start(options, sink);
}

/** What the driver is given to open: modules, or captures in their place. */
function transportsRequest(
  options: IsolateStarterOptions,
  driver: StartableDriver,
): Pick<LoadRequest, 'transports' | 'playback' | 'capture'> {
  const { transports: kinds, packageName, packageVersion } = driver;
  const software = {
    [packageName]: packageVersion,
    '@modlink/host': hostVersion,
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
  };
  const capture = options.capture && { ...options.capture, software };
  if (options.playback !== undefined) {
    return { transports: [], playback: { kinds, paths: options.playback }, capture };
  }
  return { transports: kinds.map((kind) => ({ kind, url: transportUrl(options, driver, kind) })), capture };
}

function transportUrl(
  { transports }: IsolateStarterOptions,
  driver: StartableDriver,
  kind: TransportKind,
): string {
  const url = transports[kind];
  if (url !== undefined) return url;
  throw new HostError(
    'TRANSPORT_NOT_PROVIDED',
    `The driver "${driver.driverId}" needs the transport "${kind}", which this application does not provide. ` +
      `Install its package (@modlink/transport-${kind}) and name it in createHost({ transports: { ${kind}: ... } }).`,
    { subject: { driverId: driver.driverId, package: driver.packageName } },
  );
}

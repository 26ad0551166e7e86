/** Starts an isolate that has no driver, only transports: it tells what comes and goes. */
import type { TransportKind } from '@modlink/sdk';
import type { Isolation } from '@modlink/sdk/manifest';
import { Isolate, type IsolateObserver } from './isolate.js';
import { isolationFor } from './isolation.js';
import { carrierOf, type IsolateStarterOptions } from './start-isolate.js';

export type StartWatcher = (kinds: readonly TransportKind[], observer: IsolateObserver) => Promise<Isolate>;

/** @param isolation - what the application asked for: native code of transports needs a process all the same. */
export function createWatcherStarter(
  options: IsolateStarterOptions,
  isolation: Isolation = 'process',
): StartWatcher {
  return async (kinds, observer) => {
    const isolate = new Isolate(
      {
        driverId: 'none (device watch)',
        startCarrier: carrierOf(isolationFor(isolation, kinds), options),
        timeouts: options.timeouts,
        limits: options.limits,
        leases: options.leases,
        holder: () => 'the device watch of this host',
      },
      observer,
    );
    const transports = kinds.flatMap((kind) => {
      const url = options.transports[kind];
      return url === undefined ? [] : [{ kind, url }];
    });
    try {
      const clockOffsetNs = String(options.clock.anchor.offsetNs);
      await isolate.call('watch', { transports, clockOffsetNs }, options.until);
      return isolate;
    } catch (error) {
      await isolate.close();
      throw error;
    }
  };
}

/** An isolate that lives as long as one look at what is plugged in. */
import { type TransportKind, transportKinds } from '@modlink/sdk';
import type { Isolation } from '@modlink/sdk/manifest';
import type { ListReply } from '../isolate/messages.js';
import { Isolate } from './isolate.js';
import { isolationFor } from './isolation.js';
import { carrierOf, type IsolateStarterOptions } from './start-isolate.js';

export type ListPluggedIn = (signal: AbortSignal | undefined) => Promise<ListReply>;

/**
 * Looks with every transport that the application provides, also those that no installed driver asks for.
 * @param isolation - what the application asked for: native code of transports needs a process all the same.
 */
export function createDeviceLister(
  options: IsolateStarterOptions,
  isolation: Isolation = 'process',
): ListPluggedIn {
  return async (signal) => {
    const kinds = transportKinds.filter((kind) => options.transports[kind] !== undefined);
    const transports = kinds.flatMap((kind: TransportKind) => {
      const url = options.transports[kind];
      return url === undefined ? [] : [{ kind, url }];
    });
    if (transports.length === 0) return { pluggedIn: {}, failures: [] };
    const isolate = new Isolate(
      {
        driverId: 'none (device list)',
        startCarrier: carrierOf(isolationFor(isolation, kinds), options),
        timeouts: options.timeouts,
        limits: options.limits,
        leases: options.leases,
        holder: () => 'the device list of this host',
      },
      { onFrame() {}, onMessage() {}, onOutput() {}, onExit() {} },
    );
    try {
      const clockOffsetNs = String(options.clock.anchor.offsetNs);
      const until = signal === undefined ? options.until : AbortSignal.any([signal, options.until]);
      return await isolate.call('list', { transports, clockOffsetNs }, until);
    } finally {
      await isolate.close();
    }
  };
}

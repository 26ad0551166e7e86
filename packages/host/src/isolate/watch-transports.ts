import { serializeError, type TransportKind, type TransportRuntime, type Unsubscribe } from '@modlink/sdk';
import { loadTransports } from './load-transports.js';
import type { WatchRequest } from './messages.js';

export interface WatchHandlers {
  onChange(kind: TransportKind): void;
  /** A transport cannot be watched; the others are. */
  onFailed(kind: TransportKind, message: string): void;
}

/** Watches what is plugged in, with every transport that can: Bluetooth cannot without a search. */
export async function watchTransports(
  { transports }: WatchRequest,
  runtime: TransportRuntime,
  { onChange, onFailed }: WatchHandlers,
): Promise<Unsubscribe> {
  const stops: Unsubscribe[] = [];
  for (const transport of transports) {
    const { kind } = transport;
    try {
      const { [kind]: loaded } = await loadTransports({ transports: [transport], driverId: 'none' }, runtime);
      if (loaded !== undefined && 'watch' in loaded) stops.push(loaded.watch(() => onChange(kind)));
    } catch (error) {
      onFailed(kind, serializeError(error).message);
    }
  }
  return () => {
    for (const stop of stops.splice(0)) stop();
  };
}

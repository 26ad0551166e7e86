import type { TransportKind, TransportMap, TransportModule, TransportRuntime } from '@modlink/sdk';
import { HostError } from '../errors.js';
import type { LoadRequest } from './messages.js';

/** Imports just the transports that a driver's manifest names. */
export async function loadTransports(
  { transports, driverId }: Pick<LoadRequest, 'transports' | 'driverId'>,
  runtime: TransportRuntime,
): Promise<Partial<TransportMap>> {
  const loaded: Partial<Record<TransportKind, unknown>> = {};
  for (const { kind, url } of transports) {
    const module = await importTransport(kind, url, driverId);
    loaded[kind] = module.create(runtime);
  }
  return loaded as Partial<TransportMap>;
}

async function importTransport(kind: TransportKind, url: string, driverId: string): Promise<TransportModule> {
  const subject = { driverId, path: url };
  let exported: { default?: Partial<TransportModule> };
  try {
    exported = (await import(url)) as typeof exported;
  } catch (cause) {
    throw new HostError(
      'TRANSPORT_NOT_PROVIDED',
      `The module of the transport "${kind}" could not be loaded: ${String(cause)}`,
      {
        cause,
        subject,
      },
    );
  }
  const module = exported.default;
  if (module?.kind !== kind || typeof module.create !== 'function') {
    throw new HostError(
      'TRANSPORT_NOT_PROVIDED',
      `The module ${url} is no transport of kind "${kind}": its default export is { kind, create(runtime) }.`,
      { subject },
    );
  }
  return module as TransportModule;
}

import type { TransportKind } from '@modlink/sdk';
import type { Isolation } from '@modlink/sdk/manifest';

/**
 * Transports that work in a worker thread. The others are native code in the driver's own thread: the binding of
 * serialport ends the whole process when it is used there, and a crash of any would.
 */
const workerTransports: ReadonlySet<TransportKind> = new Set(['media']);

/**
 * Where a driver runs that is to run in `wanted`: in a process instead of a worker when one of its transports needs that.
 * It is moved rather than refused, since a process isolates more, and nothing else changes for the driver.
 */
export function isolationFor(wanted: Isolation, transports: readonly TransportKind[]): Isolation {
  const movable = wanted === 'worker' && transports.some((kind) => !workerTransports.has(kind));
  return movable ? 'process' : wanted;
}

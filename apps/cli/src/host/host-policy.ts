/** Which driver a device or a driver's id stands for, where a command takes both. */
import type { Host } from '@modlink/host';
import { CliError } from '../cli-error.js';

export interface Named {
  readonly kind: 'drivers' | 'devices';
  readonly id: string;
  readonly driverId: string;
}

/**
 * A device id has a point, a driver id has none. The device need not be connected: it is known when it ever was.
 * @throws {CliError} `WRONG_USAGE`; {HostError} `UNKNOWN_DRIVER`
 */
export async function driverOrDevice(host: Host, id: string): Promise<Named> {
  if (!id.includes('.')) return { kind: 'drivers', id, driverId: host.drivers.get(id).driverId };
  const known = await host.devices.known();
  const device = known.get(id);
  if (device !== undefined) return { kind: 'devices', id, driverId: device.driverId };
  const there = [...known.keys()].join(', ') || 'none yet';
  throw new CliError(
    'WRONG_USAGE',
    `There is no device ${id}. Those that were ever connected are: ${there}.`,
  );
}

import type { Logger } from '../driver/context.js';
import { isModlinkError } from '../errors.js';
import type { SearchResultInit } from '../search-result.js';
import type { SerialPortInfo, SerialTransport } from './serial.js';

export interface FindSerialPortsOptions {
  readonly serial: SerialTransport;
  /** A port to offer first, also where the system does not list it, such as a pseudo-terminal that the settings name. */
  readonly configured?: string | undefined;
  /** What a likely device is called, from what the system tells of its port; `undefined` for others. */
  readonly nameOf: (port: SerialPortInfo) => string | undefined;
  readonly log: Logger;
}

/**
 * What the `search()` of a serial driver gives: the ports, likely devices first, then other USB devices, then the rest.
 * Many devices have the same USB chip, and only connecting tells them apart.
 * @throws {TransportError} when ports cannot be listed and none is configured.
 */
export async function findSerialPorts(
  options: FindSerialPortsOptions,
): Promise<readonly SearchResultInit<{ readonly path: string }>[]> {
  const { configured, nameOf } = options;
  const listed = await listPorts(options);
  const rank = (port: SerialPortInfo): number => {
    if (nameOf(port) !== undefined) return 0;
    return port.vendorId === undefined ? 2 : 1;
  };
  const others = listed.filter(({ path }) => path !== configured).sort((a, b) => rank(a) - rank(b));
  if (configured === undefined) return others.map((port) => describePort(port, nameOf(port)));
  const first = listed.find(({ path }) => path === configured) ?? { path: configured, identity: configured };
  // Who names a port in the settings knows what is there.
  const { likely: _, ...named } = describePort(first, nameOf(first));
  return [named, ...others.map((port) => describePort(port, nameOf(port)))];
}

/** A configured port is offered also where ports cannot be listed. */
async function listPorts({
  serial,
  configured,
  log,
}: FindSerialPortsOptions): Promise<readonly SerialPortInfo[]> {
  try {
    return await serial.list();
  } catch (error) {
    if (configured === undefined || !isModlinkError(error)) throw error;
    log.warn(error.message);
    return [];
  }
}

function describePort(
  port: SerialPortInfo,
  name: string | undefined,
): SearchResultInit<{ readonly path: string }> {
  const { path, identity, vendorId, productId, serialNumber, manufacturer } = port;
  const usb = vendorId === undefined ? undefined : `USB ${vendorId}:${productId ?? '?'}`;
  return {
    title: name === undefined ? `Serial port ${path}` : `${name} (${path})`,
    subtitle: [manufacturer, usb, serialNumber].filter(Boolean).join(', '),
    identity,
    ...(name === undefined && { likely: false }),
    extra: { path },
  };
}

import {
  isModlinkError,
  type Logger,
  type SearchResultInit,
  type SerialPortInfo,
  type SerialTransport,
} from '@modlink/sdk';

/** What a search result keeps for connecting. */
export type CytonExtra = { readonly path: string };

/** The USB chip of the dongle, an FT231X (OpenBCI documentation, "Cyton Data Format", section "Serial Setup"). */
const dongle = { vendorId: '0403', productId: '6015' };

/**
 * The serial ports, likely dongles first: many devices have the same USB chip, and only connecting tells them apart.
 * @param configured - a port to offer first, also where the system does not list it.
 */
export async function findPorts(
  serial: SerialTransport,
  configured: string | undefined,
  log: Logger,
): Promise<readonly SearchResultInit<CytonExtra>[]> {
  const listed = await listPorts(serial, configured, log);
  const others = listed.filter(({ path }) => path !== configured).sort((a, b) => rank(a) - rank(b));
  if (configured === undefined) return others.map(describePort);
  const first = listed.find(({ path }) => path === configured) ?? { path: configured, identity: configured };
  return [first, ...others].map(describePort);
}

/** A port that the settings name is offered also where ports cannot be listed. */
async function listPorts(serial: SerialTransport, configured: string | undefined, log: Logger) {
  try {
    return await serial.list();
  } catch (error) {
    if (configured === undefined || !isModlinkError(error)) throw error;
    log.warn(error.message);
    return [];
  }
}

function rank(port: SerialPortInfo): number {
  if (isDongle(port)) return 0;
  return port.vendorId === undefined ? 2 : 1;
}

function isDongle(port: SerialPortInfo): boolean {
  return port.vendorId === dongle.vendorId && port.productId === dongle.productId;
}

function describePort(port: SerialPortInfo): SearchResultInit<CytonExtra> {
  const { path, identity, vendorId, productId, serialNumber, manufacturer } = port;
  const usb = vendorId === undefined ? undefined : `USB ${vendorId}:${productId ?? '?'}`;
  return {
    title: isDongle(port) ? `OpenBCI dongle (${path})` : `Serial port ${path}`,
    subtitle: [manufacturer, usb, serialNumber].filter(Boolean).join(', '),
    identity,
    extra: { path },
  };
}

import { findSerialPorts, type Logger, type SearchResultInit, type SerialTransport } from '@modlink/sdk';

/** What a search result keeps for connecting. */
export type CytonExtra = { readonly path: string };

/** The USB chip of the dongle, an FT231X (OpenBCI documentation, "Cyton Data Format", section "Serial Setup"). */
const dongle = { vendorId: '0403', productId: '6015' };

/**
 * The serial ports, likely dongles first.
 * @param configured - a port to offer first, also where the system does not list it.
 */
export function findPorts(
  serial: SerialTransport,
  configured: string | undefined,
  log: Logger,
): Promise<readonly SearchResultInit<CytonExtra>[]> {
  return findSerialPorts({
    serial,
    configured,
    log,
    nameOf: ({ vendorId, productId }) =>
      vendorId === dongle.vendorId && productId === dongle.productId ? 'OpenBCI dongle' : undefined,
  });
}

import { findSerialPorts, type Logger, type SearchResultInit, type SerialTransport } from '@modlink/sdk';
import { boardName } from './known-boards.js';

/** What a search result keeps for connecting. */
export type SerialLinesExtra = { readonly path: string };

/**
 * The serial ports, known boards first.
 * @param configured - a port to offer first, also where the system does not list it.
 */
export function findPorts(
  serial: SerialTransport,
  configured: string | undefined,
  log: Logger,
): Promise<readonly SearchResultInit<SerialLinesExtra>[]> {
  return findSerialPorts({ serial, configured, log, nameOf: boardName });
}

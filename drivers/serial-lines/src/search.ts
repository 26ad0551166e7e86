import {
  isModlinkError,
  type Logger,
  type SearchResultInit,
  type SerialPortInfo,
  type SerialTransport,
} from '@modlink/sdk';
import { boardName } from './known-boards.js';

/** What a search result keeps for connecting. */
export type SerialLinesExtra = { readonly path: string };

/**
 * The serial ports, known boards first.
 * @param configured - a port to offer first, also where the system does not list it.
 */
export async function findPorts(
  serial: SerialTransport,
  configured: string | undefined,
  log: Logger,
): Promise<readonly SearchResultInit<SerialLinesExtra>[]> {
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
  if (boardName(port) !== undefined) return 0;
  return port.vendorId === undefined ? 2 : 1;
}

function describePort(port: SerialPortInfo): SearchResultInit<SerialLinesExtra> {
  const { path, identity, vendorId, productId, serialNumber, manufacturer } = port;
  const usb = vendorId === undefined ? undefined : `USB ${vendorId}:${productId ?? '?'}`;
  const board = boardName(port);
  return {
    title: board === undefined ? `Serial port ${path}` : `${board} (${path})`,
    subtitle: [manufacturer, usb, serialNumber].filter(Boolean).join(', '),
    identity,
    extra: { path },
  };
}

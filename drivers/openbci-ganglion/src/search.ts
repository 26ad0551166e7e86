import {
  type BleTransport,
  findBlePeripherals,
  type Logger,
  type SearchResultInit,
  type SerialTransport,
  serializeError,
} from '@modlink/sdk';
import { Bled112 } from './dongle/bled112.js';
import { scan } from './dongle/scan.js';
import { kindOf } from './gatt.js';
import type { CompleteSettings } from './settings.js';

/** What a search result carries for connecting: through this computer's Bluetooth, or through a dongle. */
export type GanglionExtra = {
  /** What the transport connects; with a dongle, the address. */
  readonly id: string;
  /** The serial port of the dongle. */
  readonly path?: string;
  /** With a dongle: 0 public, 1 random. */
  readonly addressType?: number;
};

/** The USB ids of the dongle (Silicon Labs, "BLED112 Data Sheet"; OpenBCI documentation, "Ganglion Getting Started Guide"). */
const dongleIds = { vendorId: '2458', productId: '0001' };

export interface SearchOptions {
  readonly settings: CompleteSettings;
  readonly signal: AbortSignal;
}

/** Boards in the range of this computer, the strongest signal first. */
export function findOverBle(
  ble: BleTransport,
  { settings, signal }: SearchOptions,
): Promise<readonly SearchResultInit<GanglionExtra>[]> {
  return findBlePeripherals({
    ble,
    timeoutMs: settings.scanTimeoutMs,
    signal,
    nameFilter: settings.nameFilter,
    kindOf,
    otherKind: 'Bluetooth device',
  });
}

/**
 * Boards in the range of the dongles that are plugged in.
 * @throws what kept each of the dongles from looking; nothing where one could.
 */
export async function findOverDongles(
  serial: SerialTransport,
  log: Logger,
  options: SearchOptions,
): Promise<readonly SearchResultInit<GanglionExtra>[]> {
  const paths = await donglePaths(serial, options.settings.port);
  const found: SearchResultInit<GanglionExtra>[] = [];
  const failures: unknown[] = [];
  for (const path of paths) {
    try {
      found.push(...(await findOverDongle(serial, path, options)));
    } catch (error) {
      options.signal.throwIfAborted();
      log.warn(`The dongle on ${path} could not look for boards: ${serializeError(error).message}`);
      failures.push(error);
    }
  }
  if (paths.length > 0 && failures.length === paths.length) throw failures[0];
  return found;
}

async function donglePaths(serial: SerialTransport, configured: string): Promise<readonly string[]> {
  if (configured !== '') return [configured];
  const ports = await serial.list();
  return ports
    .filter(({ vendorId, productId }) => vendorId === dongleIds.vendorId && productId === dongleIds.productId)
    .map(({ path }) => path);
}

async function findOverDongle(
  serial: SerialTransport,
  path: string,
  { settings, signal }: SearchOptions,
): Promise<readonly SearchResultInit<GanglionExtra>[]> {
  const { scanTimeoutMs, replyTimeoutMs } = settings;
  const wanted = settings.nameFilter.toLowerCase();
  const dongle = await Bled112.open(serial, { path, replyTimeoutMs, signal });
  try {
    const seen = await scan(dongle, { timeoutMs: scanTimeoutMs, signal });
    return seen
      .filter((each) => (wanted === '' ? kindOf(each) : each.name?.toLowerCase().includes(wanted)))
      .map(({ address, addressType, rssiDbm, name }) => ({
        title: name ?? 'OpenBCI Ganglion',
        subtitle: `OpenBCI Ganglion, ${address}, ${rssiDbm} dBm, dongle on ${path}`,
        identity: `ble:${address}`,
        extra: { id: address, path, addressType },
      }));
  } finally {
    await dongle.request('endProcedure', []).catch(() => {});
    await dongle.close();
  }
}

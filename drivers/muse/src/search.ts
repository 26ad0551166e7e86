import {
  type BleSearchExtra,
  type BleTransport,
  findBlePeripherals,
  type SearchResultInit,
} from '@modlink/sdk';
import { museService } from './gatt.js';
import type { CompleteSettings } from './settings.js';

/** What a search result carries for connecting. */
export type MuseExtra = BleSearchExtra;

/** What `search()` of the driver gives: headbands in range, the strongest signal first. */
export function findHeadbands(
  ble: BleTransport,
  { scanTimeoutMs, nameFilter }: CompleteSettings,
  signal: AbortSignal,
): Promise<readonly SearchResultInit<MuseExtra>[]> {
  return findBlePeripherals({
    ble,
    timeoutMs: scanTimeoutMs,
    signal,
    nameFilter,
    kindOf: ({ name = '', serviceUuids }) =>
      name.startsWith('Muse') || serviceUuids.includes(museService) ? 'Muse headband' : undefined,
    otherKind: 'Bluetooth device',
  });
}

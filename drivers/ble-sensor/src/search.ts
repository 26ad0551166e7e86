import {
  type BleSearchExtra,
  type BleTransport,
  findBlePeripherals,
  type SearchResultInit,
} from '@modlink/sdk';
import { kindOf } from './gatt.js';
import type { CompleteSettings } from './settings.js';

/** What a search result carries for connecting. */
export type BleSensorExtra = BleSearchExtra;

/** What `search()` of the driver gives: known sensors in range, the strongest signal first. */
export function findSensors(
  ble: BleTransport,
  { scanTimeoutMs, nameFilter }: CompleteSettings,
  signal: AbortSignal,
): Promise<readonly SearchResultInit<BleSensorExtra>[]> {
  return findBlePeripherals({
    ble,
    timeoutMs: scanTimeoutMs,
    signal,
    nameFilter,
    kindOf: ({ name, serviceUuids }) => kindOf(name, serviceUuids),
    otherKind: 'Bluetooth sensor',
  });
}

import type { BlePeripheralInfo, BleTransport, SearchResultInit } from '@modlink/sdk';
import { kindOf } from './gatt.js';
import type { CompleteSettings } from './settings.js';

/** What a search result carries for connecting. */
export type BleSensorExtra = {
  /** What the transport connects. */
  readonly id: string;
};

/** What `search()` of the driver gives: known sensors in range, the strongest signal first. */
export async function findSensors(
  ble: BleTransport,
  { scanTimeoutMs, nameFilter }: CompleteSettings,
  signal: AbortSignal,
): Promise<readonly SearchResultInit<BleSensorExtra>[]> {
  // Not by service: a sensor may advertise its name in one packet and its services in another, or not at all.
  const seen = await ble.scan({ timeoutMs: scanTimeoutMs, signal });
  const wanted = nameFilter.toLowerCase();
  return seen.flatMap((peripheral) => {
    const { name = '', serviceUuids } = peripheral;
    const kind = kindOf(name, serviceUuids);
    const isWanted = wanted === '' ? kind !== undefined : name.toLowerCase().includes(wanted);
    return isWanted ? [describe(peripheral, kind ?? 'Bluetooth sensor')] : [];
  });
}

function describe(
  { id, identity, name, rssiDbm }: BlePeripheralInfo,
  kind: string,
): SearchResultInit<BleSensorExtra> {
  const signal = rssiDbm === undefined ? [] : [`${rssiDbm} dBm`];
  return { title: name || kind, subtitle: [kind, id, ...signal].join(', '), identity, extra: { id } };
}

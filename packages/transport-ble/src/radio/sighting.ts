import { type BlePeripheralInfo, normalizeBleUuid } from '@modlink/sdk';
import type { Peripheral } from './native.js';

/** "RSSI is not available": Bluetooth Core Specification 5.4, Vol 4, Part E, section 7.7.65.2. */
const unknownRssi = 127;

/** Where the platform tells the address, that is the id, in the form of the SDK; macOS has ids of its own. */
export function idOf({ id, address }: Peripheral): string {
  const isAddress = process.platform !== 'darwin' && /^([0-9a-f]{2}:){5}[0-9a-f]{2}$/i.test(address);
  return (isAddress ? address : id).toLowerCase();
}

/** noble writes short UUIDs without leading zeros, and long ones without hyphens. */
export function uuidOf(uuid: string): string {
  return normalizeBleUuid(uuid.padStart(4, '0'));
}

/** What a peripheral advertised, up to now. */
export function describeSighting(peripheral: Peripheral): BlePeripheralInfo {
  const { localName, serviceUuids, manufacturerData } = peripheral.advertisement;
  const id = idOf(peripheral);
  const isRssiKnown = Number.isFinite(peripheral.rssi) && peripheral.rssi !== unknownRssi;
  return {
    id,
    identity: `ble:${id}`,
    serviceUuids: (serviceUuids ?? []).map(uuidOf),
    ...(localName && { name: localName }),
    ...(isRssiKnown && { rssiDbm: peripheral.rssi }),
    ...(manufacturerData?.length && { manufacturerData: Uint8Array.from(manufacturerData) }),
  };
}

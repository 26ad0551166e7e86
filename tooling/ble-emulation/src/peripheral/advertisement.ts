import { normalizeBleUuid } from '@modlink/sdk';
import type { BlePeripheral } from '@modlink/testkit';

/** Bytes of an advertisement, and of a scan response: Bluetooth Core Specification 5.4, Vol 3, Part C, section 11. */
const limitBytes = 31;

/** AD types: Bluetooth Assigned Numbers, section 2.3. */
const adTypes = {
  flags: 0x01,
  uuids16: 0x03,
  uuids128: 0x07,
  completeName: 0x09,
  manufacturer: 0xff,
} as const;
/** LE General Discoverable Mode, BR/EDR not supported: Supplement to the Core Specification, Part A, section 1.3. */
const flags = Buffer.of(0x06);

export interface AdvertisementData {
  readonly advertisement: Buffer;
  readonly scanResponse: Buffer;
}

/** What a peripheral advertises: services and manufacturer data at once, its name when it is asked. */
export function advertisementOf(peripheral: BlePeripheral): AdvertisementData {
  const { name, manufacturerData, services } = peripheral;
  const uuids = (peripheral.serviceUuids ?? services.map(({ uuid }) => uuid)).map(normalizeBleUuid);
  const bytes = uuids.map((uuid) => Buffer.from(uuid.replaceAll('-', ''), 'hex').reverse());
  return {
    advertisement: join('advertisement', [
      [adTypes.flags, flags],
      [adTypes.uuids16, Buffer.concat(bytes.filter(({ length }) => length === 2))],
      [adTypes.uuids128, Buffer.concat(bytes.filter(({ length }) => length === 16))],
      [adTypes.manufacturer, Buffer.from(manufacturerData ?? [])],
    ]),
    scanResponse: join('scan response', [[adTypes.completeName, Buffer.from(name ?? '')]]),
  };
}

function join(what: string, structures: readonly (readonly [type: number, data: Buffer])[]): Buffer {
  const joined = Buffer.concat(
    structures
      .filter(([, data]) => data.length > 0)
      .map(([type, data]) => Buffer.concat([Buffer.of(data.length + 1, type), data])),
  );
  if (joined.length <= limitBytes) return joined;
  throw new Error(
    `The ${what} of the peripheral has ${joined.length} bytes, and ${limitBytes} at most are sent: name fewer services ` +
      'in serviceUuids, or take a shorter name.',
  );
}

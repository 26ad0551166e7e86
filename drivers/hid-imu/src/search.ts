import type { HidBusType, HidDeviceInfo, HidTransport, SearchResultInit } from '@modlink/sdk';
import { type Family, type Product, productOf } from './products.js';

/** What a search result keeps for connecting. */
export type HidImuExtra = {
  readonly path: string;
  readonly family: Family;
  readonly name: string;
  /** Absent where the platform does not tell it: the reports do. */
  readonly busType?: HidBusType;
};

const busNames: Readonly<Record<HidBusType, string>> = {
  usb: 'USB',
  bluetooth: 'Bluetooth',
  i2c: 'I2C',
  spi: 'SPI',
};

/** The interfaces with a motion sensor. */
export async function findDevices(
  hid: HidTransport,
): Promise<readonly (SearchResultInit<HidImuExtra> & { readonly extra: HidImuExtra })[]> {
  const found = (await hid.list()).flatMap((info) => {
    const product = productOf(info);
    return product === undefined ? [] : [{ info, product }];
  });
  const paths = found.map(({ info }) => info.path);
  const own = found.filter(({ info }, index) => paths.indexOf(info.path) === index);
  return own.map(({ info, product }) => describe(info, product, own.filter(isSame(info)).length > 1));
}

const isSame =
  ({ identity }: HidDeviceInfo) =>
  (other: { readonly info: HidDeviceInfo }) =>
    other.info.identity === identity;

/** @param isShared - whether another interface with a motion sensor is part of the same device, and has its identity. */
function describe(info: HidDeviceInfo, { family, name }: Product, isShared: boolean) {
  const { path, busType, vendorId, productId, serialNumber, manufacturer } = info;
  const ids = `${hex(vendorId)}:${hex(productId)}`;
  return {
    title: busType === undefined ? name : `${name} (${busNames[busType]})`,
    subtitle: [manufacturer, ids, serialNumber, path].filter(Boolean).join(', '),
    identity: isShared ? `${info.identity}:${hex(info.usage ?? 0)}:${path}` : info.identity,
    extra: { path, family, name, ...(busType !== undefined && { busType }) },
  };
}

function hex(id: number): string {
  return id.toString(16).padStart(4, '0');
}

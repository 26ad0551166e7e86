/** What Linux tells of its HID interfaces beside what node-hid knows: files of `/sys/class/hidraw`. */
import { access, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { HidBusType } from '@modlink/sdk';

const hidrawFolder = '/sys/class/hidraw';

/** How the kernel names a device: the bus it is on, and its ids. */
export interface HidrawId {
  readonly bus: number;
  readonly vendorId: number;
  readonly productId: number;
}

/** `BUS_*` of Linux, include/uapi/linux/input.h. */
const busTypes: Readonly<Record<number, HidBusType>> = {
  3: 'usb',
  5: 'bluetooth',
  24: 'i2c',
  28: 'spi',
};

/** Whether the kernel gives programs access to HID devices at all. */
export async function hasHidraw(): Promise<boolean> {
  return await access(hidrawFolder).then(
    () => true,
    () => false,
  );
}

/** @param path - `/dev/hidraw0`. */
export async function readHidrawId(path: string): Promise<HidrawId | undefined> {
  return await readFile(deviceFile(path, 'uevent'), 'utf8').then(parseUevent, () => undefined);
}

/**
 * @param path - `/dev/hidraw0`.
 * @throws an error of the file system where there is no such interface.
 */
export async function readReportDescriptor(path: string): Promise<Uint8Array> {
  return Uint8Array.from(await readFile(deviceFile(path, 'report_descriptor')));
}

/** The line `HID_ID=0003:0000054C:00000CE6`: bus, vendor and product, hexadecimal (Linux, drivers/hid/hid-core.c, `hid_uevent`). */
export function parseUevent(text: string): HidrawId | undefined {
  const [, bus = '', vendorId = '', productId = ''] =
    /^HID_ID=([\dA-F]+):([\dA-F]+):([\dA-F]+)$/im.exec(text) ?? [];
  if (bus === '') return undefined;
  return {
    bus: Number.parseInt(bus, 16),
    vendorId: Number.parseInt(vendorId, 16),
    productId: Number.parseInt(productId, 16),
  };
}

/** `undefined` for a bus that is none of ours, as of devices that a program makes up. */
export function busTypeOfId(id: HidrawId | undefined): HidBusType | undefined {
  return id && busTypes[id.bus];
}

function deviceFile(path: string, name: string): string {
  return join(hidrawFolder, basename(path), 'device', name);
}

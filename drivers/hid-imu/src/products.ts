import type { HidDeviceInfo } from '@modlink/sdk';
import { sensorsUsagePage, sensorUsages } from './parser/index.js';

/** Devices whose reports are alike. */
export type Family = 'dualsense' | 'dualshock4' | 'switch' | 'hid-sensor';

/** A device as people know it. */
export interface Product {
  readonly family: Family;
  readonly name: string;
}

const sony = 0x054c;
const nintendo = 0x057e;

/** Ids: Linux `drivers/hid/hid-ids.h`. */
const controllers: readonly (Product & { readonly vendorId: number; readonly productId: number })[] = [
  { vendorId: sony, productId: 0x0ce6, family: 'dualsense', name: 'DualSense' },
  { vendorId: sony, productId: 0x0df2, family: 'dualsense', name: 'DualSense Edge' },
  { vendorId: sony, productId: 0x05c4, family: 'dualshock4', name: 'DualShock 4' },
  { vendorId: sony, productId: 0x09cc, family: 'dualshock4', name: 'DualShock 4' },
  { vendorId: sony, productId: 0x0ba0, family: 'dualshock4', name: 'DualShock 4 on the wireless adaptor' },
  { vendorId: nintendo, productId: 0x2006, family: 'switch', name: 'Joy-Con (L)' },
  { vendorId: nintendo, productId: 0x2007, family: 'switch', name: 'Joy-Con (R)' },
  { vendorId: nintendo, productId: 0x2009, family: 'switch', name: 'Switch Pro Controller' },
];

const motionUsages: readonly number[] = Object.values(sensorUsages);

/** What an interface is; `undefined` where nothing about motion is known of it. */
export function productOf(info: HidDeviceInfo): Product | undefined {
  const controller = controllers.find(
    ({ vendorId, productId }) => vendorId === info.vendorId && productId === info.productId,
  );
  if (controller !== undefined) return { family: controller.family, name: controller.name };
  const { usagePage, usage, collections = [] } = info;
  const first = usagePage === undefined || usage === undefined ? [] : [{ usagePage, usage }];
  const isSensor = [...first, ...collections].some(
    (each) => each.usagePage === sensorsUsagePage && motionUsages.includes(each.usage),
  );
  return isSensor ? { family: 'hid-sensor', name: info.product ?? 'HID motion sensor' } : undefined;
}

import type { HidCollection, HidDeviceInfo } from '@modlink/sdk';
import { busTypeOf } from './bus-type.js';
import { listFailed, noHidraw } from './errors.js';
import { hasHidraw } from './hidraw.js';
import type { NativeHid, NativeHidInfo } from './native.js';

export async function listInterfaces(native: NativeHid): Promise<readonly HidDeviceInfo[]> {
  const collections = await native.list().catch((cause: unknown) => Promise.reject(listFailed(cause)));
  if (collections.length === 0 && process.platform === 'linux' && !(await hasHidraw())) throw noHidraw();
  const byPath = new Map<string, NativeHidInfo[]>();
  for (const collection of collections) {
    // hidapi lists an interface without a path where it vanishes meanwhile: nobody could open it.
    if (!collection.path) continue;
    const others = byPath.get(collection.path) ?? [];
    byPath.set(collection.path, [...others, collection]);
  }
  return await Promise.all([...byPath].map(([path, ofPath]) => describeInterface(path, ofPath)));
}

async function describeInterface(path: string, listed: readonly NativeHidInfo[]): Promise<HidDeviceInfo> {
  const [{ vendorId, productId, serialNumber, manufacturer, product, interface: number }] = listed as [
    NativeHidInfo,
  ];
  const busType = await busTypeOf({ path, interface: number });
  const collections = listed.flatMap(collectionOf);
  return {
    path,
    identity: serialNumber ? `hid:${hex(vendorId)}:${hex(productId)}:${serialNumber}` : path,
    vendorId,
    productId,
    ...(busType && { busType }),
    ...collections[0],
    ...(collections.length > 0 && { collections }),
    ...(product && { product }),
    ...(manufacturer && { manufacturer }),
    ...(serialNumber && { serialNumber }),
  };
}

/** node-hid leaves out what is 0. */
function collectionOf({ usagePage, usage }: NativeHidInfo): HidCollection[] {
  return usagePage === undefined ? [] : [{ usagePage, usage: usage ?? 0 }];
}

function hex(id: number): string {
  return id.toString(16).padStart(4, '0');
}

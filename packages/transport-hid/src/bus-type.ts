import type { HidBusType } from '@modlink/sdk';
import { busTypeOfId, readHidrawId } from './hidraw.js';

/** What is known of an interface when it is listed. */
interface Listed {
  readonly path: string;
  /** Of a USB device, as node-hid counts them; -1 where it does not know. */
  readonly interface: number;
}

/** The bus of an interface, which node-hid does not tell; `undefined` where the platform gives no sign of it. */
export async function busTypeOf(
  listed: Listed,
  platform: NodeJS.Platform = process.platform,
): Promise<HidBusType | undefined> {
  if (platform === 'linux') return busTypeOfId(await readHidrawId(listed.path));
  if (platform === 'win32') return busTypeOfWindowsPath(listed.path);
  // On macOS hidapi counts the interfaces of USB devices alone (hidapi, mac/hid.c).
  return listed.interface >= 0 ? 'usb' : undefined;
}

/**
 * Paths on Windows begin with the hardware id: `\\?\HID#VID_054C&PID_0CE6...` over USB; over Bluetooth
 * `\\?\HID#{<service>}_VID&0002054c_PID&0ce6...`, where the service is 0x1124 (Human Interface Device) of classic Bluetooth
 * or 0x1812 (HID over GATT) (Bluetooth Assigned Numbers, sections 3.3 and 3.4.1).
 */
function busTypeOfWindowsPath(path: string): HidBusType | undefined {
  if (/#\{0000(1124|1812)-0000-1000-8000-00805f9b34fb\}/i.test(path)) return 'bluetooth';
  if (/#VID_[\dA-F]{4}&PID_[\dA-F]{4}/i.test(path)) return 'usb';
  return undefined;
}

/** What there is to choose from. */

/** How the device is reached. `none`: not through a transport of ModLink. */
export const transports = ['serial', 'hid', 'ble', 'media', 'none'] as const;
export type Transport = (typeof transports)[number];

/** How its data comes. */
export const bases = ['driver', 'loop', 'lines'] as const;
export type Base = (typeof bases)[number];

export const licenses = ['Apache-2.0', 'MIT'] as const;
export type License = (typeof licenses)[number];

export const packageManagers = ['npm', 'pnpm', 'yarn', 'bun'] as const;
export type PackageManager = (typeof packageManagers)[number];

export const transportWords: Readonly<Record<Transport, string>> = {
  serial: 'Serial port (USB, UART)',
  hid: 'HID (USB or Bluetooth)',
  ble: 'Bluetooth Low Energy',
  media: 'Camera',
  none: 'None of them: an SDK of the maker, a socket, a web service',
};

export const baseWords: Readonly<Record<Base, string>> = {
  driver: 'It sends by itself (DeviceDriver)',
  loop: 'It is asked again and again (LoopDriver)',
  lines: 'It prints lines of text (DeviceDriver, with @modlink/line-parser)',
};

/** The templates that make a driver, one upon the other, for each transport and base that go together. */
const layers: Readonly<Record<Transport, Partial<Record<Base, readonly string[]>>>> = {
  serial: {
    driver: ['parser-packets', 'serial', 'serial-driver'],
    loop: ['parser-packets', 'serial', 'loop', 'serial-loop'],
    lines: ['parser-lines', 'serial', 'serial-lines'],
  },
  hid: { driver: ['parser-reports', 'hid-driver'], loop: ['parser-reports', 'loop', 'hid-loop'] },
  ble: {
    driver: ['parser-packets', 'ble', 'ble-driver'],
    loop: ['parser-packets', 'ble', 'loop', 'ble-loop'],
  },
  media: { driver: ['parser-pictures', 'media-driver'] },
  none: {
    driver: ['parser-readings', 'none', 'none-driver'],
    loop: ['parser-readings', 'none', 'loop', 'none-loop'],
  },
};

/** The bases that go with a transport. */
export function basesOf(transport: Transport): readonly Base[] {
  return bases.filter((base) => layers[transport][base] !== undefined);
}

/** The templates of a driver, in the order in which they are laid one upon the other. */
export function layersOf(transport: Transport, base: Base): readonly string[] {
  return ['base', ...(layers[transport][base] ?? [])];
}

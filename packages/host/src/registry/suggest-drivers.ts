/**
 * Names the drivers for what is plugged in, from the `match` rules of their manifests: no driver is loaded.
 */
import type {
  BlePeripheralInfo,
  CameraInfo,
  HidCollection,
  HidDeviceInfo,
  MicrophoneInfo,
  SerialPortInfo,
} from '@modlink/sdk';
import type { MatchRules } from '@modlink/sdk/manifest';

/** Devices as the transports list them; what was not looked for is left out. */
export interface PluggedIn {
  readonly serial?: readonly SerialPortInfo[] | undefined;
  readonly hid?: readonly HidDeviceInfo[] | undefined;
  readonly ble?: readonly BlePeripheralInfo[] | undefined;
  readonly media?: readonly (CameraInfo | MicrophoneInfo)[] | undefined;
}

/** One plugged-in device, and the transport that listed it. */
export type PluggedInDevice =
  | { readonly kind: 'serial'; readonly device: SerialPortInfo }
  | { readonly kind: 'hid'; readonly device: HidDeviceInfo }
  | { readonly kind: 'ble'; readonly device: BlePeripheralInfo }
  | { readonly kind: 'media'; readonly device: CameraInfo | MicrophoneInfo };

/** A plugged-in device with the drivers that recognize it: the most specific rule first, otherwise in the given order. */
export type DriverSuggestion<Driver> = PluggedInDevice & {
  readonly drivers: readonly SuggestedDriver<Driver>[];
};

export interface SuggestedDriver<Driver> {
  readonly driver: Driver;
  /** By what the device is recognized, as in `Its USB ids are 0403:6015.` */
  readonly reason: string;
}

/** A rule that a device fits. */
interface Fit {
  /** How much the rule says: more for what fewer devices share. Only compared between devices of one kind. */
  readonly weight: number;
  readonly reason: string;
}

/**
 * Suggests drivers for plugged-in devices. Blocked and disabled drivers are suggested too, so that the user learns which
 * one it would be; devices that no driver recognizes are left out.
 *
 * ```ts
 * const [suggestion] = suggestDrivers(drivers, { serial: await serialTransport.list() });
 * // { kind: 'serial', device: { path: '/dev/ttyUSB0', ... }, drivers: [{ driver, reason: 'Its USB ids are 0403:6015.' }] }
 * ```
 */
export function suggestDrivers<Driver extends { readonly match?: MatchRules | undefined }>(
  drivers: readonly Driver[],
  pluggedIn: PluggedIn,
): DriverSuggestion<Driver>[] {
  return listed(pluggedIn).flatMap((pluggedInDevice) => {
    const fitting = drivers
      .map((driver) => ({ driver, fit: bestFit(driver.match ?? {}, pluggedInDevice) }))
      .filter((each): each is { driver: Driver; fit: Fit } => each.fit !== undefined)
      .sort((a, b) => b.fit.weight - a.fit.weight);
    if (fitting.length === 0) return [];
    return [
      { ...pluggedInDevice, drivers: fitting.map(({ driver, fit }) => ({ driver, reason: fit.reason })) },
    ];
  });
}

function listed({ serial = [], hid = [], ble = [], media = [] }: PluggedIn): PluggedInDevice[] {
  return [
    ...serial.map((device) => ({ kind: 'serial', device }) as const),
    ...hid.map((device) => ({ kind: 'hid', device }) as const),
    ...ble.map((device) => ({ kind: 'ble', device }) as const),
    ...media.map((device) => ({ kind: 'media', device }) as const),
  ];
}

function bestFit(match: MatchRules, pluggedIn: PluggedInDevice): Fit | undefined {
  return fitsOf(match, pluggedIn)
    .filter((fit) => fit !== undefined)
    .reduce<Fit | undefined>((best, fit) => (best && best.weight >= fit.weight ? best : fit), undefined);
}

function fitsOf(match: MatchRules, { kind, device }: PluggedInDevice): (Fit | undefined)[] {
  switch (kind) {
    case 'serial':
      return (match.serial ?? []).map((rule) => fitSerial(rule, device));
    case 'hid':
      return (match.hid ?? []).flatMap((rule) =>
        (device.collections ?? [device]).map((collection) => fitHid(rule, device, collection)),
      );
    case 'ble':
      return (match.ble ?? []).map((rule) => fitBle(rule, device));
    case 'media':
      return (match.media ?? []).map((rule) => fitMedia(rule, device));
  }
}

type Rule<Kind extends keyof MatchRules> = NonNullable<MatchRules[Kind]>[number];

function fitSerial({ vendorId, productId }: Rule<'serial'>, port: SerialPortInfo): Fit | undefined {
  const ids = { vendorId: port.vendorId?.toLowerCase(), productId: port.productId?.toLowerCase() };
  if (ids.vendorId !== vendorId) return undefined;
  if (productId === undefined) return { weight: 1, reason: `Its USB vendor id is ${vendorId}.` };
  if (ids.productId !== productId) return undefined;
  return { weight: 2, reason: `Its USB ids are ${vendorId}:${productId}.` };
}

function fitHid(
  rule: Rule<'hid'>,
  device: HidDeviceInfo,
  collection: Partial<HidCollection>,
): Fit | undefined {
  // An id says more than a usage, which all keyboards share.
  const parts = [
    { name: 'vendor id', weight: 3, wanted: fromHex(rule.vendorId), found: device.vendorId },
    { name: 'product id', weight: 3, wanted: fromHex(rule.productId), found: device.productId },
    { name: 'usage page', weight: 1, wanted: rule.usagePage, found: collection.usagePage },
    { name: 'usage', weight: 1, wanted: rule.usage, found: collection.usage },
  ].filter(({ wanted }) => wanted !== undefined);
  if (parts.some(({ wanted, found }) => wanted !== found)) return undefined;
  const words = parts.map(({ name, found }) => `${name} ${found?.toString(16).padStart(4, '0')}`);
  return {
    weight: parts.reduce((sum, { weight }) => sum + weight, 0),
    reason: `It is a HID device of ${words.join(', ')} (hexadecimal).`,
  };
}

function fitBle({ serviceUuid, namePrefix }: Rule<'ble'>, peripheral: BlePeripheralInfo): Fit | undefined {
  const reasons: string[] = [];
  let weight = 0;
  if (serviceUuid !== undefined) {
    const wanted = shortUuid(serviceUuid);
    if (!peripheral.serviceUuids.some((found) => shortUuid(found) === wanted)) return undefined;
    reasons.push(`it advertises the service ${wanted}`);
    // A service with a UUID of its own is a maker's; those of 16 bits are shared, as the heart rate is by all its belts.
    weight += wanted.length > 4 ? 4 : 1;
  }
  if (namePrefix !== undefined) {
    if (!peripheral.name?.startsWith(namePrefix)) return undefined;
    reasons.push(`its name begins with "${namePrefix}"`);
    // The longer of two beginnings says more.
    weight += 2 + Math.min(namePrefix.length, 99) / 100;
  }
  const words = reasons.join(', and ');
  return { weight, reason: `${words.charAt(0).toUpperCase()}${words.slice(1)}.` };
}

function fitMedia({ kind }: Rule<'media'>, input: CameraInfo | MicrophoneInfo): Fit | undefined {
  return input.kind === kind ? { weight: 1, reason: `It is a ${kind}.` } : undefined;
}

function fromHex(id: string | undefined): number | undefined {
  return id === undefined ? undefined : Number.parseInt(id, 16);
}

/** UUIDs of 16 bits stand for those on the Bluetooth base UUID (Core Specification 5.4, volume 3, part B, section 2.5.1). */
function shortUuid(uuid: string): string {
  return uuid.toLowerCase().replace(/^0000([0-9a-f]{4})-0000-1000-8000-00805f9b34fb$/, '$1');
}

/** What the driver to be made is: from the answers to a plan in which everything is decided. */
import { basename, resolve } from 'node:path';
import { normalizeDeviceName } from '@modlink/sdk';
import {
  type Base,
  bases,
  basesOf,
  type License,
  licenses,
  type PackageManager,
  packageManagers,
  type Transport,
  transports,
} from './choices.js';
import { wrongUsage } from './errors.js';
import { parseStream, type StreamPlan, streamExample } from './stream-plan.js';

/** What was asked for, as flags or answers; what is absent gets a default. */
export interface DriverAnswers {
  /** Where it goes. From the name, when absent. */
  readonly folder?: string | undefined;
  /** The name of the package. From the folder, when absent. */
  readonly name?: string | undefined;
  /** The npm scope: `@my-lab`. */
  readonly scope?: string | undefined;
  readonly driverId?: string | undefined;
  readonly displayName?: string | undefined;
  readonly transport?: string | undefined;
  readonly base?: string | undefined;
  /** In the form of `parseStream`. */
  readonly streams?: readonly string[] | undefined;
  /** `1209:0001`, for serial and HID. */
  readonly usb?: string | undefined;
  /** A service UUID, for BLE. */
  readonly bleService?: string | undefined;
  readonly license?: string | undefined;
  readonly author?: string | undefined;
  readonly packageManager?: string | undefined;
}

/** A driver, with everything decided. */
export interface DriverPlan {
  /** Absolute. */
  readonly folder: string;
  readonly packageName: string;
  readonly driverId: string;
  readonly displayName: string;
  /** `MySensor`. */
  readonly className: string;
  /** `my_sensor`. */
  readonly deviceName: string;
  readonly transport: Transport;
  readonly base: Base;
  readonly streams: readonly StreamPlan[];
  readonly usb: { readonly vendorId: string; readonly productId: string };
  readonly bleService: string;
  readonly license: License;
  readonly author: string;
  readonly packageManager: PackageManager;
}

export interface PlanDefaults {
  /** Where relative folders begin. */
  readonly workingFolder: string;
  readonly author: string;
  readonly packageManager: PackageManager;
}

/** The pair that pid.codes keeps for tests of devices that have no ids yet (https://pid.codes/1209/0001/). */
const testUsbIds = '1209:0001';
/** The Nordic UART Service (nRF Connect SDK, "Nordic UART Service (NUS)"): a stream of bytes both ways. */
const uartService = '6e400001-b5a3-f393-e0a9-e50e24dcca9e';

/** @throws {CreateDriverError} `WRONG_USAGE`, for the first answer that cannot be. */
export function planDriver(answers: DriverAnswers, defaults: PlanDefaults): DriverPlan {
  const packageName = packageNameOf(answers);
  const folder = resolve(defaults.workingFolder, answers.folder ?? packageName.replace(/^@[^/]+\//, ''));
  const driverId = answers.driverId ?? defaultDriverId(packageName);
  if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(driverId))
    throw wrongUsage(
      `The driver id "${driverId}" is not lower-case words joined by hyphens, such as my-sensor.`,
    );
  const displayName = (answers.displayName ?? inWords(driverId)).trim();
  if (displayName === '' || /[\p{Cc}`*/<>]/u.test(displayName))
    throw wrongUsage(
      'The display name is empty, or has a line break, or one of ` * / < >. Give one that people read.',
    );
  const transport = oneOf('transport', answers.transport ?? 'serial', transports);
  const base = oneOf('base class', answers.base ?? 'driver', bases);
  if (!basesOf(transport).includes(base)) {
    throw wrongUsage(
      `The transport ${transport} does not go with the base class ${base}: it goes with ${basesOf(transport).join(', ')}.`,
    );
  }
  return {
    folder,
    packageName,
    driverId,
    displayName,
    className: classNameOf(driverId),
    deviceName: normalizeDeviceName(driverId),
    transport,
    base,
    streams: planStreams(answers.streams ?? [streamExample], base),
    usb: usbIds(answers.usb ?? testUsbIds),
    bleService: serviceUuid(answers.bleService ?? uartService),
    license: oneOf('licence', answers.license ?? 'Apache-2.0', licenses),
    author: (answers.author ?? defaults.author).trim() || `the authors of ${packageName}`,
    packageManager: oneOf(
      'package manager',
      answers.packageManager ?? defaults.packageManager,
      packageManagers,
    ),
  };
}

/** What a package is called by default, in a folder of this name. */
export function defaultPackageName(folder: string): string {
  const bare = basename(resolve(folder))
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '');
  if (bare === '') return '';
  return bare.startsWith('modlink-driver-') ? bare : `modlink-driver-${bare}`;
}

/** What a driver is called by default, in a package of this name. */
export function defaultDriverId(packageName: string): string {
  const bare = packageName.replace(/^@[^/]+\//, '').replace(/^(modlink-)?driver-/, '');
  return bare.replaceAll(/[^a-z0-9]+/g, '-').replaceAll(/^-+|-+$/g, '');
}

/** `my-sensor` as people read it. */
export function inWords(driverId: string): string {
  const words = driverId.replaceAll('-', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function packageNameOf({ folder, name, scope }: DriverAnswers): string {
  const given = name ?? (folder === undefined ? '' : defaultPackageName(folder));
  if (given === '') {
    throw wrongUsage(
      'It is not said what the driver is called. Give a folder or a name: npm create modlink-driver my-sensor',
    );
  }
  const bareScope = scope?.replace(/^@/, '');
  const packageName = bareScope === undefined || given.startsWith('@') ? given : `@${bareScope}/${given}`;
  // The rules of npm for new packages (docs.npmjs.com, package.json, "name").
  if (packageName.length > 214 || !/^(@[a-z0-9~-][a-z0-9._~-]*\/)?[a-z0-9~-][a-z0-9._~-]*$/.test(packageName))
    throw wrongUsage(`"${packageName}" is no name of a package: lower-case letters, digits and hyphens.`);
  return packageName;
}

/** A class does not begin with a digit, and its name is none that the driver's own imports have. */
function classNameOf(driverId: string): string {
  const name = driverId
    .split('-')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
  return `${/^\d/.test(name) ? 'Device' : ''}${name}${/(Driver|Sensor|Device)$/.test(name) ? '' : 'Driver'}`.replace(
    /^(Loop|Device)?Driver$/,
    'Own$&',
  );
}

function planStreams(texts: readonly string[], base: Base): readonly StreamPlan[] {
  const streams = texts.map(parseStream);
  const [first] = streams;
  if (first === undefined) throw wrongUsage(`A driver has at least one stream, such as ${streamExample}.`);
  const twice = streams.find(
    ({ streamKey }, index) => streams.findIndex((each) => each.streamKey === streamKey) < index,
  );
  if (twice !== undefined) throw wrongUsage(`Two streams have the key "${twice.streamKey}".`);
  if (base === 'loop' && streams.some(({ rateHz }) => rateHz !== first.rateHz)) {
    throw wrongUsage(
      'A loop driver asks for all its streams at once: give them one rate, or take the base class "driver".',
    );
  }
  if (streams.length > 255) throw wrongUsage('A driver made here has at most 255 streams.');
  return streams;
}

function usbIds(text: string): { vendorId: string; productId: string } {
  const [vendorId = '', productId = ''] = text.toLowerCase().split(':');
  if (/^[0-9a-f]{4}:[0-9a-f]{4}$/i.test(text)) return { vendorId, productId };
  throw wrongUsage(
    `"${text}" are no USB ids: four hexadecimal digits of the maker, a colon, four of the product.`,
  );
}

function serviceUuid(text: string): string {
  const uuid = text.toLowerCase();
  if (/^([0-9a-f]{4}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$/.test(uuid)) return uuid;
  throw wrongUsage(`"${text}" is no UUID of a Bluetooth service: four hexadecimal digits, or 36 characters.`);
}

function oneOf<T extends string>(what: string, given: string, known: readonly T[]): T {
  const found = known.find((each) => each === given);
  if (found !== undefined) return found;
  throw wrongUsage(`There is no ${what} "${given}": there are ${known.join(', ')}.`);
}

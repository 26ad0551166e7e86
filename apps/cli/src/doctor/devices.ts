/** Checks of what is not serial: HID devices, Bluetooth, cameras and microphones. */
import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { type HidDeviceInfo, serializeError, type TransportKind, type TransportMap } from '@modlink/sdk';
import { pluralText } from '../output/quantities.js';
import { type Finding, ok, warning } from './finding.js';
import { createTransport } from './transport-module.js';

/** Long enough to find out whether there is an adapter, and what is near. */
const scanMs = 1_000;
/** More names than this are only counted. */
const mostNames = 6;

const ruleRemedy =
  'Put this udev rule into /etc/udev/rules.d/70-modlink-hid.rules: KERNEL=="hidraw*", TAG+="uaccess" (on a machine without a ' +
  'screen MODE="0666" instead), run "sudo udevadm control --reload", and connect the device again.';
const groupRemedy = (group: string): string =>
  `Join the group: "sudo usermod -a -G ${group} $USER", then log out and in.`;

/** Game controllers and motion sensors, and the right to open them. */
export async function checkHid(): Promise<Finding[]> {
  return withTransport<'hid'>(
    'HID devices',

    () => import('@modlink/transport-hid'),
    async (hid) => {
      const devices = await hid.list();
      const names = [...new Set(devices.map(({ product, path }) => product ?? path))];
      const found = ok('HID devices', named(names, 'none is connected'));
      return process.platform === 'linux' ? [found, ...(await hidPermission(devices))] : [found];
    },
  );
}

async function hidPermission(devices: readonly HidDeviceInfo[]): Promise<Finding[]> {
  const denied = await deniedOf(devices.map(({ path }) => path));
  if (denied.length === 0) return [];
  // Keyboards and mice are no sensors, and are rightly closed: a warning, not a problem.
  return [warning('HID permission', `this user may not open ${denied.join(', ')}`, ruleRemedy)];
}

/** Whether there is an adapter that may be used, and what is near. */
export async function checkBluetooth(): Promise<Finding[]> {
  return withTransport<'ble'>(
    'Bluetooth',

    () => import('@modlink/transport-ble'),
    async (ble) => {
      const peripherals = await ble.scan({ timeoutMs: scanMs });
      return [ok('Bluetooth', `works; ${pluralText(peripherals.length, 'peripheral')} in range`)];
    },
  );
}

/** Cameras and microphones, as ffmpeg sees them, and the right to open them. */
export async function checkMedia(): Promise<Finding[]> {
  return withTransport<'media'>(
    'Cameras, microphones',

    () => import('@modlink/transport-media'),
    async (media) => {
      const inputs = await media.list();
      const found = ok(
        'Cameras, microphones',
        named(
          inputs.map(({ label }) => label),
          'none is connected',
        ),
      );
      if (process.platform !== 'linux') return [found];
      const cameras = inputs.flatMap(({ kind, id }) =>
        kind === 'camera' && id.startsWith('/dev/') ? [id] : [],
      );
      const denied = await deniedOf(cameras);
      if (denied.length === 0) return [found];
      return [
        found,
        warning('Camera permission', `this user may not open ${denied.join(', ')}`, groupRemedy('video')),
      ];
    },
  );
}

/** What a transport says of itself when it does not work has the remedy in it, after the first sentence. */
async function withTransport<Kind extends TransportKind>(
  check: string,
  load: () => Promise<unknown>,
  look: (transport: TransportMap[Kind]) => Promise<Finding[]>,
): Promise<Finding[]> {
  try {
    return await look(await createTransport<Kind>(load));
  } catch (error) {
    const { message, code } = serializeError(error);
    const [what = message, ...rest] = message.split(/(?<=[.:]) /);
    const remedy =
      rest.join(' ') || `Install ModLink again; when that does not help, report it with the code ${code}.`;
    return [warning(check, what, remedy)];
  }
}

async function deniedOf(paths: readonly string[]): Promise<string[]> {
  const closed = await Promise.all(
    paths.map((path) =>
      access(path, constants.R_OK | constants.W_OK).then(
        () => [],
        () => [path],
      ),
    ),
  );
  return closed.flat();
}

function named(names: readonly string[], none: string): string {
  if (names.length === 0) return none;
  const shown = names.slice(0, mostNames).join(', ');
  return names.length > mostNames ? `${shown} and ${names.length - mostNames} more` : shown;
}

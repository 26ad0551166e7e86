/** Which Bluetooth adapter is used, and what can be said of it without touching it. */
import { constants } from 'node:fs';
import { access, readdir, readFile } from 'node:fs/promises';
import { denied, invalidOptions, unavailable } from './errors.js';

/** The environment variable that names another adapter than the platform's. */
export const adapterVariable = 'MODLINK_BLE_HCI';

/** The adapter of the platform, one of Linux's by its number, or a controller on a serial port. */
export type Adapter =
  | { readonly kind: 'default' }
  | { readonly kind: 'hci'; readonly deviceId: number }
  | { readonly kind: 'uart'; readonly port: string; readonly baudRate: number };

/** @throws {TransportError} `INVALID_OPTIONS` */
export function chosenAdapter(environment: NodeJS.ProcessEnv = process.env): Adapter {
  const text = environment[adapterVariable]?.trim() ?? '';
  if (text === '') return { kind: 'default' };
  const [, deviceId] = /^hci(\d+)$/.exec(text) ?? [];
  if (deviceId !== undefined) return { kind: 'hci', deviceId: Number(deviceId) };
  const [, port, baudRate] = /^uart:(.+)@(\d+)$/.exec(text) ?? [];
  if (port !== undefined) return { kind: 'uart', port, baudRate: Number(baudRate) };
  throw invalidOptions(
    `${adapterVariable} is "${text}": expected an adapter of Linux such as hci1, or a controller on a serial port such as ` +
      'uart:/dev/ttyACM0@1000000.',
  );
}

/** What the checks look at; another only where a test needs a machine that it does not run on. */
export interface Machine {
  readonly platform: NodeJS.Platform;
  /** The adapters of Linux: the entries of `/sys/class/bluetooth`. */
  adapters(): Promise<readonly string[]>;
  /** The text of `/proc/self/status`. */
  status(): Promise<string>;
  /** The Node binary. */
  readonly nodePath: string;
}

const thisMachine: Machine = {
  platform: process.platform,
  adapters: () => readdir('/sys/class/bluetooth').catch(() => []),
  status: () => readFile('/proc/self/status', 'utf8').catch(() => ''),
  nodePath: process.execPath,
};

/** `CAP_NET_RAW` of capabilities(7), which raw HCI sockets need. */
const netRawBit = 13n;

/**
 * Finds out at once what would otherwise be waited for.
 * @throws {TransportError} `TRANSPORT_UNAVAILABLE`, `PERMISSION_DENIED`
 */
export async function checkAdapter(adapter: Adapter, machine: Machine = thisMachine): Promise<void> {
  if (adapter.kind === 'uart') return await checkPort(adapter.port);
  if (machine.platform !== 'linux') return;
  // Adapters are hci0, hci1; a connection has an entry too: hci0:64.
  const adapters = (await machine.adapters()).filter((name) => /^hci\d+$/.test(name));
  if (adapters.length === 0) {
    throw unavailable(
      'This machine has no Bluetooth adapter. Plug one in, or switch the built-in one on in the firmware settings; in a virtual ' +
        'machine or a container it must be passed through.',
    );
  }
  if (adapter.kind === 'hci' && !adapters.includes(`hci${adapter.deviceId}`)) {
    throw unavailable(
      `There is no Bluetooth adapter hci${adapter.deviceId}: this machine has ${adapters.join(', ')}. Correct ${adapterVariable}.`,
    );
  }
  const [, effective] = /^CapEff:\s*([0-9a-f]+)/im.exec(await machine.status()) ?? [];
  if (effective !== undefined && ((BigInt(`0x${effective}`) >> netRawBit) & 1n) === 0n) {
    throw denied(
      'This user may not use Bluetooth directly. Allow it to this Node binary, with "sudo setcap cap_net_raw+eip ' +
        `${machine.nodePath}", and start again.`,
    );
  }
}

async function checkPort(port: string): Promise<void> {
  // The names of ports on Windows are no paths of its file system.
  if (process.platform === 'win32') return;
  try {
    await access(port, constants.R_OK | constants.W_OK);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
      throw unavailable(
        `There is no serial port ${port}, which ${adapterVariable} names as Bluetooth controller. Plug it in, or correct the variable.`,
        error,
      );
    }
    throw denied(
      `This user may not open the serial port ${port}, which ${adapterVariable} names as Bluetooth controller. Add the user to the ` +
        'group that owns it, and log in again.',
      error,
    );
  }
}

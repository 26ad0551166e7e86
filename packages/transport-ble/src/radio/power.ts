import type { AdapterState } from '@stoprocent/noble';
import type { Adapter } from '../adapter.js';
import { denied, unavailable } from '../errors.js';
import type { Noble } from './native.js';

/** How long an adapter may take to tell anything, and to get ready after it told something else, in milliseconds. */
const silenceLimitMs = 5_000;
const changeLimitMs = 800;
const serialChangeLimitMs = 3_000;

/**
 * Waits until the adapter is on. Some say "off" first, as serial ones do until their reset is done.
 * @throws {TransportError} `TRANSPORT_UNAVAILABLE`, `PERMISSION_DENIED`
 */
export function poweredOn(noble: Noble, adapter: Adapter): Promise<void> {
  return new Promise((resolve, reject) => {
    const end = (settle: () => void) => {
      clearTimeout(timer);
      noble.removeListener('stateChange', look);
      settle();
    };
    const give = () => end(() => reject(problemOf(noble.state, adapter)));
    let timer = setTimeout(give, silenceLimitMs);
    const look = (state: AdapterState) => {
      if (state === 'poweredOn') return end(resolve);
      if (state === 'unknown') return;
      clearTimeout(timer);
      timer = setTimeout(give, adapter.kind === 'uart' ? serialChangeLimitMs : changeLimitMs);
    };
    noble.on('stateChange', look);
    look(noble.state);
  });
}

function problemOf(state: AdapterState, adapter: Adapter): Error {
  if (adapter.kind === 'uart') {
    return unavailable(
      `The Bluetooth controller on ${adapter.port} does not answer at ${adapter.baudRate} baud. Check that its firmware speaks HCI over ` +
        'UART at this baud rate, and that no other program has the port.',
    );
  }
  if (state === 'unauthorized') return denied(permissionRemedy());
  if (state === 'poweredOff') return unavailable(`Bluetooth is switched off. ${powerRemedy()}`);
  if (state === 'unsupported') {
    return unavailable(
      'The Bluetooth adapter of this machine cannot do Bluetooth Low Energy. Use another one.',
    );
  }
  return unavailable(
    `The Bluetooth adapter does not get ready: its state is "${state}". Switch Bluetooth off and on again.`,
  );
}

function powerRemedy(): string {
  switch (process.platform) {
    case 'linux':
      return 'Switch it on: "rfkill unblock bluetooth", then "bluetoothctl power on".';
    case 'darwin':
      return 'Switch it on in the menu bar or in System Settings, Bluetooth.';
    default:
      return 'Switch it on in the settings of the system.';
  }
}

function permissionRemedy(): string {
  switch (process.platform) {
    case 'linux':
      return (
        'This user may not use Bluetooth directly. Allow it to this Node binary, with "sudo setcap cap_net_raw+eip ' +
        `${process.execPath}", and start again.`
      );
    case 'darwin':
      return (
        'This program may not use Bluetooth. Allow it to the program that runs it (a terminal, an editor) under System Settings, ' +
        'Privacy & Security, Bluetooth.'
      );
    default:
      return 'This program may not use Bluetooth. Allow it in the privacy settings of the system.';
  }
}

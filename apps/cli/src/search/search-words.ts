/** What a search came to, in words: the devices, and for each transport what kept it from finding any. */
import type { Host } from '@modlink/host';
import { serializeError, type TransportKind, transportKinds } from '@modlink/sdk';
import wrapAnsi from 'wrap-ansi';
import type { Output } from '../output/output.js';
import { table } from '../output/table.js';
import { eachOnce, type Search } from './search-drivers.js';

const transportNames: Readonly<Record<TransportKind, string>> = {
  serial: 'Serial ports',
  hid: 'Game controllers and other HID devices',
  ble: 'Bluetooth',
  media: 'Cameras and microphones',
};

/** Drivers by the transports that they look at. */
export type TransportsOf = (driverId: string) => readonly TransportKind[];

export const transportsIn =
  (host: Host): TransportsOf =>
  (driverId) =>
    host.drivers.require(driverId).transports;

export function searchText(search: Search, transportsOf: TransportsOf, { colors, columns }: Output): string {
  const { devices, asked } = search;
  if (asked.length === 0) {
    return wrapAnsi(
      'There is no driver that could search. "modlink drivers" shows which are installed, and why.',
      columns,
    );
  }
  const parts: string[] = [];
  if (devices.length > 0) {
    const rows = eachOnce(devices).map(({ first, driverIds }) => [
      first.title,
      first.subtitle,
      driverIds.join(', '),
      first.identity,
    ]);
    parts.push(table(['DEVICE', 'DETAILS', 'DRIVER', 'IDENTITY'], rows, { columns, colors }));
  }
  const remarks = remarksOn(search, transportsOf).map(({ isFailure, text }) =>
    wrapAnsi(isFailure ? colors.yellow(text) : colors.dim(text), columns),
  );
  if (remarks.length > 0) parts.push(remarks.join('\n'));
  if (devices.length === 0) {
    parts.push(
      wrapAnsi(
        'No device found. Plug it in, switch it on, and search again; "modlink doctor" checks ports and permissions.',
        columns,
      ),
    );
  }
  return parts.join('\n\n');
}

interface Remark {
  readonly isFailure: boolean;
  readonly text: string;
}

/** One line for each reason: a radio that is missing keeps several drivers from looking. */
export function remarksOn(search: Search, transportsOf: TransportsOf): Remark[] {
  const { devices, failures, slow, asked } = search;
  const silent = asked.filter(
    (driverId) =>
      !slow.includes(driverId) && [...devices, ...failures].every((each) => each.driverId !== driverId),
  );
  return [...failed(search, transportsOf), ...nothingFound(silent, transportsOf), ...tooSlow(slow)];
}

function failed({ failures }: Search, transportsOf: TransportsOf): Remark[] {
  const remarks: string[] = [];
  const notAsked = new Map<string, string[]>();
  for (const { driverId, error } of failures) {
    const { message, code } = serializeError(error);
    const [kind] = transportsOf(driverId);
    if (code !== 'TRANSPORT_UNAVAILABLE' || kind === undefined) {
      remarks.push(`${driverId} could not search: ${message} (${code})`);
      continue;
    }
    const reason = `${transportNames[kind]}: ${message}`;
    notAsked.set(reason, [...(notAsked.get(reason) ?? []), driverId]);
  }
  for (const [reason, driverIds] of notAsked) remarks.push(`${reason} Not asked: ${driverIds.join(', ')}.`);
  return remarks.map((text) => ({ isFailure: true, text }));
}

/** For each transport, what was looked at in vain. */
function nothingFound(silent: readonly string[], transportsOf: TransportsOf): Remark[] {
  const groups = [...transportKinds, undefined].map((kind) => ({
    name: kind === undefined ? 'Without a transport' : transportNames[kind],
    driverIds: silent.filter((driverId) => transportsOf(driverId)[0] === kind),
  }));
  return groups
    .filter(({ driverIds }) => driverIds.length > 0)
    .map(({ name, driverIds }) => ({
      isFailure: false,
      text: `${name}: nothing found with ${driverIds.join(', ')}.`,
    }));
}

function tooSlow(slow: readonly string[]): Remark[] {
  if (slow.length === 0) return [];
  const text = `Not done in time: ${slow.join(', ')}. Ask one alone, as in "modlink search ${slow[0]}", or give --timeout 20s.`;
  return [{ isFailure: true, text }];
}

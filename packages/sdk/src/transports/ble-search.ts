import type { SearchResultInit } from '../search-result.js';
import type { BlePeripheralInfo, BleTransport } from './ble.js';

/** What a search result of a Bluetooth driver carries for connecting. */
export type BleSearchExtra = {
  /** What the transport connects. */
  readonly id: string;
};

export interface FindBlePeripheralsOptions {
  readonly ble: BleTransport;
  /** How long to look, in milliseconds. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  /** What a device of the driver is called, from what it advertises; `undefined` for others. */
  readonly kindOf: (peripheral: BlePeripheralInfo) => string | undefined;
  /**
   * Only peripherals whose name contains this, also such that `kindOf` does not know; all that it knows when absent or empty.
   * Case does not matter.
   */
  readonly nameFilter?: string | undefined;
  /** What peripherals are called that were only found by their name. */
  readonly otherKind: string;
}

/**
 * What the `search()` of a Bluetooth driver gives: the peripherals in range that are its devices, the strongest signal first.
 * @throws {TransportError} as `scan` of the transport.
 */
export async function findBlePeripherals(
  options: FindBlePeripheralsOptions,
): Promise<readonly SearchResultInit<BleSearchExtra>[]> {
  const { ble, timeoutMs, signal, kindOf, otherKind } = options;
  // Not by service: a peripheral may advertise its name in one packet and its services in another, or not at all.
  const seen = await ble.scan({ timeoutMs, signal });
  const wanted = (options.nameFilter ?? '').toLowerCase();
  return seen.flatMap((peripheral) => {
    const kind = kindOf(peripheral);
    const name = peripheral.name ?? '';
    const isWanted = wanted === '' ? kind !== undefined : name.toLowerCase().includes(wanted);
    return isWanted ? [describePeripheral(peripheral, kind ?? otherKind)] : [];
  });
}

function describePeripheral(
  { id, identity, name, rssiDbm }: BlePeripheralInfo,
  kind: string,
): SearchResultInit<BleSearchExtra> {
  const strength = rssiDbm === undefined ? [] : [`${rssiDbm} dBm`];
  return { title: name || kind, subtitle: [kind, id, ...strength].join(', '), identity, extra: { id } };
}

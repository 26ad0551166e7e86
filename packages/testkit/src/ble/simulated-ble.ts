import {
  type BleConnection,
  type BleConnectOptions,
  type BlePeripheralInfo,
  type BleScanOptions,
  type BleTransport,
  normalizeBleUuid,
  type TransportMap,
} from '@modlink/sdk';
import type { VirtualClock } from '../clock/virtual-clock.js';
import type { Distortion } from '../transport/distortions.js';
import { Openings } from '../transport/openings.js';
import type { SimulatedTransport } from '../transport/simulated-transport.js';
import type { BlePeripheral } from './ble-peripheral.js';
import { SimulatedBleConnection } from './simulated-ble-connection.js';

/** Of a peripheral that says nothing else. */
const usualRssiDbm = -60;

/** What a {@link SimulatedBle} is made of. */
export interface SimulatedBleOptions {
  /** The clock by which peripherals notify. */
  readonly clock: VirtualClock;
  /** What is in range. */
  readonly peripherals: readonly BlePeripheral[];
}

/** Bluetooth Low Energy with scripted peripherals, on a virtual clock, with faults on demand. A scan takes no time. */
export class SimulatedBle implements BleTransport, SimulatedTransport {
  /** Overwritten, so that a driver that keeps what it only borrowed is noticed. */
  overwritesBytes = true;
  readonly #clock: VirtualClock;
  readonly #peripherals: readonly BlePeripheral[];
  readonly #openings = new Openings<SimulatedBleConnection>(
    {
      one: 'peripheral',
      all: 'the peripherals',
      gone: 'out of range',
      busy: 'is connected already. Close that connection first.',
    },
    ({ id }) => id,
  );
  readonly #rssiDbm = new Map<string, number>();
  #distortion: Distortion = (chunk) => [chunk];

  constructor({ clock, peripherals }: SimulatedBleOptions) {
    this.#clock = clock;
    this.#peripherals = peripherals;
  }

  /** This transport, as a driver gets it. */
  get transports(): Partial<TransportMap> {
    return { ble: this };
  }

  get openings(): number {
    return this.#openings.count;
  }

  get openDevices(): readonly string[] {
    return this.#openings.names;
  }

  async scan({ serviceUuids = [], signal }: BleScanOptions): Promise<readonly BlePeripheralInfo[]> {
    signal?.throwIfAborted();
    const wanted = new Set(serviceUuids.map(normalizeBleUuid));
    if (!this.#openings.isPluggedIn) return [];
    return this.#peripherals
      .map((peripheral) => this.#advertisement(peripheral))
      .filter(({ serviceUuids }) => wanted.size === 0 || serviceUuids.some((uuid) => wanted.has(uuid)))
      .sort((a, b) => (b.rssiDbm ?? 0) - (a.rssiDbm ?? 0));
  }

  async connect({ id, signal }: BleConnectOptions): Promise<BleConnection> {
    this.#openings.begin(signal);
    return this.#openings.open({
      devices: this.#peripherals,
      nameOf: (each) => each.id,
      name: id,
      signal,
      connect: (peripheral) =>
        new SimulatedBleConnection(peripheral, {
          clock: this.#clock,
          distortion: () => this.#distortion,
          overwritesBytes: () => this.overwritesBytes,
          rssiDbm: () => this.#rssiOf(peripheral),
          closed: (closed) => this.#openings.closed(closed),
        }),
    });
  }

  /** From now on this happens to each notification that a peripheral sends. */
  distort(distortion: Distortion): void {
    this.#distortion = distortion;
  }

  /** The strength of a peripheral's signal changes, in dBm. */
  setRssiDbm(id: string, rssiDbm: number): void {
    this.#rssiDbm.set(id, rssiDbm);
  }

  /** All peripherals go out of range. */
  unplug(): void {
    this.#openings.unplug((connection) => connection.loseLink('went out of range'));
  }

  /** The peripherals are back. */
  plugIn(): void {
    this.#openings.plugIn();
  }

  failNextOpen(error: Error): void {
    this.#openings.failNext(error);
  }

  stallOpening(): void {
    this.#openings.stall();
  }

  #rssiOf({ id, rssiDbm = usualRssiDbm }: BlePeripheral): number {
    return this.#rssiDbm.get(id) ?? rssiDbm;
  }

  #advertisement(peripheral: BlePeripheral): BlePeripheralInfo {
    const { id, identity = `ble:${id}`, name, manufacturerData, services } = peripheral;
    const { serviceUuids = services.map(({ uuid }) => uuid) } = peripheral;
    return {
      id,
      identity,
      rssiDbm: this.#rssiOf(peripheral),
      serviceUuids: serviceUuids.map(normalizeBleUuid),
      ...(name !== undefined && { name }),
      ...(manufacturerData && { manufacturerData: Uint8Array.from(manufacturerData) }),
    };
  }
}

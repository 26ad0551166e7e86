import {
  type BleConnection,
  type BleConnectOptions,
  type BlePeripheralInfo,
  type BleScanOptions,
  type BleTransport,
  normalizeBleUuid,
  TransportError,
  type TransportMap,
} from '@modlink/sdk';
import type { VirtualClock } from '../clock/virtual-clock.js';
import type { Distortion } from '../transport/distortions.js';
import { neverButFor } from '../transport/never-but-for.js';
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
  readonly #connections = new Set<SimulatedBleConnection>();
  readonly #rssiDbm = new Map<string, number>();
  #distortion: Distortion = (chunk) => [chunk];
  #openings = 0;
  #isInRange = true;
  #isStalled = false;
  #nextFailure: Error | undefined;

  constructor({ clock, peripherals }: SimulatedBleOptions) {
    this.#clock = clock;
    this.#peripherals = peripherals;
  }

  /** This transport, as a driver gets it. */
  get transports(): Partial<TransportMap> {
    return { ble: this };
  }

  get openings(): number {
    return this.#openings;
  }

  get openDevices(): readonly string[] {
    return [...this.#connections].map(({ id }) => id);
  }

  async scan({ serviceUuids = [], signal }: BleScanOptions): Promise<readonly BlePeripheralInfo[]> {
    signal?.throwIfAborted();
    const wanted = new Set(serviceUuids.map(normalizeBleUuid));
    if (!this.#isInRange) return [];
    return this.#peripherals
      .map((peripheral) => this.#advertisement(peripheral))
      .filter(({ serviceUuids }) => wanted.size === 0 || serviceUuids.some((uuid) => wanted.has(uuid)))
      .sort((a, b) => (b.rssiDbm ?? 0) - (a.rssiDbm ?? 0));
  }

  async connect({ id, signal }: BleConnectOptions): Promise<BleConnection> {
    this.#openings += 1;
    signal?.throwIfAborted();
    if (this.#isStalled) return await neverButFor(signal);
    if (this.#nextFailure !== undefined) {
      const failure = this.#nextFailure;
      this.#nextFailure = undefined;
      throw failure;
    }
    const peripheral = this.#isInRange ? this.#peripherals.find((each) => each.id === id) : undefined;
    if (peripheral === undefined) {
      const known = this.#peripherals.map((each) => each.id).join(', ') || 'none';
      throw new TransportError(
        'DEVICE_NOT_FOUND',
        `There is no simulated peripheral ${id}: the peripherals are ${this.#isInRange ? known : 'out of range'}.`,
        { subject: { path: id } },
      );
    }
    if (this.openDevices.includes(id)) {
      throw new TransportError(
        'DEVICE_BUSY',
        `The simulated peripheral ${id} is connected already. Close that connection first.`,
        { subject: { path: id } },
      );
    }
    const connection = new SimulatedBleConnection(peripheral, {
      clock: this.#clock,
      distortion: () => this.#distortion,
      overwritesBytes: () => this.overwritesBytes,
      rssiDbm: () => this.#rssiOf(peripheral),
      closed: (closed) => this.#connections.delete(closed),
    });
    this.#connections.add(connection);
    return connection;
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
    this.#isInRange = false;
    for (const connection of this.#connections) connection.loseLink('went out of range');
  }

  /** The peripherals are back. */
  plugIn(): void {
    this.#isInRange = true;
  }

  failNextOpen(error: Error): void {
    this.#nextFailure = error;
  }

  stallOpening(): void {
    this.#isStalled = true;
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

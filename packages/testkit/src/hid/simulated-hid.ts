import {
  type HidConnection,
  type HidDeviceInfo,
  type HidTransport,
  TransportError,
  type TransportMap,
  type Unsubscribe,
} from '@modlink/sdk';
import type { VirtualClock } from '../clock/virtual-clock.js';
import type { Distortion } from '../transport/distortions.js';
import { neverButFor } from '../transport/never-but-for.js';
import type { SimulatedTransport } from '../transport/simulated-transport.js';
import type { HidDevice } from './hid-device.js';
import { SimulatedHidConnection } from './simulated-hid-connection.js';

/** What a {@link SimulatedHid} is made of. */
export interface SimulatedHidOptions {
  /** The clock by which devices send. */
  readonly clock: VirtualClock;
  /** What is plugged in: one entry per interface. */
  readonly devices: readonly HidDevice[];
}

/** HID interfaces of scripted devices, on a virtual clock, with faults on demand. */
export class SimulatedHid implements HidTransport, SimulatedTransport {
  /** Overwritten, so that a driver that keeps what it only borrowed is noticed. */
  overwritesBytes = true;
  readonly #clock: VirtualClock;
  readonly #devices: readonly HidDevice[];
  readonly #connections = new Set<SimulatedHidConnection>();
  readonly #watchers = new Set<() => void>();
  #distortion: Distortion = (report) => [report];
  #openings = 0;
  #isPluggedIn = true;
  #isStalled = false;
  #nextFailure: Error | undefined;

  constructor({ clock, devices }: SimulatedHidOptions) {
    this.#clock = clock;
    this.#devices = devices;
  }

  /** This transport, as a driver gets it. */
  get transports(): Partial<TransportMap> {
    return { hid: this };
  }

  get openings(): number {
    return this.#openings;
  }

  get openDevices(): readonly string[] {
    return [...this.#connections].map(({ path }) => path);
  }

  async list(): Promise<readonly HidDeviceInfo[]> {
    return this.#isPluggedIn ? this.#devices.map(describeDevice) : [];
  }

  watch(onChange: () => void): Unsubscribe {
    this.#watchers.add(onChange);
    return () => this.#watchers.delete(onChange);
  }

  async open(options: {
    readonly path: string;
    readonly signal?: AbortSignal | undefined;
  }): Promise<HidConnection> {
    this.#openings += 1;
    const { path, signal } = options;
    signal?.throwIfAborted();
    if (this.#isStalled) return await neverButFor(signal);
    if (this.#nextFailure !== undefined) {
      const failure = this.#nextFailure;
      this.#nextFailure = undefined;
      throw failure;
    }
    const device = this.#isPluggedIn ? this.#devices.find((each) => each.path === path) : undefined;
    if (device === undefined) {
      const paths = this.#devices.map((each) => each.path).join(', ') || 'none';
      throw new TransportError(
        'DEVICE_NOT_FOUND',
        `There is no simulated HID interface ${path}: they are ${this.#isPluggedIn ? paths : 'unplugged'}.`,
        { subject: { path } },
      );
    }
    if (this.openDevices.includes(path)) {
      throw new TransportError(
        'DEVICE_BUSY',
        `The simulated HID interface ${path} is open already. Close it first.`,
        { subject: { path } },
      );
    }
    const connection = new SimulatedHidConnection(device, {
      clock: this.#clock,
      distortion: () => this.#distortion,
      overwritesBytes: () => this.overwritesBytes,
      closed: (closed) => this.#connections.delete(closed),
    });
    this.#connections.add(connection);
    return connection;
  }

  /** From now on this happens to each input report. */
  distort(distortion: Distortion): void {
    this.#distortion = distortion;
  }

  unplug(): void {
    this.#isPluggedIn = false;
    for (const connection of this.#connections) {
      connection.lose(
        new TransportError('DEVICE_UNPLUGGED', `The simulated device on ${connection.path} was unplugged.`, {
          subject: { path: connection.path },
        }),
      );
    }
    for (const onChange of this.#watchers) onChange();
  }

  /** The devices are back. */
  plugIn(): void {
    this.#isPluggedIn = true;
    for (const onChange of this.#watchers) onChange();
  }

  failNextOpen(error: Error): void {
    this.#nextFailure = error;
  }

  stallOpening(): void {
    this.#isStalled = true;
  }
}

function describeDevice({ connect: _, reportDescriptor: __, ...info }: HidDevice): HidDeviceInfo {
  const { vendorId, productId, serialNumber, path } = info;
  const madeIdentity = serialNumber ? `hid:${hex(vendorId)}:${hex(productId)}:${serialNumber}` : path;
  return { ...info, identity: info.identity ?? madeIdentity };
}

function hex(id: number): string {
  return id.toString(16).padStart(4, '0');
}

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
import { Openings } from '../transport/openings.js';
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
  readonly #openings = new Openings<SimulatedHidConnection>(
    { one: 'HID interface', all: 'they', gone: 'unplugged', busy: 'is open already. Close it first.' },
    ({ path }) => path,
  );
  #distortion: Distortion = (report) => [report];

  constructor({ clock, devices }: SimulatedHidOptions) {
    this.#clock = clock;
    this.#devices = devices;
  }

  /** This transport, as a driver gets it. */
  get transports(): Partial<TransportMap> {
    return { hid: this };
  }

  get openings(): number {
    return this.#openings.count;
  }

  get openDevices(): readonly string[] {
    return this.#openings.names;
  }

  async list(): Promise<readonly HidDeviceInfo[]> {
    return this.#openings.isPluggedIn ? this.#devices.map(describeDevice) : [];
  }

  watch(onChange: () => void): Unsubscribe {
    return this.#openings.watch(onChange);
  }

  async open(options: {
    readonly path: string;
    readonly signal?: AbortSignal | undefined;
  }): Promise<HidConnection> {
    const { path, signal } = options;
    this.#openings.begin(signal);
    return this.#openings.open({
      devices: this.#devices,
      nameOf: (each) => each.path,
      name: path,
      signal,
      connect: (device) =>
        new SimulatedHidConnection(device, {
          clock: this.#clock,
          distortion: () => this.#distortion,
          overwritesBytes: () => this.overwritesBytes,
          closed: (closed) => this.#openings.closed(closed),
        }),
    });
  }

  /** From now on this happens to each input report. */
  distort(distortion: Distortion): void {
    this.#distortion = distortion;
  }

  unplug(): void {
    this.#openings.unplug((connection) => {
      connection.lose(
        new TransportError('DEVICE_UNPLUGGED', `The simulated device on ${connection.path} was unplugged.`, {
          subject: { path: connection.path },
        }),
      );
    });
  }

  /** The devices are back. */
  plugIn(): void {
    this.#openings.plugIn();
  }

  failNextOpen(error: Error): void {
    this.#openings.failNext(error);
  }

  stallOpening(): void {
    this.#openings.stall();
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

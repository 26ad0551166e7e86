import {
  type SerialConnection,
  type SerialOpenOptions,
  type SerialPortInfo,
  type SerialTransport,
  TransportError,
  type TransportMap,
  type Unsubscribe,
} from '@modlink/sdk';
import type { VirtualClock } from '../clock/virtual-clock.js';
import type { Distortion } from '../transport/distortions.js';
import { neverButFor } from '../transport/never-but-for.js';
import type { SimulatedTransport } from '../transport/simulated-transport.js';
import type { SerialDevice } from './serial-device.js';
import { invalidOptions, SimulatedConnection } from './simulated-connection.js';

/** What a {@link SimulatedSerial} is made of. */
export interface SimulatedSerialOptions {
  /** The clock by which devices send. */
  readonly clock: VirtualClock;
  /** What is plugged in. */
  readonly devices: readonly SerialDevice[];
}

/** Serial ports with scripted devices, on a virtual clock, with faults on demand. */
export class SimulatedSerial implements SerialTransport, SimulatedTransport {
  /** Overwritten, so that a driver that keeps what it only borrowed is noticed. */
  overwritesBytes = true;
  readonly #clock: VirtualClock;
  readonly #devices: readonly SerialDevice[];
  readonly #connections = new Set<SimulatedConnection>();
  readonly #watchers = new Set<() => void>();
  #distortion: Distortion = (chunk) => [chunk];
  #openings = 0;
  #isPluggedIn = true;
  #isStalled = false;
  #nextFailure: Error | undefined;

  constructor({ clock, devices }: SimulatedSerialOptions) {
    this.#clock = clock;
    this.#devices = devices;
  }

  /** This transport, as a driver gets it. */
  get transports(): Partial<TransportMap> {
    return { serial: this };
  }

  get openings(): number {
    return this.#openings;
  }

  get openDevices(): readonly string[] {
    return [...this.#connections].map(({ path }) => path);
  }

  async list(): Promise<readonly SerialPortInfo[]> {
    if (!this.#isPluggedIn) return [];
    return this.#devices.map(({ connect: _, ...info }) => ({
      ...info,
      identity: info.identity ?? info.path,
    }));
  }

  watch(onChange: () => void): Unsubscribe {
    this.#watchers.add(onChange);
    return () => this.#watchers.delete(onChange);
  }

  async open(options: SerialOpenOptions): Promise<SerialConnection> {
    this.#openings += 1;
    const { path, baudRate, signal } = options;
    signal?.throwIfAborted();
    if (!Number.isSafeInteger(baudRate) || baudRate < 1)
      throw invalidOptions(path, `${baudRate} is no baud rate`);
    if (this.#isStalled) return await neverButFor(signal);
    if (this.#nextFailure !== undefined) {
      const failure = this.#nextFailure;
      this.#nextFailure = undefined;
      throw failure;
    }
    const device = this.#isPluggedIn ? this.#devices.find((each) => each.path === path) : undefined;
    if (device === undefined) {
      const ports = this.#devices.map((each) => each.path).join(', ') || 'none';
      throw new TransportError(
        'DEVICE_NOT_FOUND',
        `There is no simulated port ${path}: the ports are ${this.#isPluggedIn ? ports : 'unplugged'}.`,
        { subject: { path } },
      );
    }
    if (this.openDevices.includes(path)) {
      throw new TransportError('DEVICE_BUSY', `The simulated port ${path} is open already. Close it first.`, {
        subject: { path },
      });
    }
    const connection = new SimulatedConnection(device, options, {
      clock: this.#clock,
      distortion: () => this.#distortion,
      overwritesBytes: () => this.overwritesBytes,
      closed: (closed) => this.#connections.delete(closed),
    });
    this.#connections.add(connection);
    return connection;
  }

  /** From now on this happens to each chunk that a device sends. */
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

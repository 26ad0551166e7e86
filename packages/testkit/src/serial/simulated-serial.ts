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
import { Openings } from '../transport/openings.js';
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
  readonly #openings = new Openings<SimulatedConnection>(
    { one: 'port', all: 'the ports', gone: 'unplugged', busy: 'is open already. Close it first.' },
    ({ path }) => path,
  );
  #distortion: Distortion = (chunk) => [chunk];

  constructor({ clock, devices }: SimulatedSerialOptions) {
    this.#clock = clock;
    this.#devices = devices;
  }

  /** This transport, as a driver gets it. */
  get transports(): Partial<TransportMap> {
    return { serial: this };
  }

  get openings(): number {
    return this.#openings.count;
  }

  get openDevices(): readonly string[] {
    return this.#openings.names;
  }

  async list(): Promise<readonly SerialPortInfo[]> {
    if (!this.#openings.isPluggedIn) return [];
    return this.#devices.map(({ connect: _, ...info }) => ({
      ...info,
      identity: info.identity ?? info.path,
    }));
  }

  watch(onChange: () => void): Unsubscribe {
    return this.#openings.watch(onChange);
  }

  async open(options: SerialOpenOptions): Promise<SerialConnection> {
    const { path, baudRate, signal } = options;
    this.#openings.begin(signal);
    if (!Number.isSafeInteger(baudRate) || baudRate < 1)
      throw invalidOptions(path, `${baudRate} is no baud rate`);
    return this.#openings.open({
      devices: this.#devices,
      nameOf: (each) => each.path,
      name: path,
      signal,
      connect: (device) =>
        new SimulatedConnection(device, options, {
          clock: this.#clock,
          distortion: () => this.#distortion,
          overwritesBytes: () => this.overwritesBytes,
          closed: (closed) => this.#openings.closed(closed),
        }),
    });
  }

  /** From now on this happens to each chunk that a device sends. */
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

import { TransportError, type Unsubscribe } from '@modlink/sdk';
import { neverButFor } from './never-but-for.js';

/** How a simulated transport speaks of its devices. */
export interface DeviceWords {
  /** `port` */
  readonly one: string;
  /** `the ports` */
  readonly all: string;
  /** What they are after `unplug()`. */
  readonly gone: string;
  /** What one that is open is, and what to do. */
  readonly busy: string;
}

/** An attempt to open one of some devices. */
export interface Opening<Device, Opened> {
  readonly devices: readonly Device[];
  readonly nameOf: (device: Device) => string;
  readonly name: string;
  readonly signal?: AbortSignal | undefined;
  readonly connect: (device: Device) => Opened;
}

/** What is plugged in, who has opened what, and the faults that an opening meets: the same for all simulated transports. */
export class Openings<Connection extends object> {
  readonly #words: DeviceWords;
  readonly #nameOf: (connection: Connection) => string;
  readonly #connections = new Set<Connection>();
  readonly #watchers = new Set<() => void>();
  #count = 0;
  #isPluggedIn = true;
  #isStalled = false;
  #nextFailure: Error | undefined;

  constructor(words: DeviceWords, nameOf: (connection: Connection) => string) {
    this.#words = words;
    this.#nameOf = nameOf;
  }

  /** How often something was to be opened. */
  get count(): number {
    return this.#count;
  }

  get isPluggedIn(): boolean {
    return this.#isPluggedIn;
  }

  /** What is open now, by name. */
  get names(): readonly string[] {
    return [...this.#connections].map(this.#nameOf);
  }

  /** Counts an attempt, before anything else is looked at. */
  begin(signal: AbortSignal | undefined): void {
    this.#count += 1;
    signal?.throwIfAborted();
  }

  /** @throws {TransportError} `DEVICE_NOT_FOUND`, `DEVICE_BUSY`; and what `failNext` was given. */
  async open<Device, Opened extends Connection>(opening: Opening<Device, Opened>): Promise<Opened> {
    const { devices, nameOf, name, signal, connect } = opening;
    const { one, all, gone, busy } = this.#words;
    if (this.#isStalled) return await neverButFor(signal);
    const failure = this.#nextFailure;
    this.#nextFailure = undefined;
    if (failure !== undefined) throw failure;
    const subject = { path: name };
    const device = this.#isPluggedIn ? devices.find((each) => nameOf(each) === name) : undefined;
    if (device === undefined) {
      const known = this.#isPluggedIn ? devices.map(nameOf).join(', ') || 'none' : gone;
      const words = `There is no simulated ${one} ${name}: ${all} are ${known}.`;
      throw new TransportError('DEVICE_NOT_FOUND', words, { subject });
    }
    if (this.names.includes(name)) {
      throw new TransportError('DEVICE_BUSY', `The simulated ${one} ${name} ${busy}`, { subject });
    }
    const connection = connect(device);
    this.#connections.add(connection);
    return connection;
  }

  closed(connection: Connection): void {
    this.#connections.delete(connection);
  }

  watch(onChange: () => void): Unsubscribe {
    this.#watchers.add(onChange);
    return () => this.#watchers.delete(onChange);
  }

  unplug(lose: (connection: Connection) => void): void {
    this.#isPluggedIn = false;
    for (const connection of this.#connections) lose(connection);
    for (const onChange of this.#watchers) onChange();
  }

  plugIn(): void {
    this.#isPluggedIn = true;
    for (const onChange of this.#watchers) onChange();
  }

  failNext(error: Error): void {
    this.#nextFailure = error;
  }

  stall(): void {
    this.#isStalled = true;
  }
}

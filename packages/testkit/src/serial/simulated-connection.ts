import {
  type DataListener,
  type SerialConnection,
  type SerialOpenOptions,
  type SerialSignals,
  TransportError,
  type Unsubscribe,
} from '@modlink/sdk';
import type { VirtualClock } from '../clock/virtual-clock.js';
import { DataListeners } from '../transport/data-listeners.js';
import { DeviceTimers } from '../transport/device-timers.js';
import type { Distortion } from '../transport/distortions.js';
import type { DeviceLine, DeviceReactions, SerialDevice } from './serial-device.js';

type CloseListener = (error: TransportError | undefined) => void;

/** What a connection needs of its transport. */
export interface ConnectionWorld {
  readonly clock: VirtualClock;
  /** What happens to bytes on their way. */
  distortion(): Distortion;
  overwritesBytes(): boolean;
  closed(connection: SimulatedConnection): void;
}

/** An open simulated port; the obligations are those of the interface. */
export class SimulatedConnection implements SerialConnection, DeviceLine {
  readonly path: string;
  readonly options: SerialOpenOptions;
  readonly #world: ConnectionWorld;
  readonly #data: DataListeners;
  readonly #closeListeners = new Set<CloseListener>();
  readonly #timers: DeviceTimers;
  readonly #reactions: DeviceReactions;
  #sent = 0;
  #isOpen = true;
  #loss: TransportError | undefined;

  constructor(device: SerialDevice, options: SerialOpenOptions, world: ConnectionWorld) {
    this.path = device.path;
    this.options = options;
    this.#world = world;
    this.#timers = new DeviceTimers(world.clock);
    this.#data = new DataListeners((bytes) => {
      if (world.overwritesBytes()) bytes.fill(0xee);
    });
    this.#reactions = device.connect(this);
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  onData(listener: DataListener): Unsubscribe {
    return this.#data.add(listener);
  }

  onClose(listener: CloseListener): Unsubscribe {
    if (this.#isOpen) this.#closeListeners.add(listener);
    else queueMicrotask(() => listener(this.#loss));
    return () => this.#closeListeners.delete(listener);
  }

  async write(data: Uint8Array | string): Promise<void> {
    if (!this.#isOpen) throw this.#closedError();
    if (typeof data === 'string' && /[^\0-\x7f]/.test(data)) {
      throw invalidOptions(this.path, 'Text for a serial port is ASCII');
    }
    const bytes = bytesOf(data);
    this.#reactions.onWrite?.(bytes, Buffer.from(bytes).toString('latin1'));
  }

  async setSignals(signals: SerialSignals): Promise<void> {
    if (!this.#isOpen) throw this.#closedError();
    this.#reactions.onSignals?.(signals);
  }

  async close(): Promise<void> {
    this.lose(undefined);
  }

  send(data: Uint8Array | string): void {
    if (!this.#isOpen) return;
    const pieces = this.#world.distortion()(bytesOf(data), this.#sent);
    this.#sent += 1;
    for (const piece of pieces) {
      if (piece.length > 0) this.#data.deliver(piece.slice(), this.#world.clock.nowNs());
    }
  }

  every(intervalMs: number, make: (index: number) => Uint8Array | string): () => void {
    return this.#timers.every(intervalMs, (index) => this.send(make(index)));
  }

  after(delayMs: number, run: () => void): void {
    this.#timers.after(delayMs, run);
  }

  /** Ends the connection: without an error because the driver asked, with one because the device is gone. */
  lose(error: TransportError | undefined): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#loss = error;
    this.#timers.end();
    this.#data.deliverKept();
    this.#world.closed(this);
    for (const listener of this.#closeListeners) listener(error);
  }

  #closedError(): TransportError {
    return new TransportError('CONNECTION_CLOSED', `The serial port ${this.path} is closed.`, {
      cause: this.#loss,
      subject: { path: this.path },
    });
  }
}

export function invalidOptions(path: string, what: string): TransportError {
  return new TransportError('INVALID_OPTIONS', `${what}. Correct it.`, { subject: { path } });
}

/** A copy; text as ASCII. */
function bytesOf(data: Uint8Array | string): Uint8Array {
  return typeof data === 'string' ? Uint8Array.from(Buffer.from(data, 'latin1')) : Uint8Array.from(data);
}

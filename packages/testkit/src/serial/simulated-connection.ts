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
  readonly #pending = new Set<() => void>();
  readonly #reactions: DeviceReactions;
  #sent = 0;
  #isOpen = true;
  #loss: TransportError | undefined;

  constructor(device: SerialDevice, options: SerialOpenOptions, world: ConnectionWorld) {
    this.path = device.path;
    this.options = options;
    this.#world = world;
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
    let isStopped = false;
    const beganMs = this.#world.clock.elapsedMs;
    const next = (index: number): void =>
      // From the beginning, not from the time before: fractions of a millisecond do not add up.
      this.after(beganMs + (index + 1) * intervalMs - this.#world.clock.elapsedMs, () => {
        if (isStopped) return;
        this.send(make(index));
        next(index + 1);
      });
    next(0);
    return () => {
      isStopped = true;
    };
  }

  after(delayMs: number, run: () => void): void {
    const cancel = this.#world.clock.schedule(delayMs, () => {
      this.#pending.delete(cancel);
      if (this.#isOpen) run();
    });
    this.#pending.add(cancel);
  }

  /** Ends the connection: without an error because the driver asked, with one because the device is gone. */
  lose(error: TransportError | undefined): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#loss = error;
    for (const cancel of this.#pending) cancel();
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

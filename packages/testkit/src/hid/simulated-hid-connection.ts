import { type DataListener, type HidConnection, TransportError, type Unsubscribe } from '@modlink/sdk';
import type { VirtualClock } from '../clock/virtual-clock.js';
import { DataListeners } from '../transport/data-listeners.js';
import { DeviceTimers } from '../transport/device-timers.js';
import type { Distortion } from '../transport/distortions.js';
import type { HidDevice, HidDeviceLine, HidDeviceReactions } from './hid-device.js';

type CloseListener = (error: TransportError | undefined) => void;

/** What a connection needs of its transport. */
export interface HidConnectionWorld {
  readonly clock: VirtualClock;
  /** What happens to input reports on their way. */
  distortion(): Distortion;
  overwritesBytes(): boolean;
  closed(connection: SimulatedHidConnection): void;
}

/** An open simulated HID interface; the obligations are those of the interface in the SDK. */
export class SimulatedHidConnection implements HidConnection, HidDeviceLine {
  readonly path: string;
  readonly #device: HidDevice;
  readonly #world: HidConnectionWorld;
  readonly #reports: DataListeners;
  readonly #closeListeners = new Set<CloseListener>();
  readonly #timers: DeviceTimers;
  readonly #pendingReads = new Set<(error: TransportError) => void>();
  readonly #reactions: HidDeviceReactions;
  #sent = 0;
  #isOpen = true;
  #loss: TransportError | undefined;

  constructor(device: HidDevice, world: HidConnectionWorld) {
    this.path = device.path;
    this.#device = device;
    this.#world = world;
    this.#timers = new DeviceTimers(world.clock);
    this.#reports = new DataListeners((bytes) => {
      if (world.overwritesBytes()) bytes.fill(0xee);
    });
    this.#reactions = device.connect(this);
  }

  onInputReport(listener: DataListener): Unsubscribe {
    return this.#reports.add(listener);
  }

  onClose(listener: CloseListener): Unsubscribe {
    if (this.#isOpen) this.#closeListeners.add(listener);
    else queueMicrotask(() => listener(this.#loss));
    return () => this.#closeListeners.delete(listener);
  }

  async sendOutputReport(report: Uint8Array): Promise<void> {
    this.#checkOpen();
    this.#reactions.onOutputReport?.(report.slice());
  }

  async sendFeatureReport(report: Uint8Array): Promise<void> {
    this.#checkOpen();
    this.#reactions.onFeatureReport?.(report.slice());
  }

  async getFeatureReport(reportId: number, lengthBytes: number): Promise<Uint8Array> {
    this.#checkOpen();
    const answer = this.#reactions.getFeatureReport?.(reportId);
    if (answer === undefined) {
      throw new TransportError(
        'IO_FAILED',
        `The simulated device on ${this.path} has no feature report ${reportId}. Answer it in getFeatureReport of its script.`,
        { subject: { path: this.path } },
      );
    }
    const report = await this.#unlessClosed(Promise.resolve(answer));
    return report.slice(0, lengthBytes);
  }

  async getReportDescriptor(): Promise<Uint8Array> {
    this.#checkOpen();
    const { reportDescriptor } = this.#device;
    if (reportDescriptor === undefined) {
      throw new TransportError(
        'TRANSPORT_UNAVAILABLE',
        `The simulated device on ${this.path} tells no report descriptor. Give it one as reportDescriptor.`,
        { subject: { path: this.path } },
      );
    }
    return reportDescriptor.slice();
  }

  async close(): Promise<void> {
    this.lose(undefined);
  }

  send(report: Uint8Array): void {
    if (!this.#isOpen) return;
    const pieces = this.#world.distortion()(report.slice(), this.#sent);
    this.#sent += 1;
    for (const piece of pieces) {
      if (piece.length > 0) this.#reports.deliver(piece.slice(), this.#world.clock.nowNs());
    }
  }

  every(intervalMs: number, make: (index: number) => Uint8Array): () => void {
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
    for (const reject of this.#pendingReads) reject(this.#closedError());
    this.#reports.deliverKept();
    this.#world.closed(this);
    for (const listener of this.#closeListeners) listener(error);
  }

  #unlessClosed<T>(work: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      this.#pendingReads.add(reject);
      work.then(resolve, reject).finally(() => this.#pendingReads.delete(reject));
    });
  }

  #checkOpen(): void {
    if (!this.#isOpen) throw this.#closedError();
  }

  #closedError(): TransportError {
    return new TransportError('CONNECTION_CLOSED', `The HID interface ${this.path} is closed.`, {
      cause: this.#loss,
      subject: { path: this.path },
    });
  }
}

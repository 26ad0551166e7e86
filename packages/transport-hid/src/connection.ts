import type { Clock, DataListener, HidConnection, TransportError, Unsubscribe } from '@modlink/sdk';
import { ArrivalListeners, type CloseListener, CloseListeners } from '@modlink/sdk/transport-parts';
import {
  callFailed,
  connectionClosed,
  connectionLost,
  isUnplugged,
  openFailed,
  reportRefused,
} from './errors.js';
import type { NativeHid, NativeHidDevice } from './native.js';

interface InterfaceOptions {
  /** As the caller names it. */
  readonly path: string;
  /** What `path` points to. */
  readonly devicePath: string;
  readonly native: NativeHid;
  readonly clock: Clock;
  readonly giveLeaseBack: () => void;
}

/** An open HID interface; the obligations are those of the interface in the SDK. */
export class InterfaceConnection implements HidConnection {
  readonly path: string;
  readonly #clock: Clock;
  readonly #giveLeaseBack: () => void;
  readonly #reportListeners = new ArrivalListeners();
  readonly #closeListeners = new CloseListeners();
  readonly #pendingCalls = new Set<(error: TransportError) => void>();
  /** Present once it is open. */
  #device: NativeHidDevice | undefined;
  #isOpen = true;
  /** Why it closed, where it was not asked to. */
  #loss: TransportError | undefined;
  #closing: Promise<void> | undefined;

  private constructor({ path, clock, giveLeaseBack }: InterfaceOptions) {
    this.path = path;
    this.#clock = clock;
    this.#giveLeaseBack = giveLeaseBack;
  }

  static async open(options: InterfaceOptions): Promise<InterfaceConnection> {
    const connection = new InterfaceConnection(options);
    try {
      connection.#device = await options.native.open(options.devicePath, {
        onReport: (report) => connection.#deliver(report),
        onEnd: (cause) => connection.#lose(connectionLost(options.path, cause)),
      });
    } catch (error) {
      options.giveLeaseBack();
      throw await openFailed(options.path, error);
    }
    return connection;
  }

  onInputReport(listener: DataListener): Unsubscribe {
    return this.#reportListeners.add(listener);
  }

  onClose(listener: CloseListener): Unsubscribe {
    return this.#closeListeners.add(listener);
  }

  async sendOutputReport(report: Uint8Array): Promise<void> {
    if (report.length === 0) throw reportRefused(this.path);
    await this.#call((device) => device.write(report));
  }

  async sendFeatureReport(report: Uint8Array): Promise<void> {
    if (report.length === 0) throw reportRefused(this.path);
    await this.#call((device) => device.sendFeatureReport(report));
  }

  async getFeatureReport(reportId: number, lengthBytes: number): Promise<Uint8Array> {
    const isReport = Number.isInteger(reportId) && reportId >= 0 && reportId <= 255;
    if (!isReport || !Number.isInteger(lengthBytes) || lengthBytes < 1) throw reportRefused(this.path);
    return await this.#call((device) => device.getFeatureReport(reportId, lengthBytes));
  }

  async getReportDescriptor(): Promise<Uint8Array> {
    return await this.#call((device) => device.getReportDescriptor());
  }

  close(): Promise<void> {
    this.#closing ??= this.#end();
    return this.#closing;
  }

  /** A call of the device, which does not outlive the connection. */
  #call<Result>(run: (device: NativeHidDevice) => Promise<Result>): Promise<Result> {
    return new Promise((resolve, reject) => {
      if (!this.#isOpen || this.#device === undefined) throw connectionClosed(this.path, this.#loss);
      this.#pendingCalls.add(reject);
      run(this.#device)
        .then(resolve, (cause) => reject(this.#failure(cause)))
        .finally(() => this.#pendingCalls.delete(reject));
    });
  }

  /** A device that is gone ends the connection, one that refuses a report does not. */
  #failure(cause: unknown): TransportError {
    if (!isUnplugged(cause)) return callFailed(this.path, cause);
    this.#lose(connectionLost(this.path, cause));
    return connectionClosed(this.path, this.#loss);
  }

  #deliver(report: Uint8Array): void {
    if (this.#isOpen) this.#reportListeners.deliver(report, this.#clock.nowNs());
  }

  #lose(error: TransportError): void {
    if (!this.#isOpen) return;
    this.#loss = error;
    void this.close();
  }

  async #end(): Promise<void> {
    this.#isOpen = false;
    for (const reject of this.#pendingCalls) reject(connectionClosed(this.path, this.#loss));
    // A device that is gone may refuse to be closed; its file descriptor is free all the same.
    await this.#device?.close().catch(() => {});
    this.#giveLeaseBack();
    this.#reportListeners.deliverKept();
    this.#closeListeners.end(this.#loss);
  }
}

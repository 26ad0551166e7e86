import type {
  Clock,
  DataListener,
  SerialConnection,
  SerialSignals,
  TransportError,
  Unsubscribe,
} from '@modlink/sdk';
import { ArrivalListeners, type CloseListener, CloseListeners } from '@modlink/sdk/transport-parts';
import { invalidOptions, portClosed, portLost, portUnplugged } from './errors.js';
import type { NativePort } from './native.js';

const readBufferBytes = 64 * 1024;

/** An open serial port; the obligations are those of the interface. */
export class PortConnection implements SerialConnection {
  readonly path: string;
  readonly #port: NativePort;
  readonly #clock: Clock;
  readonly #giveLeaseBack: () => void;
  readonly #dataListeners = new ArrivalListeners();
  readonly #closeListeners = new CloseListeners();
  readonly #pendingWrites = new Set<(error: TransportError) => void>();
  /** Resolves when the port is closed and everyone was told. */
  readonly #ended: Promise<void>;
  #writing: Promise<void> = Promise.resolve();
  #signals = { dtr: true, rts: true };
  #isOpen = true;
  /** Why the port closed, where it was not asked to. */
  #loss: TransportError | undefined;
  #closing: Promise<void> | undefined;

  constructor(options: { path: string; port: NativePort; clock: Clock; giveLeaseBack: () => void }) {
    this.path = options.path;
    this.#port = options.port;
    this.#clock = options.clock;
    this.#giveLeaseBack = options.giveLeaseBack;
    this.#ended = this.#live();
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  onData(listener: DataListener): Unsubscribe {
    return this.#dataListeners.add(listener);
  }

  onClose(listener: CloseListener): Unsubscribe {
    return this.#closeListeners.add(listener);
  }

  write(bytes: Uint8Array | string): Promise<void> {
    return new Promise((resolve, reject) => {
      if (!this.#isOpen) throw portClosed(this.path, this.#loss);
      const copy = typeof bytes === 'string' ? this.#ascii(bytes) : Buffer.from(bytes);
      this.#pendingWrites.add(reject);
      this.#writing = this.#writing.then(async () => {
        if (!this.#isOpen) return;
        try {
          await this.#port.write(copy);
          resolve();
        } catch (error) {
          this.#lose(portLost(this.path, error));
        } finally {
          this.#pendingWrites.delete(reject);
        }
      });
    });
  }

  async setSignals(signals: SerialSignals): Promise<void> {
    if (!this.#isOpen) throw portClosed(this.path, this.#loss);
    const all = { ...this.#signals, ...signals };
    try {
      await this.#port.setSignals(all);
    } catch (error) {
      if (!this.#isOpen) throw portClosed(this.path, this.#loss);
      throw invalidOptions(this.path, `The port ${this.path} has no modem lines to set.`, error);
    }
    this.#signals = all;
  }

  close(): Promise<void> {
    void this.#shut();
    return this.#ended;
  }

  /** From opening to the end: reads, and closes when there is nothing more to read. */
  async #live(): Promise<void> {
    await this.#readUntilClosed();
    await this.#shut();
    this.#giveLeaseBack();
    this.#dataListeners.deliverKept();
    this.#closeListeners.end(this.#loss);
  }

  async #readUntilClosed(): Promise<void> {
    const buffer = Buffer.allocUnsafe(readBufferBytes);
    // Listeners get no Buffer: its slice() is a view, and they copy with slice() what they keep.
    const bytes = new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength);
    try {
      for (;;) {
        const length = await this.#port.read(buffer);
        const arrivalNs = this.#clock.nowNs();
        if (length === 0) return this.#lose(portUnplugged(this.path));
        this.#dataListeners.deliver(bytes.subarray(0, length), arrivalNs);
      }
    } catch (error) {
      this.#lose(portLost(this.path, error));
    }
  }

  /** The device failed. A failure that follows from closing is none. */
  #lose(error: TransportError): void {
    if (!this.#isOpen) return;
    this.#loss = error;
    void this.#shut();
  }

  #shut(): Promise<void> {
    this.#closing ??= this.#closePort();
    return this.#closing;
  }

  async #closePort(): Promise<void> {
    this.#isOpen = false;
    for (const reject of this.#pendingWrites) reject(portClosed(this.path, this.#loss));
    this.#pendingWrites.clear();
    // A device that is gone may refuse to be closed; its file descriptor is free all the same.
    await this.#port.close().catch(() => {});
  }

  #ascii(text: string): Buffer {
    const stranger = [...text].find((character) => character.charCodeAt(0) > 127);
    if (stranger === undefined) return Buffer.from(text, 'latin1');
    throw invalidOptions(
      this.path,
      `Text for a serial port is ASCII, but it has ${JSON.stringify(stranger)}. Send bytes instead.`,
    );
  }
}

import type { TransportError } from '../errors.js';
import type { DataListener, Unsubscribe } from './transport.js';

/** A serial port of this machine. Ids are four hexadecimal digits in lower case, as in `0403`. */
export interface SerialPortInfo {
  /** What `open` takes: `/dev/ttyUSB0`, `/dev/tty.usbserial-1`, `COM3`. */
  readonly path: string;
  /** What names the device for good: USB ids and serial number where there are, otherwise the path. */
  readonly identity: string;
  readonly vendorId?: string;
  readonly productId?: string;
  readonly serialNumber?: string;
  readonly manufacturer?: string;
}

export interface SerialOpenOptions {
  readonly path: string;
  readonly baudRate: number;
  readonly dataBits?: 5 | 6 | 7 | 8;
  readonly stopBits?: 1 | 1.5 | 2;
  readonly parity?: 'none' | 'even' | 'odd' | 'mark' | 'space';
  readonly hardwareFlowControl?: boolean;
  /** Gives up opening; the promise rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/** The modem lines that a program may set. */
export interface SerialSignals {
  readonly dtr?: boolean;
  readonly rts?: boolean;
}

/** An open serial port. */
export interface SerialConnection {
  readonly path: string;
  readonly isOpen: boolean;
  /** Bytes as they arrive, in order. What arrives while nobody listens is kept (up to 1 MiB) for the first listener. */
  onData(listener: DataListener): Unsubscribe;
  /**
   * Called once when the port is closed: without an error after `close()`, with `DEVICE_UNPLUGGED` or `IO_FAILED`
   * when the device went away. All data that arrived before was delivered before.
   */
  onClose(listener: (error: TransportError | undefined) => void): Unsubscribe;
  /**
   * Resolves when the operating system has sent the bytes. Text goes out as ASCII.
   * A write that is pending when the port closes rejects with `CONNECTION_CLOSED`.
   */
  write(bytes: Uint8Array | string): Promise<void>;
  setSignals(signals: SerialSignals): Promise<void>;
  /** Closes the port and gives its lease back. Closing twice does nothing. */
  close(): Promise<void>;
}

/** Serial ports, 8N1 unless said otherwise. */
export interface SerialTransport {
  /** The ports of this machine, with their USB ids where the platform tells them. */
  list(): Promise<readonly SerialPortInfo[]>;
  /**
   * @throws {TransportError} `DEVICE_NOT_FOUND`, `DEVICE_BUSY` (naming the holder where it is one of ours),
   * `PERMISSION_DENIED` (with the remedy), `INVALID_OPTIONS`, `IO_FAILED`.
   */
  open(options: SerialOpenOptions): Promise<SerialConnection>;
}

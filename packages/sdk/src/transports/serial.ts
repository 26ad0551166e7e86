import type { TransportError } from '../errors.js';
import type { DataListener, Unsubscribe } from './transport.js';

/** A serial port of this machine. Ids are four hexadecimal digits in lower case, as in `0403`. */
export interface SerialPortInfo {
  /** What `open` takes: `/dev/ttyUSB0`, `/dev/tty.usbserial-1`, `COM3`. */
  readonly path: string;
  /** What names the device for good: USB ids and serial number where there are, otherwise the path. */
  readonly identity: string;
  /** USB vendor id. */
  readonly vendorId?: string;
  /** USB product id. */
  readonly productId?: string;
  /** USB serial number. */
  readonly serialNumber?: string;
  /** As the device or the operating system names it. */
  readonly manufacturer?: string;
}

/** How to open a port. */
export interface SerialOpenOptions {
  /** The `path` of a {@link SerialPortInfo}. */
  readonly path: string;
  /** Bits per second. */
  readonly baudRate: number;
  /** 8 when absent. */
  readonly dataBits?: 5 | 6 | 7 | 8;
  /** 1 when absent. */
  readonly stopBits?: 1 | 1.5 | 2;
  /** `'none'` when absent. */
  readonly parity?: 'none' | 'even' | 'odd' | 'mark' | 'space';
  /** RTS and CTS; off when absent. */
  readonly hardwareFlowControl?: boolean;
  /** Gives up opening; the promise rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/** The modem lines that a program may set. */
export interface SerialSignals {
  /** Data terminal ready. Left as it is when absent. */
  readonly dtr?: boolean;
  /** Request to send. Left as it is when absent. */
  readonly rts?: boolean;
}

/** An open serial port. */
export interface SerialConnection {
  /** The port that was opened. */
  readonly path: string;
  /** False from `close()`, or from the loss of the device, on. */
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
   * @throws {TransportError} `CONNECTION_CLOSED`, `DEVICE_UNPLUGGED`, `IO_FAILED`.
   */
  write(bytes: Uint8Array | string): Promise<void>;
  /**
   * Sets the modem lines, by which some boards are reset.
   * @throws {TransportError} `CONNECTION_CLOSED`, `IO_FAILED`.
   */
  setSignals(signals: SerialSignals): Promise<void>;
  /** Closes the port and gives its lease back. Closing twice does nothing. */
  close(): Promise<void>;
}

/** Serial ports, 8N1 unless said otherwise. */
export interface SerialTransport {
  /** The ports of this machine, with their USB ids where the platform tells them. */
  list(): Promise<readonly SerialPortInfo[]>;
  /**
   * Calls `onChange` after ports came or went, at the latest some seconds later; `list()` then tells which. It keeps no
   * process alive.
   */
  watch(onChange: () => void): Unsubscribe;
  /**
   * @throws {TransportError} `DEVICE_NOT_FOUND`, `DEVICE_BUSY` (naming the holder where it is one of ours),
   * `PERMISSION_DENIED` (with the remedy), `INVALID_OPTIONS`, `IO_FAILED`.
   */
  open(options: SerialOpenOptions): Promise<SerialConnection>;
}

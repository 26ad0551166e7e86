import type { TransportError } from '../errors.js';
import type { DataListener, Unsubscribe } from './transport.js';

/** A HID interface of this machine. */
export interface HidDeviceInfo {
  /** What `open` takes. */
  readonly path: string;
  /** What names the device for good: ids and serial number where there are, otherwise the path. */
  readonly identity: string;
  /** USB or Bluetooth vendor id, 0 to 0xffff. */
  readonly vendorId: number;
  /** Product id, 0 to 0xffff. */
  readonly productId: number;
  /** HID usage page of the top-level collection, where the platform tells it. */
  readonly usagePage?: number;
  /** HID usage of the top-level collection, where the platform tells it. */
  readonly usage?: number;
  /** As the device names itself. */
  readonly product?: string;
  /** As the device names its maker. */
  readonly manufacturer?: string;
  /** The serial number; for Bluetooth often the address. */
  readonly serialNumber?: string;
}

/** An open HID device. Reports carry their report id as first byte, where the device numbers them. */
export interface HidConnection {
  /** The interface that was opened. */
  readonly path: string;
  /** Input reports as they arrive, in order, one per call. */
  onInputReport(listener: DataListener): Unsubscribe;
  /**
   * Called once when the connection is closed: without an error after `close()`, with `DEVICE_UNPLUGGED` or `IO_FAILED` when
   * the device went away. All data that arrived before was delivered before.
   */
  onClose(listener: (error: TransportError | undefined) => void): Unsubscribe;
  /**
   * Sends an output report, its id first; 0 where the device does not number its reports. The bytes may be reused when the
   * promise has settled.
   * @throws {TransportError} `CONNECTION_CLOSED`, `DEVICE_UNPLUGGED`, `IO_FAILED`.
   */
  sendOutputReport(report: Uint8Array): Promise<void>;
  /**
   * Sends a feature report, in the same way.
   * @throws {TransportError} `CONNECTION_CLOSED`, `DEVICE_UNPLUGGED`, `IO_FAILED`.
   */
  sendFeatureReport(report: Uint8Array): Promise<void>;
  /**
   * Reads a feature report, its id first.
   * @param lengthBytes - including the report id.
   * @throws {TransportError} `CONNECTION_CLOSED`, `DEVICE_UNPLUGGED`, `IO_FAILED`.
   */
  getFeatureReport(reportId: number, lengthBytes: number): Promise<Uint8Array>;
  /**
   * The report descriptor, which says what the bytes of the reports mean.
   * @throws {TransportError} `CONNECTION_CLOSED`, `IO_FAILED`.
   */
  getReportDescriptor(): Promise<Uint8Array>;
  /** Closes the connection and gives its lease back. Pending calls reject with `CONNECTION_CLOSED`. Closing twice does nothing. */
  close(): Promise<void>;
}

/** HID devices over USB and Bluetooth. Errors are those of the serial transport. */
export interface HidTransport {
  /** The HID interfaces of this machine; one device may have several. */
  list(): Promise<readonly HidDeviceInfo[]>;
  /**
   * Calls `onChange` after interfaces came or went, at the latest some seconds later; `list()` then tells which. It keeps no
   * process alive.
   */
  watch(onChange: () => void): Unsubscribe;
  /**
   * Opens an interface.
   * @throws {TransportError} `DEVICE_NOT_FOUND`, `DEVICE_BUSY`, `PERMISSION_DENIED` (with the remedy), `IO_FAILED`; the reason of the
   * signal when it fires.
   */
  open(options: { readonly path: string; readonly signal?: AbortSignal | undefined }): Promise<HidConnection>;
}

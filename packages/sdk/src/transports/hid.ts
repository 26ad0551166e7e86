import type { TransportError } from '../errors.js';
import type { DataListener, Unsubscribe } from './transport.js';

/** How a HID device is attached. Over Bluetooth many devices form their reports in another way than over USB. */
export type HidBusType = 'usb' | 'bluetooth' | 'i2c' | 'spi';

/** A top-level collection of a report descriptor: what a HID interface, or a part of it, is for. */
export interface HidCollection {
  /** HID usage page, 0 to 0xffff; 0x20 for sensors. */
  readonly usagePage: number;
  /** HID usage within the page, 0 to 0xffff. */
  readonly usage: number;
}

/** A HID interface of this machine. */
export interface HidDeviceInfo {
  /** What `open` takes. No two interfaces share it. */
  readonly path: string;
  /**
   * What names the device for good: `hid:<vendor id>:<product id>:<serial number>` where it has a serial number, otherwise
   * the path. All interfaces of a device share it, and the device keeps it from USB to Bluetooth where its serial number
   * is the same on both.
   */
  readonly identity: string;
  /** USB or Bluetooth vendor id, 0 to 0xffff. */
  readonly vendorId: number;
  /** Product id, 0 to 0xffff. */
  readonly productId: number;
  /** How it is attached, where the platform tells it: always on Linux, mostly on Windows, of USB devices alone on macOS. */
  readonly busType?: HidBusType;
  /** HID usage page of the first top-level collection, where the platform tells it. */
  readonly usagePage?: number;
  /** HID usage of the first top-level collection, where the platform tells it. */
  readonly usage?: number;
  /** All top-level collections that share this path, the first included, where the platform tells them. */
  readonly collections?: readonly HidCollection[];
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
  /**
   * Input reports as they arrive, in order, one per call. What arrives while nobody listens is kept (up to 1 MiB) for the
   * first listener.
   */
  onInputReport(listener: DataListener): Unsubscribe;
  /**
   * Called once when the connection is closed: without an error after `close()`, with `DEVICE_UNPLUGGED` or `IO_FAILED` when
   * the device went away. All data that arrived before was delivered before.
   */
  onClose(listener: (error: TransportError | undefined) => void): Unsubscribe;
  /**
   * Sends an output report, its id first; 0 where the device does not number its reports. The bytes may be reused at once.
   * @throws {TransportError} `CONNECTION_CLOSED`; `IO_FAILED` when the device refuses it, and the connection stays open.
   */
  sendOutputReport(report: Uint8Array): Promise<void>;
  /**
   * Sends a feature report, in the same way.
   * @throws {TransportError} `CONNECTION_CLOSED`, `IO_FAILED`.
   */
  sendFeatureReport(report: Uint8Array): Promise<void>;
  /**
   * Reads a feature report, its id first; 0 where the device does not number its reports.
   * @param lengthBytes - how much room there is, including the report id. A report that is shorter comes as it is.
   * @throws {TransportError} `CONNECTION_CLOSED`; `IO_FAILED` when the device has no such report, and the connection stays open.
   */
  getFeatureReport(reportId: number, lengthBytes: number): Promise<Uint8Array>;
  /**
   * The report descriptor, which says what the bytes of the reports mean.
   * @throws {TransportError} `CONNECTION_CLOSED`, `IO_FAILED`; `TRANSPORT_UNAVAILABLE` on a platform that does not tell it
   * (macOS and Windows).
   */
  getReportDescriptor(): Promise<Uint8Array>;
  /** Closes the connection and gives its lease back. Pending calls reject with `CONNECTION_CLOSED`. Closing twice does nothing. */
  close(): Promise<void>;
}

/** HID devices over USB and Bluetooth. Errors are those of the serial transport. */
export interface HidTransport {
  /**
   * The HID interfaces of this machine; one device may have several.
   * @throws {TransportError} `TRANSPORT_UNAVAILABLE` (with the remedy), `IO_FAILED`.
   */
  list(): Promise<readonly HidDeviceInfo[]>;
  /**
   * Calls `onChange` after interfaces came or went, at the latest some seconds later; `list()` then tells which. It keeps no
   * process alive.
   */
  watch(onChange: () => void): Unsubscribe;
  /**
   * Opens an interface.
   * @throws {TransportError} `DEVICE_NOT_FOUND`, `DEVICE_BUSY`, `PERMISSION_DENIED` (with the remedy), `INVALID_OPTIONS`,
   * `TRANSPORT_UNAVAILABLE`, `IO_FAILED`; the reason of the signal when it fires.
   */
  open(options: { readonly path: string; readonly signal?: AbortSignal | undefined }): Promise<HidConnection>;
}

import type { TransportError } from '../errors.js';
import type { DataListener, Unsubscribe } from './transport.js';

/** A HID interface of this machine. */
export interface HidDeviceInfo {
  /** What `open` takes. */
  readonly path: string;
  /** What names the device for good: ids and serial number where there are, otherwise the path. */
  readonly identity: string;
  readonly vendorId: number;
  readonly productId: number;
  readonly usagePage?: number;
  readonly usage?: number;
  readonly product?: string;
  readonly manufacturer?: string;
  readonly serialNumber?: string;
}

/** An open HID device. Reports carry their report id as first byte, where the device numbers them. */
export interface HidConnection {
  readonly path: string;
  onInputReport(listener: DataListener): Unsubscribe;
  onClose(listener: (error: TransportError | undefined) => void): Unsubscribe;
  sendOutputReport(report: Uint8Array): Promise<void>;
  sendFeatureReport(report: Uint8Array): Promise<void>;
  /** @param lengthBytes - including the report id. */
  getFeatureReport(reportId: number, lengthBytes: number): Promise<Uint8Array>;
  getReportDescriptor(): Promise<Uint8Array>;
  close(): Promise<void>;
}

/** HID devices over USB and Bluetooth. Errors are those of the serial transport. */
export interface HidTransport {
  list(): Promise<readonly HidDeviceInfo[]>;
  open(options: { readonly path: string; readonly signal?: AbortSignal | undefined }): Promise<HidConnection>;
}

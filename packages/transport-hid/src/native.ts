/** The one file that touches native code: node-hid, behind an interface of what this package needs of it. */
import { type Device, devicesAsync, HIDAsync } from 'node-hid';
import { noReportDescriptor } from './errors.js';
import { readReportDescriptor } from './hidraw.js';

/** What the platform tells of a top-level collection; on Linux and macOS several of them share a path. */
export type NativeHidInfo = Device;

/** An open interface of the operating system. Calls run one after the other, in their order. */
export interface NativeHidDevice {
  write(report: Uint8Array): Promise<unknown>;
  sendFeatureReport(report: Uint8Array): Promise<unknown>;
  /** @returns the report, its id first, of at most so many bytes. */
  getFeatureReport(reportId: number, lengthBytes: number): Promise<Uint8Array>;
  getReportDescriptor(): Promise<Uint8Array>;
  /** Ends the reading, after the calls that were made before. */
  close(): Promise<void>;
}

/** What comes from an open interface: nothing before the promise of `open` has settled, nothing after an end. */
export interface NativeHidEvents {
  readonly onReport: (report: Uint8Array) => void;
  /** The reading ended by itself. */
  readonly onEnd: (cause: Error) => void;
}

export interface NativeHid {
  list(): Promise<readonly NativeHidInfo[]>;
  /** Opens an interface, whose reports are read from now on. */
  open(path: string, events: NativeHidEvents): Promise<NativeHidDevice>;
}

/** node-hid, whose native library is loaded by the first call. */
export const nativeHid: NativeHid = {
  list: () => devicesAsync(),
  async open(path, { onReport, onEnd }) {
    // Shared with other programs, as on Linux and Windows: alone on macOS node-hid would take a controller away from them.
    const device = await HIDAsync.open(path, { nonExclusive: true });
    device.on('data', onReport);
    // node-hid gives a text here, no error.
    device.on('error', (cause) => onEnd(cause instanceof Error ? cause : new Error(String(cause))));
    // node-hid begins to read in the next tick; a device that is closed before would throw there, where nobody catches it.
    await new Promise<void>((resolve) => process.nextTick(resolve));
    return {
      write: (report) => device.write(Buffer.from(report)),
      sendFeatureReport: (report) => device.sendFeatureReport(Buffer.from(report)),
      getFeatureReport: (reportId, lengthBytes) => device.getFeatureReport(reportId, lengthBytes),
      async getReportDescriptor() {
        // node-hid has no call for it.
        if (process.platform !== 'linux') throw noReportDescriptor(path);
        return await readReportDescriptor(path);
      },
      close: () => device.close(),
    };
  },
};

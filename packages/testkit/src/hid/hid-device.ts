import type { HidDeviceInfo } from '@modlink/sdk';

/** The device's end of an open HID interface. */
export interface HidDeviceLine {
  /** Sends an input report now, its id first where the device numbers them. Does nothing once the interface is closed. */
  send(report: Uint8Array): void;
  /**
   * Sends again and again, first after one interval, until told to stop or until the interface is closed.
   * @param make - what to send at the n-th time, from 0.
   * @returns a function that stops it.
   */
  every(intervalMs: number, make: (index: number) => Uint8Array): () => void;
  /** Something that the device does later. */
  after(delayMs: number, run: () => void): void;
}

/** What a device does about what comes in. */
export interface HidDeviceReactions {
  /** The driver sent an output report, its id first. The bytes are the device's own. What it throws fails the sending. */
  readonly onOutputReport?: (report: Uint8Array) => void;
  /** The driver sent a feature report, its id first, in the same way. */
  readonly onFeatureReport?: (report: Uint8Array) => void;
  /**
   * The driver reads a feature report.
   * @returns the report, its id first, of which the driver gets no more than it has room for; `undefined` where the device has
   * no such report. A promise keeps the driver waiting, until the interface is closed.
   */
  readonly getFeatureReport?: (reportId: number) => Uint8Array | Promise<Uint8Array> | undefined;
}

/** A simulated HID interface of a device. */
export interface HidDevice extends Omit<HidDeviceInfo, 'identity'> {
  /** Of the interface: `/dev/hidrawSIM0`. */
  readonly path: string;
  /** What names the device for good; made of ids and serial number, as real ones are, when absent. */
  readonly identity?: string;
  /** What the bytes of its reports mean; without one, asking for it fails as on a platform that does not tell it. */
  readonly reportDescriptor?: Uint8Array;
  /**
   * The interface is opened: the device may begin to send.
   * @returns what it does about what comes in.
   */
  readonly connect: (line: HidDeviceLine) => HidDeviceReactions;
}

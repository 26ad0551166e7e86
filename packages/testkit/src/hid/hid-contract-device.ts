import type { HidBusType, HidTransport } from '@modlink/sdk';

/** One step of what a host and a HID device say to each other. Reports carry their id first. */
export type HidStep =
  /** The device sends an input report. */
  | { readonly kind: 'input'; readonly report: Uint8Array }
  /** The host sends an output report or a feature report. */
  | { readonly kind: 'output' | 'feature'; readonly report: Uint8Array }
  /** The host reads a feature report. A device without an `answer` keeps it waiting until the interface is closed. */
  | { readonly kind: 'get-feature'; readonly reportId: number; readonly answer?: Uint8Array }
  /** The device goes away. */
  | { readonly kind: 'unplug' };

/** A device for one rule of the contract of HID transports. */
export interface HidContractDevice {
  readonly vendorId: number;
  readonly productId: number;
  readonly product: string;
  readonly serialNumber: string;
  readonly busType: HidBusType;
  /** Input reports 1 of 8 bytes, output reports 2 of 4 bytes, feature reports 3 and 4 of 8 bytes, each after its id. */
  readonly reportDescriptor: Uint8Array;
  /**
   * What happens each time that the interface is opened. The device goes through the steps in their order: what it does
   * itself it does as soon as its turn comes, for the host's steps it waits.
   */
  readonly conversation: readonly HidStep[];
}

/** A transport with one device, on which a rule is checked. */
export interface HidSubject {
  readonly transport: HidTransport;
  /** Of the device's interface. */
  readonly path: string;
  /** The output and feature reports that the device got, in order. Absent where nobody can tell. */
  readonly received?: (() => readonly Uint8Array[]) | undefined;
  /** Lets a little time pass: 25 ms or so, virtual time where the subject has a clock of its own. */
  pass(): Promise<void>;
  /** Frees everything. */
  dispose(): Promise<void>;
}

/**
 * A vendor-defined application collection, usage 1 on page 0xff00, with the reports of {@link HidContractDevice}. Items as in
 * the Device Class Definition for HID 1.11, section 6.2.2.
 */
const reportDescriptor = Uint8Array.of(
  ...[0x06, 0x00, 0xff, 0x09, 0x01, 0xa1, 0x01], // usage page 0xff00, usage 1, collection (application)
  ...[0x15, 0x00, 0x26, 0xff, 0x00, 0x75, 0x08], // logical minimum 0, maximum 255, report size 8 bits
  ...[0x85, 0x01, 0x95, 0x08, 0x09, 0x02, 0x81, 0x02], // report id 1, count 8, usage 2, input (data, variable, absolute)
  ...[0x85, 0x02, 0x95, 0x04, 0x09, 0x03, 0x91, 0x02], // report id 2, count 4, usage 3, output
  ...[0x85, 0x03, 0x95, 0x08, 0x09, 0x04, 0xb1, 0x02], // report id 3, count 8, usage 4, feature
  ...[0x85, 0x04, 0x95, 0x08, 0x09, 0x05, 0xb1, 0x02], // report id 4, count 8, usage 5, feature
  0xc0, // end of collection
);

/** The device of a rule: always the same one, with a conversation of its own. */
export function contractDevice(conversation: readonly HidStep[]): HidContractDevice {
  return {
    vendorId: 0x1209, // pid.codes, whose product ids 0001 to 0010 are for tests
    productId: 0x0001,
    product: 'Contract device',
    serialNumber: 'c0:ff:ee:00:00:01',
    busType: 'usb',
    reportDescriptor,
    conversation,
  };
}

/** The n-th input report of a device, unlike all others. */
export function inputReport(index: number): Uint8Array {
  return Uint8Array.of(1, index, 0, 255, 127, 128, index ^ 0x55, 1, 0xa0);
}

export const outputReport = Uint8Array.of(2, 0x10, 0x20, 0x30, 0x40);
export const featureReport = Uint8Array.of(3, 8, 7, 6, 5, 4, 3, 2, 1);
export const featureAnswer = Uint8Array.of(4, 1, 2, 3, 4, 5, 6, 7, 8);

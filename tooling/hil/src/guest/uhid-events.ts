/**
 * The events that a program and the kernel exchange over `/dev/uhid`: `struct uhid_event` of Linux, include/uapi/linux/uhid.h,
 * which is packed, little-endian on all machines of this bench, and begins with its type as u32. The kernel's own words are in
 * Documentation/hid/uhid.rst.
 */

/** `UHID_DATA_MAX`, `HID_MAX_DESCRIPTOR_SIZE`. */
const dataSizeBytes = 4096;
/** The largest member of the union, `uhid_create2_req`, after the type. */
export const eventSizeBytes = 4 + 128 + 64 + 64 + 2 + 2 + 4 * 4 + dataSizeBytes;

const types = {
  destroy: 1,
  open: 4,
  close: 5,
  output: 6,
  getReport: 9,
  getReportReply: 10,
  create: 11,
  input: 12,
  setReport: 13,
  setReportReply: 14,
} as const;

/** `BUS_USB` and `BUS_BLUETOOTH` of include/uapi/linux/input.h. */
const buses = { usb: 3, bluetooth: 5 } as const;

/** What a device is to the kernel. */
export interface UhidDeviceInfo {
  readonly product: string;
  readonly serialNumber: string;
  readonly vendorId: number;
  readonly productId: number;
  readonly busType: keyof typeof buses;
  readonly reportDescriptor: Uint8Array;
}

/** What the kernel asks or tells. */
export type UhidEvent =
  | { readonly kind: 'open' | 'close' | 'other' }
  | { readonly kind: 'output'; readonly report: Uint8Array }
  | { readonly kind: 'get-report'; readonly request: number; readonly reportId: number }
  | { readonly kind: 'set-report'; readonly request: number; readonly report: Uint8Array };

export function createEvent(info: UhidDeviceInfo): Buffer {
  const event = Buffer.alloc(eventSizeBytes);
  event.writeUInt32LE(types.create, 0);
  event.write(info.product, 4, 127, 'utf8');
  event.write(info.serialNumber, 196, 63, 'utf8');
  event.writeUInt16LE(info.reportDescriptor.length, 260);
  event.writeUInt16LE(buses[info.busType], 262);
  event.writeUInt32LE(info.vendorId, 264);
  event.writeUInt32LE(info.productId, 268);
  event.set(info.reportDescriptor, 280);
  return event;
}

export function inputEvent(report: Uint8Array): Buffer {
  const event = Buffer.alloc(6 + report.length);
  event.writeUInt32LE(types.input, 0);
  event.writeUInt16LE(report.length, 4);
  event.set(report, 6);
  return event;
}

/** @param report - absent where the device has no such report. */
export function getReportReply(request: number, report: Uint8Array | undefined): Buffer {
  const event = Buffer.alloc(12 + (report?.length ?? 0));
  event.writeUInt32LE(types.getReportReply, 0);
  event.writeUInt32LE(request, 4);
  event.writeUInt16LE(report === undefined ? 5 : 0, 8); // EIO
  event.writeUInt16LE(report?.length ?? 0, 10);
  if (report !== undefined) event.set(report, 12);
  return event;
}

export function setReportReply(request: number): Buffer {
  const event = Buffer.alloc(10);
  event.writeUInt32LE(types.setReportReply, 0);
  event.writeUInt32LE(request, 4);
  return event;
}

export function destroyEvent(): Buffer {
  const event = Buffer.alloc(4);
  event.writeUInt32LE(types.destroy, 0);
  return event;
}

export function readEvent(event: Buffer): UhidEvent {
  switch (event.readUInt32LE(0)) {
    case types.open:
      return { kind: 'open' };
    case types.close:
      return { kind: 'close' };
    case types.output:
      return { kind: 'output', report: dataAt(event, 4, event.readUInt16LE(4 + dataSizeBytes)) };
    case types.getReport:
      return { kind: 'get-report', request: event.readUInt32LE(4), reportId: event.readUInt8(8) };
    case types.setReport:
      return {
        kind: 'set-report',
        request: event.readUInt32LE(4),
        report: dataAt(event, 12, event.readUInt16LE(10)),
      };
    default:
      return { kind: 'other' };
  }
}

function dataAt(event: Buffer, offset: number, sizeBytes: number): Uint8Array {
  return Uint8Array.from(event.subarray(offset, offset + sizeBytes));
}

/**
 * Report descriptors of the simulated devices. Those of the DualSense are a real device's (nondebug.github.io/dualsense, "Raw HID
 * report descriptor"); the others have the reports that the device has, with their true ids and lengths, and nothing of what
 * they mean: makers tell no more of the bytes that matter here.
 */

const bytesOf = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex.replace(/\s/g, ''), 'hex'));

export const dualSenseUsbDescriptor = bytesOf(`
05 01 09 05 a1 01 85 01 09 30 09 31 09 32 09 35 09 33 09 34 15 00 26 ff 00 75 08 95 06 81 02 06
00 ff 09 20 95 01 81 02 05 01 09 39 15 00 25 07 35 00 46 3b 01 65 14 75 04 95 01 81 42 65 00 05
09 19 01 29 0f 15 00 25 01 75 01 95 0f 81 02 06 00 ff 09 21 95 0d 81 02 06 00 ff 09 22 15 00 26
ff 00 75 08 95 34 81 02 85 02 09 23 95 2f 91 02 85 05 09 33 95 28 b1 02 85 08 09 34 95 2f b1 02
85 09 09 24 95 13 b1 02 85 0a 09 25 95 1a b1 02 85 20 09 26 95 3f b1 02 85 21 09 27 95 04 b1 02
85 22 09 40 95 3f b1 02 85 80 09 28 95 3f b1 02 85 81 09 29 95 3f b1 02 85 82 09 2a 95 09 b1 02
85 83 09 2b 95 3f b1 02 85 84 09 2c 95 3f b1 02 85 85 09 2d 95 02 b1 02 85 a0 09 2e 95 01 b1 02
85 e0 09 2f 95 3f b1 02 85 f0 09 30 95 3f b1 02 85 f1 09 31 95 3f b1 02 85 f2 09 32 95 0f b1 02
85 f4 09 35 95 3f b1 02 85 f5 09 36 95 03 b1 02 c0`);

export const dualSenseBluetoothDescriptor = bytesOf(`
05 01 09 05 a1 01 85 01 09 30 09 31 09 32 09 35 15 00 26 ff 00 75 08 95 04 81 02 09 39 15 00 25
07 35 00 46 3b 01 65 14 75 04 95 01 81 42 65 00 05 09 19 01 29 0e 15 00 25 01 75 01 95 0e 81 02
75 06 95 01 81 01 05 01 09 33 09 34 15 00 26 ff 00 75 08 95 02 81 02 06 00 ff 15 00 26 ff 00 75
08 95 4d 85 31 09 31 91 02 09 3b 81 02 85 32 09 32 95 8d 91 02 85 33 09 33 95 cd 91 02 85 34 09
34 96 0d 01 91 02 85 35 09 35 96 4d 01 91 02 85 36 09 36 96 8d 01 91 02 85 37 09 37 96 cd 01 91
02 85 38 09 38 96 0d 02 91 02 85 39 09 39 96 22 02 91 02 06 80 ff 85 05 09 33 95 28 b1 02 85 08
09 34 95 2f b1 02 85 09 09 24 95 13 b1 02 85 20 09 26 95 3f b1 02 85 22 09 40 95 3f b1 02 85 80
09 28 95 3f b1 02 85 81 09 29 95 3f b1 02 85 82 09 2a 95 09 b1 02 85 83 09 2b 95 3f b1 02 85 f1
09 31 95 3f b1 02 85 f2 09 32 95 0f b1 02 85 f0 09 30 95 3f b1 02 c0`);

/** One report of a device: its kind, id, and length without the id. */
type ReportShape = readonly ['input' | 'output' | 'feature', id: number, lengthBytes: number];

const mainItems = { input: 0x81, output: 0x91, feature: 0xb1 };

/** A game pad whose reports are bytes of unknown meaning. Items as in the Device Class Definition for HID 1.11, section 6.2.2. */
function gamePad(reports: readonly ReportShape[]): Uint8Array {
  return Uint8Array.of(
    ...[0x05, 0x01, 0x09, 0x05, 0xa1, 0x01], // usage page generic desktop, usage game pad, collection (application)
    ...[0x06, 0x00, 0xff, 0x15, 0x00, 0x26, 0xff, 0x00, 0x75, 0x08], // vendor's usage page, bytes of 0 to 255
    ...reports.flatMap(([kind, id, length]) => [
      ...[0x85, id, 0x09, id, 0x96, length & 0xff, length >> 8], // report id, usage, report count
      ...[mainItems[kind], 0x02], // data, variable, absolute
    ]),
    0xc0,
  );
}

export const dualShock4UsbDescriptor = gamePad([
  ['input', 0x01, 63],
  ['output', 0x05, 31],
  ['feature', 0x02, 36],
]);
export const dualShock4BluetoothDescriptor = gamePad([
  ['input', 0x01, 9],
  ['input', 0x11, 77],
  ['output', 0x11, 77],
  ['feature', 0x05, 40],
]);
export const switchBluetoothDescriptor = gamePad([
  ['input', 0x21, 48],
  ['input', 0x30, 48],
  ['input', 0x3f, 11],
  ['output', 0x01, 48],
  ['output', 0x10, 48],
]);
export const switchUsbDescriptor = gamePad([
  ['input', 0x21, 63],
  ['input', 0x30, 63],
  ['input', 0x81, 63],
  ['output', 0x01, 63],
  ['output', 0x10, 63],
  ['output', 0x80, 63],
]);

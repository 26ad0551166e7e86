/**
 * Output reports for Joy-Con and Pro Controller. Source: dekuNukem/Nintendo_Switch_Reverse_Engineering (GitHub),
 * `bluetooth_hid_notes.md`, "OUTPUT 0x01", `bluetooth_hid_subcommands_notes.md`, and `USB-HID-Notes.md`.
 */

export const switchSubcommands = { setReportMode: 0x03, readFlash: 0x10, enableImu: 0x40 } as const;
/** The argument of `setReportMode`: reports with motion, and reports with buttons only. */
export const switchReportModes = { full: 0x30, simple: 0x3f } as const;
/** Commands of the USB side: `0x80` and one of these. */
export const switchUsbCommands = { handshake: 0x02, stayOnUsb: 0x04, allowBluetooth: 0x05 } as const;

/** No rumble at either side: 320 Hz and 160 Hz without amplitude. */
const neutralRumble = [0x00, 0x01, 0x40, 0x40, 0x00, 0x01, 0x40, 0x40];
const outputLengthBytes = 49;
const usbOutputLengthBytes = 64;

/**
 * The report that carries a subcommand.
 * @param sequence - counts the reports that are sent, modulo 16.
 */
export function switchSubcommandReport(
  sequence: number,
  subcommand: number,
  argument: readonly number[] = [],
): Uint8Array {
  const report = new Uint8Array(outputLengthBytes);
  report.set([0x01, sequence & 0x0f, ...neutralRumble, subcommand, ...argument]);
  return report;
}

/** The argument of `readFlash`. */
export function flashArgument(address: number, lengthBytes: number): readonly number[] {
  return [address & 0xff, (address >> 8) & 0xff, (address >> 16) & 0xff, (address >> 24) & 0xff, lengthBytes];
}

/** The report that carries a command of the USB side. */
export function switchUsbReport(command: number): Uint8Array {
  const report = new Uint8Array(usbOutputLengthBytes);
  report.set([0x80, command]);
  return report;
}

/** Whether an input report says that a command of the USB side was done. */
export function isSwitchUsbAnswer(report: Uint8Array, command: number): boolean {
  return report[0] === 0x81 && report[1] === command;
}

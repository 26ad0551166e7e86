import { crc32 } from 'node:zlib';

/**
 * Ends a Bluetooth report of a PlayStation controller with its checksum: CRC-32 over the header byte of the Bluetooth HID
 * transaction (input 0xA1, output 0xA2, feature 0xA3) and the report, lowest byte first (Linux `hid-playstation.c`,
 * `ps_check_crc32`).
 */
export function signReport(header: 0xa1 | 0xa2 | 0xa3, report: Buffer): void {
  const end = report.length - 4;
  report.writeUInt32LE(crc32(report.subarray(0, end), crc32(Buffer.of(header))), end);
}

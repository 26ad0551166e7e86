import { seededCrc32 } from './crc32.js';
import { uint32 } from './little-endian.js';

/**
 * The byte that Sony's checksums begin with, by kind of report: it is the header byte of the Bluetooth HID transaction, which
 * belongs to no report (Linux `drivers/hid/hid-playstation.c`, `PS_INPUT_CRC32_SEED` and the two after it).
 */
export const reportSeeds = { input: 0xa1, output: 0xa2, feature: 0xa3 } as const;

/** Whether the last four bytes of a Bluetooth report are the checksum of those before them. */
export function hasRightChecksum(report: Uint8Array, kind: keyof typeof reportSeeds): boolean {
  if (report.length < 5) return false;
  const end = report.length - 4;
  return seededCrc32(reportSeeds[kind], report.subarray(0, end)) === uint32(report, end);
}

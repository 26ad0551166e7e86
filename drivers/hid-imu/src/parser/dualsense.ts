/**
 * Input reports of the DualSense and DualSense Edge. Sources: Linux `drivers/hid/hid-playstation.c`, `struct
 * dualsense_input_report` and `dualsense_parse_report`; SDL `SDL_hidapi_ps5.c`, `PS5StatePacket_t`.
 *
 * | USB | Bluetooth | what |
 * |---|---|---|
 * | 0 | 0 | report id: `0x01` with 64 bytes; `0x31` with 78 bytes |
 * | 7 | 8 | counter of reports, u8 |
 * | 16 | 17 | gyroscope x, y, z, int16 |
 * | 22 | 23 | accelerometer x, y, z, int16 |
 * | 28 | 29 | time of the sensor, u32, 1/3 us per tick |
 * | 53 | 54 | battery: low half 0 to 10, high half charging |
 * |  | 74 | checksum over all before it, seed `0xA1` |
 *
 * Over Bluetooth a short report `0x01` without motion comes until feature report `0x05` has been read.
 */
import { threeInt16, uint32 } from './little-endian.js';
import { hasRightChecksum } from './playstation-checksum.js';
import type { BatteryState, Charging, Connection, ImuCounts, Parsed } from './reading.js';

export const dualSenseCalibrationReportId = 0x05;
/** Reports that the counter tells apart. */
export const dualSenseCounterModulus = 256;
/** Ticks after which the sensor's time begins again: 23.9 minutes. */
export const dualSenseTickModulus = 2 ** 32;
/** "0.33us unit" and a division by 3 in `dualsense_parse_report`. */
export const dualSenseTicksPerSecond = 3_000_000;

/** One report of a PlayStation controller. */
export interface PlayStationPacket extends ImuCounts {
  readonly connection: Connection;
  /** Counts reports, and begins again. */
  readonly counter: number;
  /** The sensor's time, in ticks, which begin again. */
  readonly ticks: number;
  readonly battery: BatteryState;
}

/** Reads one input report, its id first. */
export function parseDualSenseReport(report: Uint8Array): Parsed<PlayStationPacket> {
  if (report.length === 0) return { rejected: 'wrong-length' };
  if (report[0] === 0x31) {
    if (report.length !== 78) return { rejected: 'wrong-length' };
    if (!hasRightChecksum(report, 'input')) return { rejected: 'wrong-checksum' };
    return { packet: readPacket(report, 1, 'bluetooth') };
  }
  if (report[0] !== 0x01) return { rejected: 'other-report' };
  if (report.length === 64) return { packet: readPacket(report, 0, 'usb') };
  // 10 bytes; Windows lengthens every report of a device to its longest, 78 bytes.
  return { rejected: report.length === 10 || report.length === 78 ? 'no-motion' : 'wrong-length' };
}

function readPacket(report: Uint8Array, shift: number, connection: Connection): PlayStationPacket {
  return {
    connection,
    counter: report[7 + shift] ?? 0,
    gyro: threeInt16(report, 16 + shift),
    accel: threeInt16(report, 22 + shift),
    ticks: uint32(report, 28 + shift),
    battery: readBattery(report[53 + shift] ?? 0),
  };
}

const chargingStates: Readonly<Record<number, Charging>> = {
  0: 'discharging',
  1: 'charging',
  2: 'full',
  // Voltage or temperature out of range, temperature error, charging error.
  10: 'fault',
  11: 'fault',
  15: 'fault',
};

/** Steps of ten percent, of which the middle is taken: 0 is 0-9 %, 10 is full. */
function readBattery(status: number): BatteryState {
  const charging = chargingStates[status >> 4] ?? 'unknown';
  if (charging === 'full') return { percent: 100, charging };
  if (charging === 'fault' || charging === 'unknown') return { percent: undefined, charging };
  return { percent: Math.min((status & 0x0f) * 10 + 5, 100), charging };
}

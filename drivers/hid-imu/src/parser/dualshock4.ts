/**
 * Input reports of the DualShock 4, and of its USB wireless adaptor. Sources: Linux `drivers/hid/hid-playstation.c`, `struct
 * dualshock4_input_report_common` and `dualshock4_parse_report`; SDL `SDL_hidapi_ps4.c`, `PS4StatePacket_t`, for the counter.
 *
 * | USB | Bluetooth | what |
 * |---|---|---|
 * | 0 | 0 | report id: `0x01` with 64 bytes; `0x11` with 78 bytes |
 * | 7 | 9 | counter of reports in the upper 6 bits |
 * | 10 | 12 | time of the sensor, u16, 16/3 us per tick |
 * | 13 | 15 | gyroscope x, y, z, int16 |
 * | 19 | 21 | accelerometer x, y, z, int16 |
 * | 30 | 32 | battery: low half level, bit 4 cable |
 * | 31 |  | adaptor: bit 2 is set while no controller is connected to it |
 * |  | 74 | checksum over all before it, seed `0xA1` |
 *
 * Over Bluetooth a short report `0x01` without motion comes until the calibration, feature report `0x05`, has been read.
 */
import type { PlayStationPacket } from './dualsense.js';
import { threeInt16, uint16 } from './little-endian.js';
import { hasRightChecksum } from './playstation-checksum.js';
import type { BatteryState, Connection, Parsed } from './reading.js';

/** The calibration's feature report, by connection. */
export const dualShock4CalibrationReportIds = { usb: 0x02, bluetooth: 0x05 } as const;
/** Reports that the counter tells apart. */
export const dualShock4CounterModulus = 64;
/** Ticks after which the sensor's time begins again: 350 ms. */
export const dualShock4TickModulus = 2 ** 16;
/** "5.33us unit", and `* 16 / 3` to microseconds in `dualshock4_parse_report`. */
export const dualShock4TicksPerSecond = 187_500;

/** Reads one input report, its id first. */
export function parseDualShock4Report(report: Uint8Array): Parsed<PlayStationPacket> {
  if (report.length === 0) return { rejected: 'wrong-length' };
  if (report[0] === 0x11) {
    if (report.length < 78) return { rejected: 'wrong-length' };
    // Windows lengthens every report of a device to its longest.
    if (!hasRightChecksum(report.subarray(0, 78), 'input')) return { rejected: 'wrong-checksum' };
    return { packet: readPacket(report, 2, 'bluetooth') };
  }
  if (report[0] !== 0x01) return { rejected: 'other-report' };
  if (report.length === 64) {
    // Controllers on a cable leave the adaptor's bit clear.
    if (((report[31] ?? 0) & 0x04) !== 0) return { rejected: 'no-controller' };
    return { packet: readPacket(report, 0, 'usb') };
  }
  // 10 bytes; or lengthened, as above.
  return { rejected: report.length === 10 || report.length >= 78 ? 'no-motion' : 'wrong-length' };
}

function readPacket(report: Uint8Array, shift: number, connection: Connection): PlayStationPacket {
  return {
    connection,
    counter: (report[7 + shift] ?? 0) >> 2,
    ticks: uint16(report, 10 + shift),
    gyro: threeInt16(report, 13 + shift),
    accel: threeInt16(report, 19 + shift),
    battery: readBattery(report[30 + shift] ?? 0),
  };
}

/** Steps of ten percent, of which the middle is taken; on the cable 11 is full, and 14 and 15 are faults. */
function readBattery(status: number): BatteryState {
  const level = status & 0x0f;
  const percent = level < 10 ? level * 10 + 5 : 100;
  if ((status & 0x10) === 0) return { percent, charging: 'discharging' };
  if (level <= 10) return { percent, charging: 'charging' };
  if (level === 11) return { percent: 100, charging: 'full' };
  return { percent: undefined, charging: level >= 14 ? 'fault' : 'unknown' };
}

/**
 * Input reports of Joy-Con (L), Joy-Con (R) and Pro Controller. Source: dekuNukem/Nintendo_Switch_Reverse_Engineering (GitHub),
 * `bluetooth_hid_notes.md`, "Standard input report format", and `imu_sensor_notes.md`; Linux `drivers/hid/hid-nintendo.c`,
 * `struct joycon_input_report`.
 *
 * | byte | what |
 * |---|---|
 * | 0 | report id: `0x30` motion, `0x21` answer to a subcommand |
 * | 1 | timer, u8 |
 * | 2 | battery in bits 5-7 (0 empty, 4 full), charging in bit 4 |
 * | 13 - 48 | `0x30`: three samples of accelerometer x, y, z and gyroscope x, y, z, int16 |
 * | 13 | `0x21`: acknowledged when bit 7 is set |
 * | 14 | `0x21`: the subcommand that is answered |
 * | 15 - 49 | `0x21`: data |
 *
 * The reports have no checksum and no counter: lost ones are found from the timer.
 */
import { threeInt16, uint32 } from './little-endian.js';
import type { BatteryState, ImuCounts, Parsed } from './reading.js';

export const switchSamplesPerReport = 3;
/** The timer has 8 bits: it begins again after 1.28 s. */
export const switchTimerModulus = 256;
/**
 * Ticks per second of the timer: 3 per report of 15 ms, one per sample (dekuNukem/Nintendo_Switch_Reverse_Engineering, issue
 * 158, "Bluetooth packet timing", which saw 200 per second; `hid-nintendo.c` calls the rate not entirely clear).
 */
export const switchTicksPerSecond = 200;

/** One report with motion. */
export interface SwitchPacket {
  /** The timer of the report, which begins again. */
  readonly ticks: number;
  readonly battery: BatteryState;
  /**
   * In the order of the report, 5 ms apart: the oldest first by `imu_sensor_notes.md` ("1st sample 0ms, 2nd 5ms, 3rd 10ms") and
   * `hid-nintendo.c`; SDL (`SDL_hidapi_switch.c`) takes the last as the oldest.
   */
  readonly samples: readonly [ImuCounts, ImuCounts, ImuCounts];
}

/** The answer to a subcommand. */
export interface SwitchReply {
  readonly subcommand: number;
  readonly isAcknowledged: boolean;
  /** A copy of what follows. */
  readonly data: Uint8Array;
}

/** Reads one input report, its id first. */
export function parseSwitchReport(report: Uint8Array): Parsed<SwitchPacket> {
  if (report.length === 0) return { rejected: 'wrong-length' };
  if (report[0] === 0x3f) return { rejected: 'no-motion' };
  if (report[0] !== 0x30) return { rejected: 'other-report' };
  if (report.length < 49) return { rejected: 'wrong-length' };
  return {
    packet: {
      ticks: report[1] ?? 0,
      battery: readBattery(report[2] ?? 0),
      samples: [readSample(report, 13), readSample(report, 25), readSample(report, 37)],
    },
  };
}

/** Reads the answer to a subcommand; `undefined` for any other report. */
export function parseSwitchReply(report: Uint8Array): SwitchReply | undefined {
  if (report[0] !== 0x21 || report.length < 15) return undefined;
  return {
    isAcknowledged: ((report[13] ?? 0) & 0x80) !== 0,
    subcommand: report[14] ?? 0,
    // Not slice(): a Buffer's would be a view.
    data: Uint8Array.from(report.subarray(15)),
  };
}

/** What was read from the flash memory; `undefined` for any other answer. */
export function parseFlashReply(
  reply: SwitchReply,
): { readonly address: number; readonly bytes: Uint8Array } | undefined {
  const lengthBytes = reply.data[4] ?? 0;
  if (reply.subcommand !== 0x10 || !reply.isAcknowledged || reply.data.length < 5 + lengthBytes)
    return undefined;
  return { address: uint32(reply.data, 0), bytes: reply.data.subarray(5, 5 + lengthBytes) };
}

function readSample(report: Uint8Array, at: number): ImuCounts {
  return { accel: threeInt16(report, at), gyro: threeInt16(report, at + 6) };
}

/** Five levels, as a percentage of full. */
function readBattery(status: number): BatteryState {
  const level = status >> 5;
  const percent = level <= 4 ? level * 25 : undefined;
  return { percent, charging: (status & 0x10) === 0 ? 'discharging' : 'charging' };
}

import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  type ImuCalibration,
  parseDualSenseReport,
  parseDualShock4Report,
  parseFlashReply,
  parsePlayStationCalibration,
  parseSwitchReply,
  parseSwitchReport,
  parseSwitchUserCalibration,
} from '../src/parser/index.js';

/** What each parser makes of bytes, in the words of the fixtures. */
const parsers: Record<string, (bytes: Uint8Array) => unknown> = {
  dualsense: parseDualSenseReport,
  dualshock4: parseDualShock4Report,
  switch: parseSwitchReport,
  'playstation-calibration': (bytes) => inCounts(parsePlayStationCalibration(bytes)),
  'switch-user-calibration': (bytes) => inCounts(parseSwitchUserCalibration(bytes)),
  'switch-flash': (bytes) => {
    const reply = parseSwitchReply(bytes);
    const read = reply && parseFlashReply(reply);
    return read && { address: read.address, lengthBytes: read.bytes.length };
  },
};

/** Counts per g and per degree/s. */
function inCounts(calibration: ImuCalibration | undefined) {
  return {
    accel: calibration?.accel.map(({ offset, unitsPerCount }) => ({
      offset,
      countsPerG: expect.closeTo(9.80665 / unitsPerCount, 9),
    })),
    gyro: calibration?.gyro.map(({ offset, unitsPerCount }) => ({
      offset,
      countsPerDegree: expect.closeTo(Math.PI / 180 / unitsPerCount, 9),
    })),
  };
}

const folder = new URL('fixtures/', import.meta.url);

for (const kind of ['valid', 'truncated', 'corrupt']) {
  describe(kind, () => {
    const names = readdirSync(new URL(`${kind}/`, folder)).filter((name) => name.endsWith('.bin'));
    it.each(names)('%s', (name) => {
      const bytes = readFileSync(new URL(`${kind}/${name}`, folder));
      const text = readFileSync(new URL(`${kind}/${name.replace('.bin', '.json')}`, folder), 'utf8');
      const { parser, expected } = JSON.parse(text) as { parser: string; expected: unknown };
      expect(expected).toEqual(parsers[parser]?.(bytes));
    });
  });
}

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  findHidSensors,
  hasRightChecksum,
  isSwitchUsbAnswer,
  parseDualSenseReport,
  parseDualShock4Report,
  parseFlashReply,
  parseHidSensorReport,
  parsePlayStationCalibration,
  parseReportDescriptor,
  parseSwitchCalibration,
  parseSwitchReply,
  parseSwitchReport,
  parseSwitchUserCalibration,
  type ReportField,
  ReportProgress,
  readField,
  sensorIntervalMs,
  switchSensorOn,
  TickClock,
  writeField,
} from '../src/parser/index.js';

/** Reports with the ids that mean something, in all lengths, those that mean something among them. */
const report = fc
  .tuple(
    fc.constantFrom(0x01, 0x05, 0x10, 0x11, 0x21, 0x30, 0x31, 0x3f, 0x81, 0xff),
    fc.oneof(fc.constantFrom(0, 9, 36, 40, 48, 63, 77), fc.nat(200)),
    fc.infiniteStream(fc.integer({ min: 0, max: 255 })),
  )
  .map(([id, length, rest]) => Uint8Array.from([id, ...rest.take(length)]));
const anything = fc.oneof(report, fc.uint8Array({ maxLength: 300 }));

describe('any report at all', () => {
  it('is read or refused, never thrown at, and left as it is', () => {
    fc.assert(
      fc.property(anything, (bytes) => {
        const before = Uint8Array.from(bytes);
        for (const parse of [parseDualSenseReport, parseDualShock4Report, parseSwitchReport]) {
          const { packet, rejected } = parse(bytes);
          expect(packet === undefined).toBe(rejected !== undefined);
        }
        const reply = parseSwitchReply(bytes);
        if (reply !== undefined) parseFlashReply(reply);
        isSwitchUsbAnswer(bytes, 2);
        hasRightChecksum(bytes, 'input');
        expect(bytes).toEqual(before);
      }),
      { numRuns: 2000 },
    );
  });

  it('gives a calibration of finite numbers, or none', () => {
    fc.assert(
      fc.property(anything, fc.boolean(), (bytes, subtractGyroBias) => {
        const calibrations = [
          parsePlayStationCalibration(bytes, { subtractGyroBias }),
          parseSwitchCalibration(bytes),
          parseSwitchUserCalibration(bytes),
        ];
        for (const calibration of calibrations) {
          for (const axis of [...(calibration?.accel ?? []), ...(calibration?.gyro ?? [])]) {
            expect(Number.isFinite(axis.unitsPerCount) && axis.unitsPerCount !== 0).toBe(true);
            expect(Number.isFinite(axis.offset)).toBe(true);
          }
        }
      }),
    );
  });
});

/** Items that a descriptor may begin with, so that chance gets further than into the first of them. */
const item = fc.oneof(
  fc.constantFrom([0x05, 0x20], [0x09, 0x73], [0xa1, 0x01], [0xc0], [0x85, 0x01], [0x81, 0x02], [0xb1, 0x00]),
  fc.constantFrom([0x0a, 0x53, 0x04], [0x0a, 0x54, 0x04], [0x0a, 0x55, 0x04], [0xa4], [0xb4]),
  fc.tuple(fc.constantFrom(0x15, 0x25, 0x35, 0x45, 0x55, 0x65, 0x75, 0x95), fc.integer({ min: 0, max: 255 })),
  fc.tuple(
    fc.constantFrom(0x97, 0x77, 0x1b, 0x2b),
    ...[0, 1, 2, 3].map(() => fc.integer({ min: 0, max: 255 })),
  ),
  fc.array(fc.integer({ min: 0, max: 255 }), { maxLength: 6 }),
);
const descriptor = fc.array(item, { maxLength: 60 }).map((items) => Uint8Array.from(items.flat()));

describe('any report descriptor at all', () => {
  it('gives no more fields than there is room for, and nothing throws with them', () => {
    fc.assert(
      fc.property(descriptor, anything, (bytes, body) => {
        const { fields } = parseReportDescriptor(bytes);
        expect(fields.length).toBeLessThanOrEqual(4096);
        for (const field of fields.slice(0, 50)) readField(field, body);
        const layout = findHidSensors(bytes);
        if (layout === undefined) return;
        parseHidSensorReport(layout, body);
        const changed = Uint8Array.from(body);
        switchSensorOn(layout, changed, 10);
        sensorIntervalMs(layout, changed);
        expect(changed).toHaveLength(body.length);
      }),
      { numRuns: 1000 },
    );
  });

  it('keeps a value that is written into a field, and its neighbours', () => {
    const place = fc.record({
      bitOffset: fc.integer({ min: 0, max: 40 }),
      bitSize: fc.integer({ min: 1, max: 32 }),
      isSigned: fc.boolean(),
    });
    fc.assert(
      fc.property(place, fc.nat(), fc.uint8Array({ minLength: 12, maxLength: 12 }), (where, seed, body) => {
        const { bitOffset, bitSize, isSigned } = where;
        const min = isSigned ? -(2 ** (bitSize - 1)) : 0;
        const value = min + (seed % 2 ** bitSize);
        const field = (fields: Partial<ReportField>) =>
          ({ bitOffset, bitSize, logicalMin: min, ...fields }) as ReportField;
        const before = field({ bitOffset: 0, bitSize: Math.min(32, bitOffset), logicalMin: 0 });
        const after = field({ bitOffset: bitOffset + bitSize, bitSize: 8, logicalMin: 0 });
        const around = [readField(before, body), readField(after, body)];
        writeField(field({}), body, value);
        expect(readField(field({}), body)).toBe(value);
        expect([readField(before, body), readField(after, body)]).toEqual(around);
      }),
    );
  });
});

describe('the clock of a device', () => {
  const clocks = fc.constantFrom(
    { ticksPerSecond: 3_000_000, modulus: 2 ** 32 },
    { ticksPerSecond: 187_500, modulus: 2 ** 16 },
    { ticksPerSecond: 200, modulus: 256 },
  );
  /** Milliseconds between reports: mostly some, at times a long gap. */
  const steps = fc.array(
    fc.oneof(
      { weight: 9, arbitrary: fc.integer({ min: 5, max: 300 }) },
      fc.integer({ min: 1000, max: 60_000 }),
    ),
    { maxLength: 100 },
  );

  it('is the sum of what passed, over every wrap and gap', () => {
    fc.assert(
      fc.property(clocks, fc.nat(), steps, (options, start, stepsMs) => {
        const { ticksPerSecond, modulus } = options;
        const clock = new TickClock(options);
        const first = start % modulus;
        clock.advance(first, 0);
        let totalMs = 0;
        for (const stepMs of stepsMs) {
          totalMs += stepMs;
          const ticks = Math.round((totalMs * ticksPerSecond) / 1000);
          clock.advance((first + ticks) % modulus, stepMs * 1e6);
          const expectedNs = ((first + ticks) / ticksPerSecond) * 1e9;
          expect(Math.abs(Number(clock.timeNs) - expectedNs)).toBeLessThan(1000);
        }
      }),
    );
  });

  it('counts the reports that are missing, by counter or by clock', () => {
    const missing = fc.array(fc.integer({ min: 0, max: 15 }), { minLength: 1, maxLength: 100 });
    fc.assert(
      fc.property(missing, fc.boolean(), fc.nat(1000), (losses, hasCounter, start) => {
        const progress = new ReportProgress({
          reportRateHz: 250,
          counterModulus: hasCounter ? 64 : undefined,
          clock: { ticksPerSecond: 187_500, modulus: 2 ** 16 },
        });
        let index = start;
        const place = () =>
          progress.take({ counter: index % 64, ticks: (index * 750) % 2 ** 16 }, BigInt(index) * 4_000_000n);
        expect(place().lostReports).toBe(0);
        for (const lost of losses) {
          index += 1 + lost;
          expect(place().lostReports).toBe(lost);
        }
      }),
    );
  });
});

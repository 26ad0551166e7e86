import { HidSensorSimulator, lyingStill } from '@modlink/simulators/hid';
import { describe, expect, it } from 'vitest';
import {
  findHidSensors,
  type HidSensorOptions,
  parseHidSensorReport,
  parseReportDescriptor,
  sensorIntervalMs,
  switchSensorOn,
} from '../src/parser/index.js';

/** A sensor of three int16 axes without report ids: `items` go before the axes. */
const descriptor = (sensor: number, xUsage: number, items: readonly number[]) =>
  Uint8Array.of(
    ...[0x05, 0x20, 0x09, sensor, 0xa1, 0x01, 0x16, 0x00, 0x80, 0x26, 0xff, 0x7f, 0x75, 0x10, 0x95, 0x01],
    ...items,
    ...[0, 1, 2].flatMap((axis) => [0x0a, xUsage + axis, 0x04, 0x81, 0x02]),
    0xc0,
  );
const counts = (...values: number[]) => Uint8Array.from(Buffer.from(Int16Array.from(values).buffer));

describe('units', () => {
  const read = (bytes: Uint8Array, options?: HidSensorOptions) => {
    const layout = findHidSensors(bytes, options);
    return layout && parseHidSensorReport(layout, counts(1000, -500, 1)).packet;
  };
  const accel = (...items: number[]) => read(descriptor(0x73, 0x53, items))?.accel?.[0];
  const gyro = (...items: number[]) => read(descriptor(0x76, 0x57, items))?.gyro?.[0];

  it('of acceleration: g without a unit, m/s^2, inch/s^2', () => {
    expect(accel(0x55, 0x0d)).toBeCloseTo(9.80665, 9);
    expect(accel(0x55, 0x0e, 0x66, 0x11, 0xe0)).toBeCloseTo(10, 9);
    expect(accel(0x66, 0x13, 0xe0)).toBeCloseTo(25.4, 9);
    expect(accel(0x66, 0x77, 0x77)).toBeUndefined();
  });

  it('of acceleration, with centimetres as the HID specification has them', () => {
    const bytes = descriptor(0x73, 0x53, [0x66, 0x11, 0xe0]);
    expect(read(bytes, { lengthUnit: 'centimetre' })?.accel?.[0]).toBeCloseTo(10, 9);
    expect(read(bytes)?.accel?.[0]).toBeCloseTo(1000, 9);
  });

  it('of rotation: degree/s without a unit, rad/s, degree/s', () => {
    expect(gyro(0x55, 0x0f)).toBeCloseTo((100 * Math.PI) / 180, 9);
    expect(gyro(0x55, 0x0d, 0x66, 0x12, 0xf0)).toBeCloseTo(1, 9);
    expect(gyro(0x66, 0x14, 0xf0)).toBeCloseTo((1000 * Math.PI) / 180, 9);
  });

  it('follow physical limits where there are some', () => {
    // -32768 to 32767 stand for -40 to 40 m/s^2.
    expect(accel(0x35, 0xd8, 0x45, 0x28, 0x66, 0x11, 0xe0)).toBeCloseTo(-40 + (33768 / 65535) * 80, 9);
  });

  it('take an exponent that is written as a whole signed number', () => {
    expect(accel(0x55, 0xfd)).toBeCloseTo(9.80665, 9);
  });
});

describe('a report', () => {
  const layout = findHidSensors(descriptor(0x73, 0x53, []));

  it('gives all three axes, signed', () => {
    const { packet } = parseHidSensorReport(layout!, counts(1, -2, 3));
    expect(packet?.accel?.map((value) => Math.round(value / 9.80665))).toEqual([1, -2, 3]);
    expect(packet?.gyro).toBeUndefined();
  });

  it('that is too short, or another one, is refused', () => {
    expect(parseHidSensorReport(layout!, counts(1, 2))).toEqual({ rejected: 'wrong-length' });
    const numbered = findHidSensors(new HidSensorSimulator({ motion: lyingStill }).reportDescriptor);
    expect(parseHidSensorReport(numbered!, Uint8Array.of(9, 1, 2))).toEqual({ rejected: 'other-report' });
  });
});

describe('a hub', () => {
  it('has its motion sensors switched on, and the others left alone, with reports of full length', () => {
    /** A sensor with its interval as feature report, followed by a byte of padding. */
    const sensor = (usage: number, reportId: number, xUsage: number) => [
      ...[0x09, usage, 0xa1, 0x00, 0x85, reportId, 0x16, 0x00, 0x80, 0x26, 0xff, 0x7f],
      ...[0x75, 0x10, 0x95, 0x01, 0x0a, 0x0e, 0x03, 0xb1, 0x02, 0x75, 0x08, 0xb1, 0x03, 0x75, 0x10],
      ...[0, 1, 2].flatMap((axis) => [0x0a, xUsage + axis, 0x04, 0x81, 0x02]),
      0xc0,
    ];
    const layout = findHidSensors(
      // An accelerometer, and a magnetometer (compass 3D, magnetic flux x, y, z).
      Uint8Array.of(
        0x05,
        0x20,
        0x09,
        0x01,
        0xa1,
        0x01,
        ...sensor(0x73, 3, 0x53),
        ...sensor(0x83, 4, 0x85),
        0xc0,
      ),
    );
    expect(layout).toMatchObject({ hasAccel: true, hasGyro: false });
    expect(layout?.controlReports).toEqual([{ reportId: 3, lengthBytes: 4 }]);
    const control = Uint8Array.of(3, 100, 0, 0x55);
    expect(sensorIntervalMs(layout!, control)).toBe(100);
    switchSensorOn(layout!, control, 20);
    expect(control).toEqual(Uint8Array.of(3, 20, 0, 0x55));
  });
});

describe('a report descriptor', () => {
  it('is read with its globals pushed and popped, usage ranges, padding and arrays', () => {
    const { fields, reports, isNumbered } = parseReportDescriptor(
      Uint8Array.of(
        ...[0x05, 0x09, 0x85, 0x07, 0x15, 0x00, 0x25, 0x01, 0x75, 0x01, 0x95, 0x03],
        ...[0x19, 0x01, 0x29, 0x03, 0x81, 0x02], // three buttons
        ...[0x95, 0x05, 0x81, 0x03], // padding
        ...[0xa4, 0x05, 0x01, 0x26, 0xff, 0x00, 0x75, 0x08, 0x95, 0x02, 0x09, 0x30, 0x81, 0x02, 0xb4], // two values
        ...[0x75, 0x08, 0x95, 0x01, 0x09, 0x11, 0x09, 0x12, 0xb1, 0x00], // an array
      ),
    );
    expect(isNumbered).toBe(true);
    expect(fields.map(({ kind, usage, bitOffset, bitSize }) => [kind, usage, bitOffset, bitSize])).toEqual([
      ['input', 0x90001, 0, 1],
      ['input', 0x90002, 1, 1],
      ['input', 0x90003, 2, 1],
      ['input', 0x10030, 8, 8],
      ['input', 0x10030, 16, 8],
      ['feature', 0, 0, 8],
    ]);
    expect(fields.map(({ logicalMax }) => logicalMax)).toEqual([1, 1, 1, 255, 255, 1]);
    expect(fields.at(-1)?.choices).toEqual([0x90011, 0x90012]);
    expect(reports).toEqual([
      { kind: 'input', reportId: 7, bitLength: 24 },
      { kind: 'feature', reportId: 7, bitLength: 8 },
    ]);
  });

  it('does not fill the memory with what it claims', () => {
    const huge = Uint8Array.of(0x75, 0x01, 0x97, 0xff, 0xff, 0xff, 0x7f, 0x81, 0x02, 0x95, 0x02, 0x81, 0x02);
    expect(parseReportDescriptor(huge).fields).toHaveLength(2);
  });
});

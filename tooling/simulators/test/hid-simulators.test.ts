import { crc32 } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import {
  DualSenseSimulator,
  DualShock4Simulator,
  HidSensorSimulator,
  lyingStill,
  SwitchSimulator,
  swung,
} from '../src/hid/index.js';

const motion = lyingStill;
const idsAndLengths = (reports: readonly Uint8Array[]) => reports.map((report) => [report[0], report.length]);
const isSigned = (header: number, report: Uint8Array | undefined) => {
  const bytes = Buffer.from(report ?? []);
  const signed = Buffer.of(header, ...bytes.subarray(0, -4));
  return bytes.readUInt32LE(bytes.length - 4) === crc32(signed);
};

describe('a DualSense', () => {
  it('sends full reports over USB, each with the next counter and time', () => {
    const simulator = new DualSenseSimulator({ motion, firstCounter: 255, firstTicks: 2 ** 32 - 1 });
    const reports = [0, 1, 2].flatMap(() => simulator.nextReports()).map((report) => Buffer.from(report));
    expect(idsAndLengths(reports)).toEqual([
      [0x01, 64],
      [0x01, 64],
      [0x01, 64],
    ]);
    expect(reports.map((report) => report[7])).toEqual([255, 0, 1]);
    expect(reports.map((report) => report.readUInt32LE(28))).toEqual([2 ** 32 - 1, 11_999, 23_999]);
    // 1 g along z: (8174 + 8225) / 2 counts above the offset of -25.5.
    expect(reports.map((report) => report.readInt16LE(26))).toEqual([8174, 8174, 8174]);
  });

  it('sends short reports over Bluetooth until its calibration is read, then full ones with a checksum', () => {
    const simulator = new DualSenseSimulator({ motion, connection: 'bluetooth' });
    expect(idsAndLengths(simulator.nextReports())).toEqual([[0x01, 10]]);
    const calibration = simulator.featureReport(0x05);
    expect(calibration).toHaveLength(41);
    expect(isSigned(0xa3, calibration)).toBe(true);
    const [report] = simulator.nextReports();
    expect([report?.[0], report?.length]).toEqual([0x31, 78]);
    expect(isSigned(0xa1, report)).toBe(true);
  });
});

describe('a DualShock 4', () => {
  it('has its calibration in report 2 over USB, in report 5 over Bluetooth', () => {
    const usb = new DualShock4Simulator({ motion });
    expect([usb.featureReport(0x02)?.length, usb.featureReport(0x05)]).toEqual([37, undefined]);
    const bluetooth = new DualShock4Simulator({ motion, connection: 'bluetooth' });
    expect([bluetooth.featureReport(0x02), bluetooth.featureReport(0x05)?.length]).toEqual([undefined, 41]);
    expect(isSigned(0xa1, bluetooth.nextReports()[0])).toBe(true);
  });

  it('counts to 63, and its time wraps after 16 bits', () => {
    const simulator = new DualShock4Simulator({ motion, firstCounter: 63, firstTicks: 65_535 });
    const reports = [0, 1].flatMap(() => simulator.nextReports()).map((report) => Buffer.from(report));
    expect(reports.map((report) => [(report[7] ?? 0) >> 2, report.readUInt16LE(10)])).toEqual([
      [63, 65_535],
      [0, 749],
    ]);
  });
});

describe('a Joy-Con', () => {
  const command = (subcommand: number, ...argument: number[]) => {
    const report = new Uint8Array(49);
    report.set([0x01, 0, 0x00, 0x01, 0x40, 0x40, 0x00, 0x01, 0x40, 0x40, subcommand, ...argument]);
    return report;
  };

  it('sends motion once it is asked to, three samples a report', () => {
    const simulator = new SwitchSimulator({ motion: swung });
    expect(simulator.nextReports()).toEqual([]);
    expect(idsAndLengths(simulator.takeOutputReport(command(0x40, 1)))).toEqual([[0x21, 49]]);
    simulator.takeOutputReport(command(0x03, 0x30));
    const [report] = simulator.nextReports();
    expect(report?.slice(0, 3)).toEqual(Buffer.of(0x30, 3, 0x8e));
    const bytes = Buffer.from(report ?? []);
    expect(new Set([13, 25, 37].map((at) => bytes.readInt16LE(at))).size).toBe(3);
  });

  it('answers what is in its flash memory, and all ones where nothing is', () => {
    const simulator = new SwitchSimulator({ motion });
    const read = (address: number) => {
      const [answer] = simulator.takeOutputReport(command(0x10, address & 0xff, address >> 8, 0, 0, 2));
      return [...(answer?.subarray(13, 22) ?? [])];
    };
    expect(read(0x6020)).toEqual([0x90, 0x10, 0x20, 0x60, 0, 0, 2, 0xb0, 0xff]);
    expect(read(0x8026).slice(-2)).toEqual([0xff, 0xff]);
  });

  it('is silent over USB before the handshake', () => {
    const simulator = new SwitchSimulator({ motion, model: 'Pro Controller', connection: 'usb' });
    expect(simulator.takeOutputReport(command(0x03, 0x30))).toEqual([]);
    expect(idsAndLengths(simulator.takeOutputReport(Uint8Array.of(0x80, 0x02)))).toEqual([[0x81, 64]]);
    simulator.takeOutputReport(Uint8Array.of(0x80, 0x04));
    expect(idsAndLengths(simulator.takeOutputReport(command(0x03, 0x30)))).toEqual([[0x21, 64]]);
    expect(idsAndLengths(simulator.nextReports())).toEqual([[0x30, 64]]);
  });
});

describe('HID sensors', () => {
  it('send nothing until they are switched on, then at the interval that was set', () => {
    const simulator = new HidSensorSimulator({ motion });
    expect(simulator.nextReports()).toEqual([]);
    expect(simulator.featureReport(1)).toEqual(Buffer.of(1, 1, 1, 100, 0, 0, 0));
    simulator.takeFeatureReport(Uint8Array.of(1, 2, 2, 10, 0, 0, 0));
    expect(simulator.reportIntervalMs).toBe(10);
    const [accel, ...others] = simulator.nextReports();
    expect(others).toEqual([]);
    // 1000 mg along z.
    expect(accel).toEqual(Buffer.of(1, 2, 0, 0, 0, 0, 0xe8, 0x03));
  });
});

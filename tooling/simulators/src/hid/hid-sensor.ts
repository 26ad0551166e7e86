import { type HidSimulator, type SimulatedHidInfo, writeAxes } from './hid-simulator.js';
import { type MotionAt, standardGravity } from './motion.js';

export interface HidSensorSimulatorOptions {
  readonly motion: MotionAt;
  readonly serialNumber?: string;
  /** The interval after power-up, in milliseconds; 100 when absent. */
  readonly intervalMs?: number;
  /** Whether it has feature reports to switch it on and to set its interval; without them it just sends. `true` when absent. */
  readonly isControlled?: boolean;
}

/** 1 mg, and 0.01 degree/s, per count: the exponents -3 and -2 of the descriptor. */
const accelPerCount = standardGravity / 1000;
const gyroPerCount = Math.PI / 180 / 100;

/** A selector: its property, and the usages that it chooses from, numbered from 1. */
const selector = (property: number, from: number, to: number): readonly number[] => [
  ...[0x0a, property & 0xff, property >> 8, 0x15, 0x01, 0x25, to - from + 1, 0x75, 0x08, 0x95, 0x01],
  ...[0xa1, 0x02], // collection (logical)
  ...Array.from({ length: to - from + 1 }, (_, at) => [0x0a, (from + at) & 0xff, (from + at) >> 8]).flat(),
  ...[0xb1, 0x00, 0xc0], // feature (data, array, absolute), end of collection
];

/** One sensor: control as feature report, three axes as input report. Items as in HID 1.11, section 6.2.2; usages as in HUTRR39. */
const sensor = (usage: number, reportId: number, xUsage: number, exponent: number, isControlled: boolean) => [
  ...[0x05, 0x20, 0x09, usage, 0xa1, 0x00, 0x85, reportId], // usage page sensors, collection (physical), report id
  ...(isControlled
    ? [
        ...selector(0x0316, 0x0840, 0x0845), // reporting state: no events, all events, ...
        ...selector(0x0319, 0x0850, 0x0855), // power state: undefined, D0 full power, ...
        // Report interval: 0 to 2^31 - 1 ms.
        ...[0x0a, 0x0e, 0x03, 0x15, 0x00, 0x27, 0xff, 0xff, 0xff, 0x7f, 0x75, 0x20, 0x95, 0x01],
        ...[0x55, 0x00, 0xb1, 0x02],
      ]
    : []),
  ...[0x0a, 0x01, 0x02, 0x15, 0x00, 0x25, 0x06, 0x75, 0x08, 0x95, 0x01, 0x81, 0x02], // input: the sensor's state, a byte
  ...[0x16, 0x00, 0x80, 0x26, 0xff, 0x7f, 0x75, 0x10, 0x95, 0x01, 0x55, exponent], // int16
  ...[0, 1, 2].flatMap((axis) => [0x0a, (xUsage + axis) & 0xff, xUsage >> 8, 0x81, 0x02]),
  0xc0,
];

/** An accelerometer and a gyroscope as the HID usage page "Sensors" has them. They send nothing until they are switched on. */
export class HidSensorSimulator implements HidSimulator {
  readonly info: SimulatedHidInfo;
  readonly reportDescriptor: Uint8Array;
  readonly #motion: MotionAt;
  readonly #isControlled: boolean;
  #timeS = 0;
  /** Reporting state, power state, interval: of the accelerometer (report 1) and of the gyroscope (report 2). */
  readonly #control = new Map<number, Buffer>();

  constructor({
    motion,
    serialNumber = 'S-1',
    intervalMs = 100,
    isControlled = true,
  }: HidSensorSimulatorOptions) {
    this.#motion = motion;
    this.#isControlled = isControlled;
    for (const id of [1, 2]) {
      const control = Buffer.of(id, 1, 1, 0, 0, 0, 0);
      control.writeUInt32LE(intervalMs, 3);
      this.#control.set(id, control);
    }
    this.reportDescriptor = Uint8Array.of(
      ...[0x05, 0x20, 0x09, 0x01, 0xa1, 0x01], // usage page sensors, usage collection, collection (application)
      ...sensor(0x73, 1, 0x0453, 0x0d, isControlled),
      ...sensor(0x76, 2, 0x0457, 0x0e, isControlled),
      0xc0,
    );
    this.info = {
      vendorId: 0x0483,
      productId: 0x91d1,
      product: 'HID sensor hub',
      manufacturer: 'ModLink',
      serialNumber,
      busType: 'usb',
      usagePage: 0x20,
      usage: 0x01,
    };
  }

  get reportIntervalMs(): number {
    return this.#control.get(1)?.readUInt32LE(3) || 100;
  }

  nextReports(): readonly Uint8Array[] {
    const { accel, gyro } = this.#motion(this.#timeS);
    this.#timeS += this.reportIntervalMs / 1000;
    const reports: Buffer[] = [];
    if (this.#isOn(1)) reports.push(axesReport(1, accel, accelPerCount));
    if (this.#isOn(2)) reports.push(axesReport(2, gyro, gyroPerCount));
    return reports;
  }

  featureReport(reportId: number): Uint8Array | undefined {
    return this.#isControlled ? this.#control.get(reportId) : undefined;
  }

  takeFeatureReport(report: Uint8Array): void {
    const control = this.#control.get(report[0] ?? 0);
    if (this.#isControlled && control?.length === report.length) control.set(report);
  }

  takeOutputReport(): readonly Uint8Array[] {
    return [];
  }

  #isOn(reportId: number): boolean {
    const control = this.#control.get(reportId);
    // The second of the choices: all events, full power.
    return !this.#isControlled || (control?.[1] === 2 && control[2] === 2);
  }
}

function axesReport(reportId: number, values: readonly [number, number, number], perCount: number): Buffer {
  const report = Buffer.alloc(8);
  report.set([reportId, 2]);
  writeAxes(report, 2, [values[0] / perCount, values[1] / perCount, values[2] / perCount]);
  return report;
}

import { type HidSimulator, type SimulatedHidInfo, writeAxes } from './hid-simulator.js';
import { calibrationReport, playStationCounts, usualPlayStationAxes } from './playstation-calibration.js';
import { batteryByte, type PlayStationSimulatorOptions } from './playstation-options.js';
import { dualSenseBluetoothDescriptor, dualSenseUsbDescriptor } from './report-descriptors.js';
import { signReport } from './sign-report.js';

export interface DualSenseSimulatorOptions extends PlayStationSimulatorOptions {
  readonly model?: 'DualSense' | 'DualSense Edge';
}

const calibrationId = 0x05;
const ticksPerSecond = 3_000_000;

/**
 * A DualSense: input reports as in Linux `hid-playstation.c`, `struct dualsense_input_report`. Over Bluetooth it sends short
 * reports without motion until its calibration has been read.
 */
export class DualSenseSimulator implements HidSimulator {
  readonly info: SimulatedHidInfo;
  readonly reportDescriptor: Uint8Array;
  readonly reportIntervalMs: number;
  readonly #options: DualSenseSimulatorOptions;
  readonly #rateHz: number;
  #index = 0;
  #isFull: boolean;

  constructor(options: DualSenseSimulatorOptions) {
    const {
      connection = 'usb',
      model = 'DualSense',
      rateHz = 250,
      serialNumber = 'a0:ab:51:00:00:01',
    } = options;
    this.#options = options;
    this.#rateHz = rateHz;
    this.#isFull = connection === 'usb';
    this.reportIntervalMs = 1000 / rateHz;
    this.reportDescriptor = connection === 'usb' ? dualSenseUsbDescriptor : dualSenseBluetoothDescriptor;
    this.info = {
      vendorId: 0x054c,
      productId: model === 'DualSense' ? 0x0ce6 : 0x0df2,
      product: `${model} Wireless Controller`,
      manufacturer: 'Sony Interactive Entertainment',
      serialNumber,
      busType: connection,
      usagePage: 1,
      usage: 5,
    };
  }

  nextReports(): readonly Uint8Array[] {
    const report = this.#isFull ? this.#fullReport() : Buffer.from([0x01, 128, 128, 128, 128, 8, 0, 0, 0, 0]);
    this.#index += 1;
    return [report];
  }

  featureReport(reportId: number): Uint8Array | undefined {
    if (reportId !== calibrationId) return undefined;
    const { axes = usualPlayStationAxes } = this.#options;
    const report = calibrationReport(calibrationId, 41, axes, 'by-axis');
    if (this.info.busType === 'bluetooth') signReport(0xa3, report);
    this.#isFull = true;
    return report;
  }

  takeFeatureReport(): void {}

  takeOutputReport(): readonly Uint8Array[] {
    return [];
  }

  #fullReport(): Buffer {
    const { motion, axes = usualPlayStationAxes, firstCounter = 0, firstTicks = 0 } = this.#options;
    const isBluetooth = this.info.busType === 'bluetooth';
    const shift = isBluetooth ? 1 : 0;
    const report = Buffer.alloc(isBluetooth ? 78 : 64);
    const counts = playStationCounts(motion(this.#index / this.#rateHz), axes);
    report[0] = isBluetooth ? 0x31 : 0x01;
    report.fill(128, 1 + shift, 5 + shift); // the sticks in their middle
    report[7 + shift] = (firstCounter + this.#index) % 256;
    report[8 + shift] = 0x08; // no direction of the pad is pressed
    writeAxes(report, 16 + shift, counts.gyro);
    writeAxes(report, 22 + shift, counts.accel);
    const ticks = firstTicks + Math.round((this.#index * ticksPerSecond) / this.#rateHz);
    report.writeUInt32LE(ticks % 2 ** 32, 28 + shift);
    report[53 + shift] = batteryByte(this.#options);
    if (isBluetooth) signReport(0xa1, report);
    return report;
  }
}

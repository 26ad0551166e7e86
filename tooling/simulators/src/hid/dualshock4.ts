import { type HidSimulator, type SimulatedHidInfo, writeAxes } from './hid-simulator.js';
import { calibrationReport, playStationCounts, usualPlayStationAxes } from './playstation-calibration.js';
import { batteryByte, type PlayStationSimulatorOptions } from './playstation-options.js';
import { dualShock4BluetoothDescriptor, dualShock4UsbDescriptor } from './report-descriptors.js';
import { signReport } from './sign-report.js';

export interface DualShock4SimulatorOptions extends PlayStationSimulatorOptions {
  /** `'adaptor'` is the USB wireless adaptor, over USB only. */
  readonly model?: 'first' | 'second' | 'adaptor';
  /** Whether a controller is connected to the adaptor now. */
  readonly isControllerConnected?: () => boolean;
}

const productIds = { first: 0x05c4, second: 0x09cc, adaptor: 0x0ba0 };
const ticksPerSecond = 187_500;

/**
 * A DualShock 4: input reports as in Linux `hid-playstation.c`, `struct dualshock4_input_report_common`. Over Bluetooth it sends
 * short reports without motion until its calibration has been read.
 */
export class DualShock4Simulator implements HidSimulator {
  readonly info: SimulatedHidInfo;
  readonly reportDescriptor: Uint8Array;
  readonly reportIntervalMs: number;
  readonly #options: DualShock4SimulatorOptions;
  readonly #rateHz: number;
  #index = 0;
  #isFull: boolean;

  constructor(options: DualShock4SimulatorOptions) {
    const {
      connection = 'usb',
      model = 'second',
      rateHz = 250,
      serialNumber = 'a0:ab:51:00:00:02',
    } = options;
    this.#options = options;
    this.#rateHz = rateHz;
    this.#isFull = connection === 'usb';
    this.reportIntervalMs = 1000 / rateHz;
    this.reportDescriptor = connection === 'usb' ? dualShock4UsbDescriptor : dualShock4BluetoothDescriptor;
    this.info = {
      vendorId: 0x054c,
      productId: productIds[model],
      product: model === 'adaptor' ? 'DUALSHOCK®4 USB Wireless Adaptor' : 'Wireless Controller',
      manufacturer: 'Sony Computer Entertainment',
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
    const { axes = usualPlayStationAxes } = this.#options;
    if (this.info.busType === 'usb') {
      return reportId === 0x02 ? calibrationReport(reportId, 37, axes, 'by-axis') : undefined;
    }
    if (reportId !== 0x05) return undefined;
    const report = calibrationReport(reportId, 41, axes, 'plus-first');
    signReport(0xa3, report);
    this.#isFull = true;
    return report;
  }

  takeFeatureReport(): void {}

  takeOutputReport(): readonly Uint8Array[] {
    return [];
  }

  #fullReport(): Buffer {
    const { motion, axes = usualPlayStationAxes, firstCounter = 0, firstTicks = 0 } = this.#options;
    const { isControllerConnected = () => true } = this.#options;
    const isBluetooth = this.info.busType === 'bluetooth';
    const shift = isBluetooth ? 2 : 0;
    const report = Buffer.alloc(isBluetooth ? 78 : 64);
    report[0] = isBluetooth ? 0x11 : 0x01;
    if (!isControllerConnected()) {
      report[31] = 0x04;
      return report;
    }
    const counts = playStationCounts(motion(this.#index / this.#rateHz), axes);
    report.fill(128, 1 + shift, 5 + shift); // the sticks in their middle
    report[5 + shift] = 0x08; // no direction of the pad is pressed
    report[7 + shift] = ((firstCounter + this.#index) % 64) << 2;
    const ticks = firstTicks + Math.round((this.#index * ticksPerSecond) / this.#rateHz);
    report.writeUInt16LE(ticks % 2 ** 16, 10 + shift);
    writeAxes(report, 13 + shift, counts.gyro);
    writeAxes(report, 19 + shift, counts.accel);
    report[30 + shift] = batteryByte(this.#options);
    if (isBluetooth) signReport(0xa1, report);
    return report;
  }
}

import type { ImuDevice, ImuSample } from './devices/imu-device.js';
import { type BatteryState, type Rejection, ReportProgress } from './parser/index.js';
import type { SamplePlace } from './sample-chunk.js';

/** Longer than any report with a counter. */
const reportLengthLimit = 128;

/** What the reports turn into. */
export interface ReportHandlers {
  readonly onSample: (sample: ImuSample, place: SamplePlace) => void;
  readonly onBattery: (battery: BatteryState, arrivalNs: bigint) => void;
  readonly onRejected: (reason: Rejection, arrivalNs: bigint) => void;
}

/**
 * Reads the reports of a device, from connecting to disconnecting: also while nothing is streamed, so that the counter and
 * the clock of the device do not go round unnoticed.
 */
export class ReportReader {
  readonly #device: ImuDevice;
  readonly #handlers: ReportHandlers;
  readonly #progress: ReportProgress | undefined;
  /** Nanoseconds between two samples of one report. */
  readonly #periodNs: number;
  readonly #last = new Uint8Array(reportLengthLimit);
  #lastLength = 0;

  constructor(device: ImuDevice, handlers: ReportHandlers) {
    this.#device = device;
    this.#handlers = handlers;
    this.#progress = device.progress && new ReportProgress(device.progress);
    this.#periodNs =
      device.reportRateHz === 'irregular' ? 0 : 1e9 / (device.reportRateHz * device.samplesPerReport);
  }

  take(report: Uint8Array, arrivalNs: bigint): void {
    const { packet, rejected } = this.#device.read(report);
    if (packet === undefined) {
      this.#handlers.onRejected(rejected, arrivalNs);
      return;
    }
    if (this.#isRepeated(report)) return;
    const { samples, battery } = packet;
    const { lostReports = 0, deviceTimeNs } = this.#progress?.take(packet, arrivalNs) ?? {};
    for (const [index, sample] of samples.entries()) {
      this.#handlers.onSample(sample, {
        // The report arrived with its last sample; its time is that of its first one, as in `hid-nintendo.c`.
        arrivalNs: arrivalNs - this.#spanNs(samples.length - 1 - index),
        deviceTimeNs: deviceTimeNs === undefined ? undefined : deviceTimeNs + this.#spanNs(index),
        lost: index === 0 ? lostReports * samples.length : 0,
      });
    }
    if (battery !== undefined) this.#handlers.onBattery(battery, arrivalNs);
  }

  /** A report with a counter or a clock that came twice, byte for byte. Others may well measure the same twice. */
  #isRepeated(report: Uint8Array): boolean {
    if (this.#progress === undefined || report.length > reportLengthLimit) return false;
    const isRepeated =
      report.length === this.#lastLength && report.every((byte, index) => byte === this.#last[index]);
    this.#last.set(report);
    this.#lastLength = report.length;
    return isRepeated;
  }

  #spanNs(samples: number): bigint {
    return BigInt(Math.round(samples * this.#periodNs));
  }
}

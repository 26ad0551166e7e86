import type { ReportLevel } from '@modlink/sdk';
import { BatteryWatch } from './battery-watch.js';
import type { ImuDevice, ImuSample } from './devices/imu-device.js';
import { LinkWatch } from './link-watch.js';
import type { BatteryState, Rejection } from './parser/index.js';
import { type FilledChunk, SampleChunk, type SamplePlace } from './sample-chunk.js';

/** What a stretch of streaming gives. */
export interface StreamingHandlers {
  readonly onChunk: (streamKey: 'accel' | 'gyro', chunk: FilledChunk) => void;
  readonly onBattery: (percent: number, arrivalNs: bigint) => void;
  readonly report: (level: ReportLevel, message: string) => void;
}

export interface StreamingOptions {
  readonly chunkSize: number;
  readonly lowBatteryPercent: number;
}

/** From the start of streaming to its end: samples in, chunks out. */
export class ImuStreaming {
  readonly #accel: SampleChunk;
  readonly #gyro: SampleChunk;
  readonly #battery: BatteryWatch;
  readonly #link: LinkWatch;
  #isFirst = true;

  constructor({ name }: ImuDevice, options: StreamingOptions, handlers: StreamingHandlers) {
    const { chunkSize, lowBatteryPercent } = options;
    const { onChunk, onBattery, report } = handlers;
    this.#accel = new SampleChunk(chunkSize, (chunk) => onChunk('accel', chunk));
    this.#gyro = new SampleChunk(chunkSize, (chunk) => onChunk('gyro', chunk));
    this.#battery = new BatteryWatch(name, lowBatteryPercent, { onLevel: onBattery, report });
    this.#link = new LinkWatch(name, (message) => report('warning', message));
  }

  sample({ accel, gyro }: ImuSample, place: SamplePlace): void {
    // What was lost before streaming began is nobody's loss.
    const own = this.#isFirst ? { ...place, lost: 0 } : place;
    this.#isFirst = false;
    this.#link.lost(own.lost, own.arrivalNs);
    if (accel !== undefined) this.#accel.add(accel, own);
    if (gyro !== undefined) this.#gyro.add(gyro, own);
  }

  battery(battery: BatteryState, arrivalNs: bigint): void {
    this.#battery.take(battery, arrivalNs);
  }

  rejected(reason: Rejection, arrivalNs: bigint): void {
    this.#link.rejected(reason, arrivalNs);
  }

  /** Hands on the last samples, which fill no whole chunk. */
  end(): void {
    this.#accel.flush();
    this.#gyro.flush();
  }
}

import type { BleLine, BlePeripheral, BleReactions } from './ble-peripheral.js';
import { type HeartRateOptions, heartRateReactions, heartRateServices } from './heart-rate.js';
import { encodeDeltas, encodeFrame, encodePpi, encodeRaw } from './polar-frames.js';
import {
  type PolarModel,
  type PolarModelName,
  polarModels,
  settingWidths,
  trueRateHz,
} from './polar-models.js';
import { type PolarMeasurement, polarPpi, polarSample } from './polar-signals.js';

const service = 'fb005c80-02e7-f387-1cad-8acd2d8df0c8';
const control = 'fb005c81-02e7-f387-1cad-8acd2d8df0c8';
const data = 'fb005c82-02e7-f387-1cad-8acd2d8df0c8';

const codes = { ecg: 0, ppg: 1, accel: 2, ppi: 3, gyro: 5, mag: 6 } as const;
const byCode = new Map<number, PolarMeasurement>(
  Object.entries(codes).map(([name, code]) => [code, name as PolarMeasurement]),
);
/** The clock of a sensor that was never set begins at 2019-01-01 (Polar BLE SDK, "Time system in Polar devices"). */
const clockBeginsNs = 599_616_000_000_000_000n;
const ppiIntervalMs = 5000;
const ppiPerFrame = 6;

const ok = 0;
const invalidMeasurement = 2;
const invalidParameter = 5;
const alreadyInState = 6;

export interface PolarOptions extends HeartRateOptions {
  readonly model: PolarModelName;
  /** Frames that are lost on the way: measurement and number of the frame, from 0 at each start. */
  readonly dropped?: (measurement: PolarMeasurement, frame: number) => boolean;
  /** Measurements that run already when the central connects, as after one that crashed. */
  readonly running?: readonly PolarMeasurement[];
  /** The status with which starts are refused, by measurement. */
  readonly refuses?: Partial<Record<PolarMeasurement, number>>;
  /** Told of each command that the central wrote. */
  readonly onCommand?: (bytes: Uint8Array) => void;
}

/** A Polar sensor: its measurement data, heart rate and battery. */
export function polarPeripheral(options: PolarOptions): BlePeripheral {
  const model: PolarModel = polarModels[options.model];
  const { id = 'c0:ff:ee:00:fb:00', name = `${model.name} 12345678`, rssiDbm = -58 } = options;
  return {
    id,
    name,
    rssiDbm,
    serviceUuids: ['180d', 'feee'],
    manufacturerData: Uint8Array.of(0x6b, 0x00, 0x3f, 0x00, 0x00, 0x00),
    services: [
      ...heartRateServices(),
      {
        uuid: '180a',
        characteristics: [
          { uuid: '2a29', properties: ['read'], value: text('Polar Electro Oy') },
          { uuid: '2a24', properties: ['read'], value: text(model.name.replace('Polar ', '')) },
          // Filled up with zeros, as some sensors do.
          { uuid: '2a26', properties: ['read'], value: text('3.1.1\0\0') },
        ],
      },
      {
        uuid: service,
        characteristics: [
          { uuid: control, properties: ['read', 'write', 'indicate'] },
          { uuid: data, properties: ['notify'] },
        ],
      },
    ],
    connect: (line) => ({
      ...heartRateReactions(line, options),
      ...new PolarMeasurements(line, model, options).reactions,
    }),
  };
}

/** Answers commands, and measures. */
class PolarMeasurements {
  readonly #line: BleLine;
  readonly #model: PolarModel;
  readonly #options: PolarOptions;
  readonly #running = new Map<PolarMeasurement, () => void>();
  #clockNs = clockBeginsNs;

  constructor(line: BleLine, model: PolarModel, options: PolarOptions) {
    this.#line = line;
    this.#model = model;
    this.#options = options;
    for (const measurement of options.running ?? []) this.#start(measurement, {});
  }

  get reactions(): Readonly<Record<string, BleReactions>> {
    const names = [...Object.keys(this.#model.streams), ...(this.#model.hasPpi ? ['ppi'] : [])];
    const features = names.reduce((bits, name) => bits | (1 << codes[name as PolarMeasurement]), 0);
    return {
      [control]: {
        onRead: () => Uint8Array.of(0x0f, features, 0, ...Array(14).fill(0)),
        onWrite: (bytes) => {
          this.#options.onCommand?.(bytes);
          const [operation = 0, code = 0] = bytes;
          const [status, ...parameters] = this.#answer(operation, byCode.get(code), bytes.subarray(2));
          this.#line.notify(control, Uint8Array.of(0xf0, operation, code, status ?? 1, 0, ...parameters));
        },
      },
      [data]: {},
    };
  }

  /** @returns the status, and what follows it. */
  #answer(operation: number, measurement: PolarMeasurement | undefined, chosen: Uint8Array): number[] {
    if (measurement === undefined || !this.#has(measurement)) return [invalidMeasurement];
    if (operation === 1) return [ok, ...this.#describe(measurement)];
    if (operation === 3) {
      this.#running.get(measurement)?.();
      this.#running.delete(measurement);
      return [ok];
    }
    if (operation !== 2) return [1];
    const refusal = this.#options.refuses?.[measurement];
    if (refusal !== undefined) return [refusal];
    if (this.#running.has(measurement)) return [alreadyInState];
    const settings = this.#read(measurement, chosen);
    if (settings === undefined) return [invalidParameter];
    this.#start(measurement, settings);
    const factor = measurement === 'ppi' ? undefined : this.#model.streams[measurement]?.factor;
    return factor === undefined ? [ok] : [ok, 5, 1, ...new Uint8Array(Float32Array.of(factor).buffer)];
  }

  #has(measurement: PolarMeasurement): boolean {
    return measurement === 'ppi' ? this.#model.hasPpi : this.#model.streams[measurement] !== undefined;
  }

  #describe(measurement: PolarMeasurement): number[] {
    const settings = measurement === 'ppi' ? {} : this.#model.streams[measurement]?.settings;
    return Object.entries(settings ?? {}).flatMap(([code, values]) => [
      Number(code),
      values.length,
      ...values.flatMap((value) => littleEndian(value, settingWidths[Number(code)] ?? 2)),
    ]);
  }

  /** The chosen settings by their codes; `undefined` where one is missing or not offered. */
  #read(measurement: PolarMeasurement, chosen: Uint8Array): Record<number, number> | undefined {
    if (measurement === 'ppi') return chosen.length === 0 ? {} : undefined;
    const offered = this.#model.streams[measurement]?.settings ?? {};
    const settings: Record<number, number> = {};
    for (let at = 0; at < chosen.length; ) {
      const code = chosen[at] ?? 0;
      const width = settingWidths[code] ?? 2;
      const value = Buffer.from(chosen).readUIntLE(at + 2, width);
      if (chosen[at + 1] !== 1 || !offered[code]?.includes(value)) return undefined;
      settings[code] = value;
      at += 2 + width;
    }
    return Object.keys(offered).every((code) => Number(code) in settings) ? settings : undefined;
  }

  #start(measurement: PolarMeasurement, settings: Record<number, number>): void {
    const { seed = 1, dropped = () => false } = this.#options;
    const startedNs = this.#clockNs;
    const send = (index: number, timestampNs: bigint, frameType: number, content: Uint8Array) => {
      if (timestampNs > this.#clockNs) this.#clockNs = timestampNs;
      if (dropped(measurement, index)) return;
      this.#line.notify(data, encodeFrame(codes[measurement], timestampNs, frameType, content));
    };
    if (measurement === 'ppi') {
      const stop = this.#line.every(ppiIntervalMs, (index) => {
        const intervals = Array.from({ length: ppiPerFrame }, (_, each) =>
          polarPpi(index * ppiPerFrame + each, seed),
        );
        send(index, 0n, 0, encodePpi(intervals));
      });
      this.#running.set(measurement, stop);
      return;
    }
    const stream = this.#model.streams[measurement];
    if (stream === undefined) return;
    const { samplesPerFrame, bytesPerValue, frameType } = stream;
    const toldHz = settings[0] ?? stream.settings[0]?.[0] ?? 1;
    const periodNs = 1e9 / trueRateHz(this.#options.model, measurement, toldHz);
    const stop = this.#line.every((samplesPerFrame * periodNs) / 1e6, (index) => {
      const first = index * samplesPerFrame;
      const samples = Array.from({ length: samplesPerFrame }, (_, each) =>
        polarSample(measurement, first + each, seed),
      );
      const content =
        frameType >= 0x80 ? encodeDeltas(samples, bytesPerValue) : encodeRaw(samples, bytesPerValue);
      send(index, startedNs + BigInt(Math.round((first + samplesPerFrame) * periodNs)), frameType, content);
    });
    this.#running.set(measurement, stop);
  }
}

const text = (words: string): Uint8Array => new TextEncoder().encode(words);

function littleEndian(value: number, width: number): number[] {
  return Array.from({ length: width }, (_, byte) => (value >> (8 * byte)) & 0xff);
}

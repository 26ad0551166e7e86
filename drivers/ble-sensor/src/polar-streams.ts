import { DeviceTimeline } from './device-timeline.js';
import { endTimes } from './end-times.js';
import { decodePmdSamples, decodePpi, type PmdFrame, pmdChannelNames } from './parser/index.js';
import type { SensorLink } from './sensor-part.js';
import { chunkSamples, type SampledMeasurement } from './streams.js';

/** Standard gravity, m/s^2 (CGPM 1901, resolution 2). */
const standardGravity = 9.80665;

/** To the units of the streams: mG to m/s^2, degree/s to rad/s, gauss to microtesla. */
const unitScales: Record<SampledMeasurement, number> = {
  ecg: 1,
  ppg: 1,
  accel: standardGravity / 1000,
  gyro: Math.PI / 180,
  mag: 100,
};

/** Frames of one measurement in, samples in the units of its stream out. */
export class SampledStream {
  readonly #name: SampledMeasurement;
  readonly #factor: number;
  readonly #channels: number;
  readonly #emit: SensorLink['emit'];
  readonly #timeline: DeviceTimeline;

  /** @param factor - of compressed frames. */
  constructor(name: SampledMeasurement, rateHz: number, factor: number, emit: SensorLink['emit']) {
    this.#name = name;
    this.#factor = factor;
    this.#channels = pmdChannelNames[name].length;
    this.#emit = emit;
    this.#timeline = new DeviceTimeline(rateHz);
  }

  /** @returns whether the frame could be read. */
  take(frame: PmdFrame, arrivalNs: bigint): boolean {
    const values = decodePmdSamples(frame, this.#factor);
    if (values === undefined) return false;
    const samples = values.length / this.#channels;
    const { firstNs, periodNs, lost } = this.#timeline.take(frame.timestampNs, samples);
    const scaled = Float32Array.from(values, (value) => value * unitScales[this.#name]);
    for (let at = 0; at < samples; at += chunkSamples) {
      const end = Math.min(samples, at + chunkSamples);
      const passedNs = (count: number) => BigInt(Math.round(count * periodNs));
      this.#emit(this.#name, scaled.subarray(at * this.#channels, end * this.#channels), {
        order: 'samples',
        arrivalNs: arrivalNs - passedNs(samples - end),
        deviceTimeNs: firstNs + passedNs(at),
        lost: at === 0 ? lost : 0,
      });
    }
    return true;
  }
}

/** Frames of pulse-to-pulse intervals in, one sample for each out. */
export class PpiStream {
  readonly #emit: SensorLink['emit'];

  constructor(emit: SensorLink['emit']) {
    this.#emit = emit;
  }

  /** @returns whether the frame could be read. */
  take(frame: PmdFrame, arrivalNs: bigint): boolean {
    const intervals = decodePpi(frame);
    if (intervals === undefined) return false;
    const times = endTimes(
      intervals.map(({ intervalMs }) => intervalMs),
      arrivalNs,
    );
    for (const [index, { intervalMs, errorMs, blocked, contact, heartRateBpm }] of intervals.entries()) {
      const touches = contact === undefined ? Number.NaN : Number(contact);
      this.#emit('ppi', [intervalMs, errorMs, Number(blocked), touches, heartRateBpm], {
        arrivalNs: times[index]?.endNs,
      });
    }
    return true;
  }
}

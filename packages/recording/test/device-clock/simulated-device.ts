/** A device whose clock, delays and losses are known, and so the true time of each of its frames. */
import { ndarray } from '@modlink/sdk';
import type { FrameView } from '@modlink/sdk/encoding';
import { describeStream, encodedFrame, startNs } from '../support/recordings.js';

/** The way of frames to the host, seconds: never shorter than nothing. */
export type Delay = (sentS: number, random: Random) => number;

export interface SimulatedDevice {
  readonly driftPpm: number;
  readonly delay: Delay;
  readonly durationS: number;
  readonly rateHz?: number;
  readonly samplesPerFrame?: number;
  /** Whether its frames carry its clock. */
  readonly hasClock?: boolean;
  /** Where its clock stands at first, and is set to at some times of the host, nanoseconds. */
  readonly clockSetNs?: ReadonlyMap<number, bigint>;
  /** From and to when, seconds, its frames do not arrive. */
  readonly dropouts?: readonly (readonly [number, number])[];
  /** How the host hears of a dropout: by the sequence numbers, by the device's own count, or not at all. */
  readonly dropoutsTold?: 'seq' | 'lost' | 'not';
  /** How the drift changes: ppm per hour. */
  readonly wanderPpmPerHour?: number;
  readonly seed?: number;
}

export interface SimulatedFrame {
  readonly view: FrameView;
  readonly arrivalNs: bigint;
  /** When its first sample was taken, seconds from the start. */
  readonly truthS: number;
  /** The sample period by the host's clock, nanoseconds. */
  readonly truePeriodNs: number;
}

/** Numbers from 0 to 1 that are the same each time: mulberry32, Tommy Ettinger, public domain. */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed;
  }

  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  exponential(): number {
    return -Math.log(1 - this.next());
  }

  /** Box and Muller, Ann. Math. Statist. 29, 1958, 610-611. */
  gaussian(): number {
    return Math.sqrt(2 * this.exponential()) * Math.cos(2 * Math.PI * this.next());
  }
}

export const exponential =
  (meanS: number): Delay =>
  (_sent, random) =>
    meanS * random.exponential();

/** Half of a normal distribution: no frame comes before it was sent. */
export const halfGaussian =
  (deviationS: number): Delay =>
  (_sent, random) =>
    Math.abs(deviationS * random.gaussian());

/** About a mean that no frame is exempt from. */
export const gaussian =
  (meanS: number, deviationS: number): Delay =>
  (_sent, random) =>
    Math.max(0, meanS + deviationS * random.gaussian());

/** Bluetooth Low Energy: frames wait for the next connection event, and for a later one where it fails. */
export const bluetooth =
  (intervalS: number, failing = 0.1): Delay =>
  (sentS, random) => {
    let events = Math.ceil(sentS / intervalS);
    while (random.next() < failing) events += 1;
    return events * intervalS - sentS + 50e-6 * random.exponential();
  };

export function* framesOf(device: SimulatedDevice): Generator<SimulatedFrame> {
  const { driftPpm, delay, durationS, hasClock = false, wanderPpmPerHour = 0 } = device;
  const { rateHz = 250, samplesPerFrame = 12, dropouts = [], dropoutsTold = 'seq' } = device;
  const clockSets = [...(device.clockSetNs ?? new Map([[0, 5_000_000_000n]]))];
  const descriptor = describeStream({ nominalSampleRateHz: rateHz });
  const random = new Random(device.seed ?? 1);
  const data = ndarray(new Int8Array(samplesPerFrame), [1, samplesPerFrame]);
  let clockBaseNs = 0n;
  let clockBaseS = 0;
  let lost = 0;
  let lastArrivalS = 0;
  let seq = 0;
  // By the device's clock, from the sample count: then the host's time of it, step by step.
  let truthS = 0;
  let elapsedS = 0;
  const frameS = samplesPerFrame / rateHz;
  while (truthS < durationS) {
    const rate = 1 + (driftPpm + (wanderPpmPerHour * truthS) / 3600) * 1e-6;
    const set = clockSets[0];
    if (set !== undefined && truthS >= set[0]) {
      clockSets.shift();
      clockBaseNs = set[1];
      clockBaseS = elapsedS;
    }
    const lastS = truthS + (samplesPerFrame - 1) / rateHz / rate;
    const arrivalS = Math.max(lastArrivalS, lastS + delay(lastS, random));
    const isDropped = dropouts.some(([from, to]) => truthS >= from && truthS < to);
    if (!isDropped) {
      lastArrivalS = arrivalS;
      const timestampNs = startNs + BigInt(Math.round((arrivalS - (samplesPerFrame - 1) / rateHz) * 1e9));
      const view = encodedFrame(descriptor, data, {
        seq,
        timestampNs,
        ...(lost > 0 && { lost }),
        ...(hasClock && { deviceTimeNs: clockBaseNs + BigInt(Math.round((elapsedS - clockBaseS) * 1e9)) }),
      });
      yield {
        view,
        arrivalNs: startNs + BigInt(Math.round(arrivalS * 1e9)),
        truthS,
        truePeriodNs: 1e9 / rateHz / rate,
      };
      lost = 0;
      seq += 1;
    } else if (dropoutsTold === 'seq') seq += 1;
    else if (dropoutsTold === 'lost') lost += samplesPerFrame;
    truthS += frameS / rate;
    elapsedS += frameS;
  }
}

/** How far a time is from the truth, milliseconds: late when above 0. */
export const errorMs = (timestampNs: bigint, truthS: number): number =>
  Number(timestampNs - startNs) / 1e6 - truthS * 1e3;

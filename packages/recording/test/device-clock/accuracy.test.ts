import { afterAll, describe, expect, it } from 'vitest';
import { dejitterRecording, openRecording, StreamClock } from '../../src/index.js';
import { describeStream, memoryRecording, startNs } from '../support/recordings.js';
import {
  bluetooth,
  errorMs,
  exponential,
  framesOf,
  gaussian,
  halfGaussian,
  type SimulatedDevice,
  type SimulatedFrame,
} from './simulated-device.js';

/** What was measured, for the table of the documentation: set `MODLINK_SHOW_TIME_ACCURACY=1` to see it. */
const measured: string[] = [];

afterAll(() => {
  if (process.env.MODLINK_SHOW_TIME_ACCURACY === '1') process.stdout.write(`${measured.join('\n')}\n`);
});

async function dejittered(frames: readonly SimulatedFrame[], rateHz = 250) {
  const file = memoryRecording('simulated.mcap', {
    streams: [describeStream({ nominalSampleRateHz: rateHz })],
    written: frames.map(({ view, arrivalNs }) => ({
      atMs: Number(arrivalNs - startNs) / 1e6,
      stream: 0,
      view,
    })),
    chunkMessages: 500,
  });
  await using recording = await openRecording(file);
  const [stream] = await dejitterRecording(recording);
  const cursor = stream?.cursor();
  const times = frames.map(({ view }) => cursor?.next(view) ?? { timestampNs: 0n, samplePeriodNs: 0 });
  return { stream, times };
}

/** Least and greatest error after the fact, and from a moment on while the frames came. */
async function accuracyOf(name: string, device: SimulatedDevice, settledS = 120) {
  const rateHz = device.rateHz ?? 250;
  const frames = [...framesOf(device)];
  const clock = new StreamClock(rateHz);
  const live: number[] = [];
  for (const { view, truthS } of frames) {
    const error = errorMs(clock.next(view).timestampNs, truthS);
    if (truthS > settledS) live.push(error);
  }
  const { stream, times } = await dejittered(frames, rateHz);
  const errors = frames.map(({ truthS }, index) => errorMs(times[index]?.timestampNs ?? 0n, truthS));
  const raw = frames.map(({ view, truthS }) => errorMs(view.timestampNs, truthS));
  const periodPpm = frames.map(
    ({ truePeriodNs }, index) => ((times[index]?.samplePeriodNs ?? 0) / truePeriodNs - 1) * 1e6,
  );
  const range = (values: readonly number[]) => ({ least: Math.min(...values), most: Math.max(...values) });
  const found = {
    estimate: clock.estimate(),
    stream,
    raw: range(raw),
    errors: range(errors),
    live: range(live),
    periodPpm: range(periodPpm),
  };
  const text = ({ least, most }: { least: number; most: number }) =>
    `${least.toFixed(2)} to ${most.toFixed(2)}`;
  measured.push(
    `${name.padEnd(44)} ${device.driftPpm} | raw ${text(found.raw)} | drift ${((found.estimate?.driftPpm ?? 0) - device.driftPpm).toFixed(3)} ppm | recorded ${text(found.errors)} | live ${text(found.live)} | restarts ${stream?.restarts}`,
  );
  return found;
}

const durationS = 600;
const dropouts = [
  [100, 102],
  [200, 230],
  [300.5, 300.7],
] as const;

const devices: readonly (readonly [string, Omit<SimulatedDevice, 'driftPpm'>])[] = [
  ['exponential delays, mean 5 ms', { delay: exponential(5e-3), durationS }],
  ['exponential delays, mean 20 ms', { delay: exponential(20e-3), durationS }],
  ['Gaussian delays, never early, 5 ms', { delay: halfGaussian(5e-3), durationS }],
  ['Bluetooth, an event each 45 ms', { delay: bluetooth(45e-3), durationS }],
  ['Bluetooth, an event each 30 ms', { delay: bluetooth(30e-3), durationS }],
  ['Bluetooth, four packets in an event', { delay: bluetooth(200e-3), durationS }],
  ['dropouts that sequence numbers tell', { delay: exponential(5e-3), durationS, dropouts }],
  ['dropouts that the device counts', { delay: bluetooth(45e-3), durationS, dropouts, dropoutsTold: 'lost' }],
  [
    '30 frames of one sample a second',
    { delay: exponential(5e-3), durationS, rateHz: 30, samplesPerFrame: 1 },
  ],
  ['one frame a second', { delay: exponential(5e-3), durationS, rateHz: 1, samplesPerFrame: 1 }],
];

describe.each(devices)('%s', (name, device) => {
  it.each([
    [100, true],
    [-100, false],
  ])('%d ppm, device clock %s: within 1 ppm and 1 ms', async (driftPpm, hasClock) => {
    const found = await accuracyOf(name, { ...device, driftPpm, hasClock });
    expect(found.estimate?.kind).toBe(hasClock ? 'device' : 'samples');
    expect(Math.abs((found.estimate?.driftPpm ?? Number.NaN) - driftPpm)).toBeLessThan(1);
    expect(Math.abs((found.stream?.driftPpm ?? Number.NaN) - driftPpm)).toBeLessThan(1);
    expect(found.errors.least).toBeGreaterThan(-1);
    expect(found.errors.most).toBeLessThan(1);
    expect(found.stream?.restarts).toBe(0);
    expect(Math.max(-found.periodPpm.least, found.periodPpm.most)).toBeLessThan(2);
  });
});

describe('long bursts', () => {
  it('of sixteen packets leave a few milliseconds: there are few frames that did not wait', async () => {
    const device = { delay: bluetooth(750e-3), durationS, driftPpm: 100 };
    const found = await accuracyOf('Bluetooth, sixteen packets in an event', device);
    expect(Math.abs((found.estimate?.driftPpm ?? Number.NaN) - 100)).toBeLessThan(5);
    expect(found.errors.least).toBeGreaterThan(-5);
    expect(found.errors.most).toBeLessThan(5);
    expect(found.stream?.restarts).toBe(0);
  });
});

describe('delays about a mean', () => {
  it('leave a constant that nothing tells; drift and intervals are right', async () => {
    const device = { delay: gaussian(20e-3, 2e-3), durationS, driftPpm: 100, hasClock: true };
    const found = await accuracyOf('Gaussian delays about a mean, 2 ms', device);
    expect(Math.abs((found.estimate?.driftPpm ?? Number.NaN) - 100)).toBeLessThan(1);
    expect(found.errors.most - found.errors.least).toBeLessThan(1);
    // The least delayed frames: some standard deviations below the mean of 20 ms.
    expect(found.errors.least).toBeGreaterThan(20 - 4 * 2);
    expect(found.errors.most).toBeLessThan(20);
  });
});

describe('a clock that is set', () => {
  it.each([100, -100])('%d ppm: begins anew at the frame, and keeps the drift', async (driftPpm) => {
    const clockSetNs = new Map([
      [0, 5n],
      [100, 0n],
      [200, 10n ** 18n],
      [400, 7n],
    ]);
    const device = { delay: exponential(5e-3), durationS, driftPpm, hasClock: true, clockSetNs };
    const found = await accuracyOf('device clock set three times', device);
    expect(found.stream?.restarts).toBe(3);
    expect(Math.abs((found.estimate?.driftPpm ?? Number.NaN) - driftPpm)).toBeLessThan(1);
    expect(found.errors.least).toBeGreaterThan(-1);
    expect(found.errors.most).toBeLessThan(1);
  });

  it.each([100, -100])('%d ppm: samples that are missing untold do not shift the rest', async (driftPpm) => {
    const device = {
      delay: exponential(5e-3),
      durationS,
      driftPpm,
      dropouts,
      dropoutsTold: 'not' as const,
    };
    const found = await accuracyOf('dropouts that nobody tells', device);
    expect(found.stream?.restarts).toBe(3);
    expect(Math.abs((found.estimate?.driftPpm ?? Number.NaN) - driftPpm)).toBeLessThan(1);
    expect(found.errors.least).toBeGreaterThan(-1);
    expect(found.errors.most).toBeLessThan(1);
  });

  it('tells the offset of the device clock', () => {
    const clock = new StreamClock(250);
    const device = { delay: exponential(1e-3), durationS: 30, driftPpm: 0, hasClock: true };
    for (const { view } of framesOf(device)) clock.add(view);
    // The simulated clock stands at 5 s when the host's stands at `startNs`.
    const offsetNs = (clock.estimate()?.offsetNs ?? 0n) - (startNs - 5_000_000_000n);
    expect(Math.abs(Number(offsetNs))).toBeLessThan(1e6);
  });
});

describe('a drift that wanders', () => {
  it('is followed: 6 ppm in two hours', async () => {
    const device = {
      delay: exponential(5e-3),
      durationS: 7200,
      driftPpm: -100,
      hasClock: true,
      wanderPpmPerHour: 3,
      samplesPerFrame: 50,
    };
    const found = await accuracyOf('drift that wanders by 3 ppm an hour', device);
    expect(Math.abs((found.estimate?.driftPpm ?? Number.NaN) - -94)).toBeLessThan(1);
    expect(found.errors.least).toBeGreaterThan(-1);
    expect(found.errors.most).toBeLessThan(1);
    expect(found.live.least).toBeGreaterThan(-1);
    expect(found.live.most).toBeLessThan(1);
  });
});

describe('a rate that is far from nominal', () => {
  it.each([-500_000, -20_000, 20_000, 1_000_000])('%d ppm is found', async (driftPpm) => {
    const device = { delay: exponential(5e-3), durationS, driftPpm };
    const found = await accuracyOf('rate that is far from nominal', device);
    const factor = 1 + driftPpm * 1e-6;
    expect((1 + (found.estimate?.driftPpm ?? 0) * 1e-6) / factor).toBeCloseTo(1, 5);
    // The first sample's timestamp is the arrival less eleven nominal periods: that much is the driver's.
    const constantMs = 11 * 4 * (1 / factor - 1);
    expect(found.errors.least - constantMs).toBeGreaterThan(-1);
    expect(found.errors.most - constantMs).toBeLessThan(1);
  });
});

/** Every value against what the simulated board measured. */
import { type GanglionOptions, ganglionAccel, ganglionSamples } from '@modlink/simulators';
import { truncated } from '@modlink/testkit';
import { afterEach, describe, expect, it } from 'vitest';
import '@modlink/testkit/vitest';
import type { GanglionSettings } from '../src/index.js';
import { GanglionStage, type Provider, providers } from './stage.js';

const microvoltPerCount = 1.2e6 / (8_388_607 * 1.5 * 51);
let stage: GanglionStage;
afterEach(() => stage.close());

async function stream(
  ms: number,
  board: GanglionOptions,
  settings: GanglionSettings = {},
  provider: Provider = 'ble',
) {
  stage = new GanglionStage(board, { settings, provider });
  await stage.stream(ms);
  return stage.recorder;
}

/** The counts of a stream, and of the truth: numbers that can be compared exactly. */
const received = () =>
  stage.channels('eeg').map((channel) => channel.map((uV) => Math.round(uV / microvoltPerCount)));
const truth = (
  firmware: 2 | 3,
  bits: 18 | 19,
  keep: (sample: number) => boolean = () => true,
  count = 2000,
) => {
  const samples = ganglionSamples({ firmware, bits }, count);
  return [0, 1, 2, 3].map((channel) =>
    samples.filter((_, sample) => keep(sample)).map((sample) => sample[channel]),
  );
};
const firsts = (channels: (number | undefined)[][], count: number) =>
  channels.map((channel) => channel.slice(0, count));

describe.each(providers)('over %s', (provider) => {
  it.each([
    ['2.0.1', true, 2, 18],
    ['2.0.1', false, 2, 19],
    ['3.0.0', true, 3, 18],
    ['3.0.0', false, 3, 19],
  ] as const)('firmware %s, accelerometer %s: every sample', async (firmware, accel, format, bits) => {
    const recorder = await stream(5000, { firmware }, { accel }, provider);
    const counts = received();
    const count = counts[0]?.length ?? 0;
    expect(count).toBeGreaterThan(980);
    expect(counts).toEqual(firsts(truth(format, bits), count));
    expect(recorder).toHaveNoGaps('eeg');
    expect(recorder.reports).toEqual([]);
    expect(recorder.framesOf('accel').length > 0).toBe(accel);
  });

  it('the accelerometer in m/s^2', async () => {
    const recorder = await stream(5000, {}, {}, provider);
    const frames = recorder.framesOf('accel').length;
    expect(frames).toBeGreaterThan(48);
    const expected = [0, 1, 2].map((axis) =>
      Array.from({ length: frames }, (_, round) => (ganglionAccel(round)[axis] ?? 0) * 0.016 * 9.80665),
    );
    expect(recorder).toEmitSamples('accel', expected, { tolerance: 1e-5 });
    expect(recorder).toHaveNoGaps('accel');
  });

  it('the strength of the signal', async () => {
    await stream(11_000, { rssiDbm: -71 }, {}, provider);
    expect(stage.channels('rssi')).toEqual([[-71, -71, -71]]);
  });
});

describe('what is lost', () => {
  it('with firmware 3, is missing and counted', async () => {
    // Packets 5 and 6, and 99 to 101, at the end of a cycle.
    const dropped = [5, 6, 99, 100, 101];
    await stream(3000, { firmware: '3.0.0', dropped }, { accel: false });
    const counts = received();
    const keep = (sample: number) => !dropped.includes(Math.floor(sample / 2));
    expect(counts).toEqual(firsts(truth(3, 19, keep), counts[0]?.length ?? 0));
    expect(stage.lost('eeg')).toBe(10);
    expect(stage.recorder.framesOf('eeg')[5]?.lost).toBe(4);
  });

  it('with firmware 2, is all up to the next whole sample', async () => {
    // Packet 50 holds the samples 99 and 100; the next cycle begins with sample 201.
    await stream(3000, { dropped: [50] }, { accel: false });
    const counts = received();
    const keep = (sample: number) => sample < 99 || sample >= 201;
    expect(counts).toEqual(firsts(truth(2, 19, keep), counts[0]?.length ?? 0));
    expect(stage.lost('eeg')).toBe(102);
  });

  it('with firmware 2, of a whole sample, is all up to the one after it', async () => {
    // Packet 101 is the whole sample 201; packet 202 is sample 402.
    await stream(5000, { dropped: [101] }, { accel: false });
    const counts = received();
    const keep = (sample: number) => sample < 201 || sample >= 402;
    expect(counts).toEqual(firsts(truth(2, 19, keep), counts[0]?.length ?? 0));
    expect(stage.lost('eeg')).toBe(201);
  });

  it('with firmware 2, of the whole sample and what is around it', async () => {
    await stream(5000, { dropped: [100, 101, 102] }, { accel: false });
    const counts = received();
    const keep = (sample: number) => sample < 199 || sample >= 402;
    expect(counts).toEqual(firsts(truth(2, 19, keep), counts[0]?.length ?? 0));
    expect(stage.lost('eeg')).toBe(203);
  });

  it('of the accelerometer is a whole measurement', async () => {
    // Packet 12 is y of the measurement 1; measurements 3 and 4 are the packets 31 to 43.
    const dropped = [12, ...Array.from({ length: 13 }, (_, packet) => 31 + packet)];
    await stream(3000, { firmware: '3.0.0', dropped });
    const rounds = Array.from({ length: 40 }, (_, round) => round).filter(
      (round) => ![1, 3, 4].includes(round),
    );
    const [x = []] = stage.channels('accel');
    const expected = rounds.map((round) => Math.fround(ganglionAccel(round)[0] * 0.016 * 9.80665));
    expect(x).toEqual(expected.slice(0, x.length));
    expect(stage.lost('accel')).toBe(3);
  });
});

describe('a bad connection', () => {
  it('gives nothing that is cut short, and the user is told', async () => {
    stage = new GanglionStage();
    await stage.connect();
    await stage.done(stage.recorder.start());
    stage.ble.distort(truncated(40));
    await stage.clock.advance(5000);
    expect(stage.recorder.reports[0]).toMatchObject({
      level: 'warning',
      message: expect.stringMatching(/^Could not read 1 packets\. The last one: [0-9a-f]{20}$/),
    });
    expect(stage.lost('eeg')).toBeGreaterThan(100);
  });

  it('of the dongle, out of range, is told at once', async () => {
    stage = new GanglionStage({}, { provider: 'dongle' });
    await stage.connect();
    await stage.done(stage.recorder.start());
    await stage.clock.advance(1000);
    stage.dongle?.loseConnection();
    await stage.clock.advance(10);
    expect(stage.recorder.losses).toEqual([
      { code: 'DEVICE_UNPLUGGED', message: expect.stringContaining('(0x0213)') },
    ]);
    expect(stage.serial.openDevices).toEqual([]);
    await stage.stream(1000);
    expect(stage.lost('eeg')).toBe(0);
  });
});

it('streams on after a stop, from the beginning and without a loss', async () => {
  const recorder = await stream(1000, { firmware: '3.0.0' }, { accel: false });
  const before = recorder.framesOf('eeg').length;
  await stage.done(stage.recorder.start());
  await stage.clock.advance(1000);
  await stage.done(stage.recorder.stop());
  expect(recorder.framesOf('eeg').length).toBeGreaterThanOrEqual(2 * before - 1);
  expect(stage.lost('eeg')).toBe(0);
  expect(received()[0]?.slice(2 * before, 2 * before + 10)).toEqual(truth(3, 19)[0]?.slice(0, 10));
});

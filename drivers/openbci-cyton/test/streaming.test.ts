import {
  type CytonFault,
  type CytonSample,
  type CytonSimulatorOptions,
  loadCytonEeg,
  syntheticCytonSamples,
} from '@modlink/simulators';
import { part } from '@modlink/test-parts';
import { afterEach, expect, it, vi } from 'vitest';
import type { CytonSettings } from '../src/index.js';
import { countsOf, patience, TestHost, unhurried } from './host.js';

const pty = await part('pty');
const sharedData = await part('shared-data');
const synthetic = syntheticCytonSamples({ length: 437 });
const truthOf = (samples: readonly CytonSample[]) => samples.map(({ counts }) => counts);

pty.describe('streaming', () => {
  let host: TestHost;
  /** What was received before the stream. */
  let bytesBefore: number;
  afterEach(() => host.close());

  /** A connected board that streams. */
  async function stream(simulator: Partial<CytonSimulatorOptions> = {}, settings: CytonSettings = {}) {
    host = new TestHost({ samples: synthetic, pace: 'max', ...simulator }, settings);
    await host.connect();
    bytesBefore = host.receivedBytes;
    await host.driver.startStreaming(unhurried);
  }
  const received = () => host.samples('eeg');
  const until = (count: number) =>
    vi.waitFor(() => expect(received().length).toBeGreaterThanOrEqual(count), patience);

  it('gives every sample, the last ones at the stop', async () => {
    await stream();
    await until(430);
    await host.driver.stopStreaming();
    expect(received().map((sample) => countsOf(sample))).toEqual(truthOf(synthetic));
    const frames = host.frames('eeg');
    expect(frames.map(({ shape }) => shape[1])).toEqual([...Array(43).fill(10), 7]);
    expect(frames.map(({ seq }) => seq)).toEqual(frames.map((_, index) => index));
    expect(frames.every(({ lost }) => lost === 0)).toBe(true);
    const times = frames.map(({ timestampNs }) => timestampNs);
    expect(times).toEqual(times.toSorted((a, b) => (a < b ? -1 : 1)));
    expect(new Set(times).size).toBe(times.length);
  });

  it('holds the accelerometer between its values', async () => {
    await stream();
    await until(430);
    await host.driver.stopStreaming();
    const counts = host.samples('accel').map((sample) => sample.map((g) => Math.round(g / (0.002 / 16))));
    const held = synthetic.map((_, index) => synthetic[index - (index % 10)]?.accel);
    expect(counts).toEqual(held);
    expect(host.frames('accel').map(({ timestampNs }) => timestampNs)).toEqual(
      host.frames('eeg').map(({ timestampNs }) => timestampNs),
    );
  });

  it('scales each channel with its gain', async () => {
    await stream({}, { gain: 8, channels: [{ gain: 1 }, { gain: 24 }] });
    await until(430);
    await host.driver.stopStreaming();
    const gains = [1, 24, 8, 8, 8, 8, 8, 8];
    expect(received().map((sample) => countsOf(sample, gains))).toEqual(truthOf(synthetic));
    expect(received()[0]?.[0]).toBeCloseTo(4_500_000, 0);
  });

  it('joins 16 channels', async () => {
    const sixteen = syntheticCytonSamples({ length: 204, channels: 16 });
    await stream({ samples: sixteen });
    await until(200);
    await host.driver.stopStreaming();
    expect(received().map((sample) => countsOf(sample))).toEqual(truthOf(sixteen));
  });

  it('ends a frame before lost samples and counts them with the next one', async () => {
    const dropped = [23, 24, 25];
    await stream({ faults: dropped.map((sample): CytonFault => ({ kind: 'drop', sample })) });
    await until(420);
    await host.driver.stopStreaming();
    const truth = truthOf(synthetic).filter((_, index) => !dropped.includes(index));
    expect(received().map((sample) => countsOf(sample))).toEqual(truth);
    for (const key of ['eeg', 'accel']) {
      const start = host.frames(key).slice(0, 5);
      expect(start.map(({ shape, lost }) => [shape[1], lost])).toEqual([
        [10, 0],
        [10, 0],
        [3, 0],
        [10, 3],
        [10, 0],
      ]);
    }
    expect(host.events).toContainEqual({
      kind: 'report',
      level: 'warning',
      message: expect.stringContaining('3 samples missing'),
    });
  });

  it('goes on after bad bytes', async () => {
    await stream({
      faults: [
        { kind: 'corrupt', sample: 50, byte: 32, mask: 0xff },
        { kind: 'garbage', sample: 100, bytes: Uint8Array.from({ length: 500 }, (_, index) => index % 160) },
        { kind: 'corrupt', sample: 200, byte: 0, mask: 0x01 },
      ],
    });
    await until(420);
    await host.driver.stopStreaming();
    const truth = truthOf(synthetic).filter((_, index) => index !== 50 && index !== 200);
    expect(received().map((sample) => countsOf(sample))).toEqual(truth);
    const losses = host.frames('eeg').flatMap(({ lost }) => (lost > 0 ? [lost] : []));
    expect(losses).toEqual([1, 1]);
  });

  it('starts again where it stopped, without a false loss', async () => {
    await stream({ faults: [{ kind: 'pause', sample: 205 }] });
    await until(200);
    await host.driver.stopStreaming();
    expect(received()).toHaveLength(205);
    host.simulator.resume();
    await host.driver.startStreaming(unhurried);
    await until(430);
    await host.driver.stopStreaming();
    expect(received().map((sample) => countsOf(sample))).toEqual(truthOf(synthetic));
    expect(host.frames('eeg').every(({ lost }) => lost === 0)).toBe(true);
    expect(host.simulator.received).toBe('vbsbs');
  });

  it('emits nothing while it does not stream', async () => {
    await stream({ repeat: true });
    await until(10);
    await host.driver.stopStreaming();
    const before = host.events.length;
    await host.driver.stopStreaming();
    await host.driver.disconnectDevice();
    expect(host.events).toHaveLength(before);
    expect(host.simulator.isStreaming).toBe(false);
  });

  it('emits the last samples before it says that the board was unplugged', async () => {
    await stream({ faults: [{ kind: 'pause', sample: 127 }] });
    // Seven samples wait in the driver, and none on the way to it.
    await vi.waitFor(() => expect(host.receivedBytes).toBe(bytesBefore + 127 * 33), patience);
    expect(received()).toHaveLength(120);
    await host.simulator.unplug();
    await vi.waitFor(() => expect(host.events.at(-1)?.kind).toBe('lost'), patience);
    expect(received().map((sample) => countsOf(sample))).toEqual(truthOf(synthetic.slice(0, 127)));
    expect(host.frames('accel').at(-1)?.shape).toEqual([3, 7]);
    expect(host.events.at(-1)).toEqual({
      kind: 'lost',
      detail: { code: 'DEVICE_UNPLUGGED', message: expect.stringContaining(host.simulator.path) },
    });
    expect(host.heldLeases).toBe(0);
    await expect(host.driver.stopStreaming()).rejects.toMatchObject({ code: 'NOT_CONNECTED' });
  });

  it('says that the board was unplugged while it was idle', async () => {
    host = new TestHost({ samples: synthetic });
    await host.connect();
    await host.simulator.unplug();
    await vi.waitFor(() => expect(host.events.at(-1)).toMatchObject({ kind: 'lost' }), patience);
  });

  it('gives whole frames up to an unplugging in the midst of the stream', async () => {
    await stream({ repeat: true });
    await until(300);
    await host.simulator.unplug();
    await vi.waitFor(() => expect(host.events.at(-1)?.kind).toBe('lost'), patience);
    const truth = received().map((_, index) => synthetic[index % synthetic.length]?.counts);
    expect(received().map((sample) => countsOf(sample))).toEqual(truth);
  });
});

pty.describe('the recorded EEG', () => {
  sharedData.describe('through a real serial port', () => {
    let host: TestHost;
    afterEach(() => host.close());

    it('comes out to the last count', async () => {
      const { samples, rows } = loadCytonEeg();
      host = new TestHost({ samples, pace: 'max' });
      await host.connect();
      await host.driver.startStreaming(unhurried);
      await vi.waitFor(() => expect(host.frames('eeg').length).toBe(1200), patience);
      const received = host.samples('eeg');
      for (const [index, sample] of received.entries()) {
        if (countsOf(sample).join() !== samples[index]?.counts.join()) expect.fail(`sample ${index} differs`);
        const errors = sample.map((value, channel) =>
          Math.abs(value - (rows[index]?.microvolts[channel] ?? 0)),
        );
        if (!(Math.max(...errors) < 0.02)) expect.fail(`sample ${index} is off by ${Math.max(...errors)} uV`);
      }
      expect(received).toHaveLength(12_000);
      expect(host.frames('eeg').every(({ lost }) => lost === 0)).toBe(true);
    });
  });
});

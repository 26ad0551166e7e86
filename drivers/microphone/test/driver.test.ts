/** The driver with microphones that are simulated: the contract, the streams and their values. */
import { createRequire } from 'node:module';
import type { MicrophoneMode } from '@modlink/sdk';
import { FrameRecorder, SimulatedMedia, type SimulatedMicrophone, VirtualClock } from '@modlink/testkit';
import { describeDriver } from '@modlink/testkit/vitest';
import { describe, expect, it } from 'vitest';
import createDriver, { defaultSettings, Microphone, type MicrophoneSettings } from '../src/index.js';
import { LevelMeter, silenceDbfs } from '../src/level-meter.js';

const require = createRequire(import.meta.url);
const manifest = require('../package.json') as Record<string, unknown>;
const settingsSchema = require('../settings.schema.json');

/** A tone on the left at half of full scale, half a scale on the right. */
const stereo = (index: number, channel: number, { sampleRateHz }: MicrophoneMode): number =>
  channel === 0 ? 0.5 * Math.sin((2 * Math.PI * 100 * index) / sampleRateHz) : 0.5;

const simulated = (clock: VirtualClock, microphone: Partial<SimulatedMicrophone> = {}) =>
  new SimulatedMedia({
    clock,
    microphones: [
      {
        id: 'microphone',
        label: 'A microphone',
        modes: [{ sampleRateHz: 8_000, channels: 2 }],
        sample: stereo,
        ...microphone,
      },
    ],
  });

describeDriver(createDriver, {
  provider: 'microphone',
  transport: simulated,
  manifest,
  settingsSchema,
  except: { tail: 'the transport delivers whole chunks, each of which is emitted at once' },
});

function setUp(settings: MicrophoneSettings = {}) {
  const clock = new VirtualClock();
  const media = simulated(clock);
  const recorder = new FrameRecorder(new Microphone(), { clock, transports: media.transports, settings });
  return { clock, media, recorder };
}

describe('search', () => {
  it('lists the microphones with their mode, and the inputs of the settings first', async () => {
    const { recorder } = setUp({
      inputs: [{ name: 'Radio', input: 'https://user:secret@radio.example/live' }],
    });
    const found = await recorder.search('microphone');
    expect(found.map(({ title, subtitle, identity }) => [title, subtitle, identity])).toEqual([
      ['Radio', 'https://radio.example', 'input:Radio'],
      ['A microphone', '8000 Hz, 2 channels', 'microphone'],
    ]);
  });

  it('knows no other provider', () => {
    expect(() => setUp().recorder.driver.search('camera', { signal: new AbortController().signal })).toThrow(
      expect.objectContaining({ code: 'UNKNOWN_PROVIDER' }),
    );
  });
});

describe('the streams', () => {
  it('are those of the device', async () => {
    const [audio, level] = await setUp().recorder.connect('microphone');
    expect(audio).toMatchObject({
      nominalSampleRateHz: 8_000,
      chunkSize: 160,
      channelNames: ['left', 'right'],
      metadata: { unit: 'FS' },
    });
    expect(level).toMatchObject({
      nominalSampleRateHz: 10,
      channelNames: ['left rms', 'right rms', 'left peak', 'right peak'],
      metadata: { unit: 'dBFS' },
    });
  });

  it('are those of the settings', async () => {
    const [audio, level] = await setUp({ sampleRateHz: 44_100, channels: 1, chunkMs: 10 }).recorder.connect(
      'microphone',
    );
    expect(audio).toMatchObject({ nominalSampleRateHz: 44_100, chunkSize: 441, channelNames: ['mono'] });
    expect(level).toMatchObject({ nominalSampleRateHz: 10, channelNames: ['mono rms', 'mono peak'] });
    const [many] = await setUp({ channels: 4 }).recorder.connect('microphone');
    expect(many?.channelNames).toEqual(['ch1', 'ch2', 'ch3', 'ch4']);
  });

  it('have every sample, and the time of the first of each frame', async () => {
    const { clock, recorder } = setUp();
    await recorder.connect('microphone');
    const startNs = clock.nowNs();
    await recorder.start();
    await clock.advance(100);
    const truth = (channel: number) =>
      Array.from({ length: 800 }, (_, index) => stereo(index, channel, { sampleRateHz: 8_000, channels: 2 }));
    expect(recorder).toEmitSamples('audio', [truth(0), truth(1)], { tolerance: 1e-6 });
    const times = recorder.framesOf('audio').map(({ timestampNs }) => Number(timestampNs - startNs) / 1e6);
    expect(times.map((time) => Math.round(time * 1_000) / 1_000)).toEqual([
      0.125, 20.125, 40.125, 60.125, 80.125,
    ]);
  });

  it('have the level ten times a second', async () => {
    const { clock, recorder } = setUp();
    await recorder.connect('microphone');
    await recorder.start();
    await clock.advance(1_000);
    const levels = recorder.framesOf('level');
    expect(levels).toHaveLength(10);
    for (const { data } of levels) {
      const [leftRms = 0, rightRms = 0, leftPeak = 0, rightPeak = 0] = Array.from(data.values, Number);
      expect(leftRms).toBeCloseTo(-9.031, 2);
      expect(leftPeak).toBeCloseTo(-6.021, 2);
      expect(rightRms).toBeCloseTo(-6.021, 2);
      expect(rightPeak).toBeCloseTo(-6.021, 2);
    }
  });
});

describe('the level', () => {
  const read = (samples: readonly number[], chunk: number): number[] => {
    const levels: number[] = [];
    const meter = new LevelMeter(1, samples.length, (values) => levels.push(...values));
    for (let at = 0; at < samples.length; at += chunk)
      meter.push(Float32Array.from(samples.slice(at, at + chunk)));
    return levels;
  };

  it('of a sine at full scale is -3.01 dBFS, its peak 0 dBFS', () => {
    const sine = Array.from({ length: 1_000 }, (_, index) => Math.sin((2 * Math.PI * index) / 100));
    const [rms, peak] = read(sine, 7);
    expect(rms).toBeCloseTo(-3.0103, 4);
    expect(peak).toBeCloseTo(0, 4);
  });

  it('of silence has a value', () => {
    expect(read([0, 0, 0, 0], 4)).toEqual([silenceDbfs, silenceDbfs]);
  });

  it('does not depend on how samples are cut', () => {
    const noise = Array.from({ length: 240 }, (_, index) => ((index * 7_919) % 200) / 100 - 1);
    for (const chunk of [1, 7, 240]) expect(read(noise, chunk)).toEqual(read(noise, 50));
  });
});

it('the settings schema has the defaults of the driver', () => {
  const { properties } = settingsSchema as { properties: Record<string, { default?: unknown }> };
  const defaults = Object.entries(properties).flatMap(([name, { default: value }]) =>
    value === undefined ? [] : [[name, value]],
  );
  expect(Object.fromEntries(defaults)).toEqual(defaultSettings);
});

import { describeCommands, runCommand } from '@modlink/sdk';
import { type CytonSimulatorOptions, syntheticCytonSamples } from '@modlink/simulators';
import { part } from '@modlink/test-parts';
import { afterEach, describe, expect, it } from 'vitest';
import { amplitudeAt, impedanceOhm, measuringS, testCurrentHz } from '../src/impedance.js';
import { microvoltPerCount } from '../src/parser/index.js';
import { patience, TestHost, unhurried } from './host.js';

const pty = await part('pty');
const eight = syntheticCytonSamples({ length: 1_000 });
const sixteen = syntheticCytonSamples({ length: 1_000, channels: 16 });

describe('the impedance', () => {
  /** What a channel measures of a resistor: the current of 6 nA through it and the 2.2 kOhm on the way. */
  const microvolts = (ohm: number, rateHz: number, phase = 0) =>
    Array.from({ length: Math.round(measuringS * rateHz) }, (_, index) => {
      const amplitude = (ohm + 2_200) * 6e-3;
      return amplitude * Math.sin((2 * Math.PI * 31.25 * index) / rateHz + phase);
    });

  it.each([
    [250, 5_000],
    [250, 750_000],
    [125, 5_000],
  ])('at %d Hz of %d Ohm is that, whatever the phase and the offset', (rateHz, ohm) => {
    for (const phase of [0, 1, 2.5]) {
      const measured = microvolts(ohm, rateHz, phase).map((value) => value + 300);
      expect(impedanceOhm(measured, rateHz)).toBeCloseTo(ohm, 3);
    }
  });

  it('is not disturbed by mains, and never below nothing', () => {
    const rateHz = 250;
    const mains = microvolts(5_000, rateHz).map(
      (value, index) => value + 20 * Math.sin((2 * Math.PI * 50 * index) / rateHz),
    );
    expect(Math.abs(impedanceOhm(mains, rateHz) - 5_000)).toBeLessThan(150);
    expect(impedanceOhm(new Float32Array(256), rateHz)).toBe(0);
    expect(amplitudeAt(microvolts(0, rateHz), testCurrentHz, rateHz)).toBeCloseTo(13.2, 6);
  });
});

pty.describe('the commands', () => {
  let host: TestHost;
  afterEach(() => host.close());

  const connect = async (simulator: Partial<CytonSimulatorOptions> = {}) => {
    host = new TestHost({ samples: eight, repeat: true, pace: 'max', ...simulator }, { gain: 12 });
    await host.connect();
    return host;
  };
  const run = (name: string, args = {}, signal = new AbortController().signal) =>
    runCommand(host.driver, name, args, { signal });

  it('are declared for the channels of the board', async () => {
    await connect({ samples: sixteen });
    const commands = describeCommands(host.driver);
    expect(commands.map(({ name }) => name)).toEqual([
      'impedance',
      'channel-settings',
      'test-signal',
      'registers',
      'firmware',
    ]);
    expect(commands[0]?.arguments.properties).toMatchObject({ channel: { maximum: 16 } });
    expect(commands.every(({ when }) => when === 'idle')).toBe(true);
  });

  it.each([
    ['8 channels', eight, 3],
    ['16 channels', sixteen, 12],
  ])(
    'impedance, with %s, measures an electrode and switches the current off',
    async (_what, samples, channel) => {
      await connect({ samples, impedanceOhm: 47_000 });
      expect(await run('impedance', { channel, input: 'n' })).toEqual({
        channel,
        ohm: expect.closeTo(47_000, -1),
      });
      expect(host.simulator.received).toMatch(/z.01Zbsz.00Z$/);
      expect(host.simulator.leadOff).toEqual(Array(16).fill('00'));
      expect(host.simulator.isStreaming).toBe(false);
      expect(host.frames('eeg')).toEqual([]);
    },
  );

  it('impedance that is given up switches the current off', async () => {
    await connect({ pace: 1 });
    const reason = new Error('the user changed their mind');
    const controller = new AbortController();
    const measuring = expect(run('impedance', { channel: 1, input: 'p' }, controller.signal)).rejects.toBe(
      reason,
    );
    await expect.poll(() => host.simulator.isStreaming, patience).toBe(true);
    expect(host.simulator.leadOff[0]).toBe('10');
    controller.abort(reason);
    await measuring;
    expect(host.simulator.leadOff[0]).toBe('00');
    expect(host.simulator.isStreaming).toBe(false);
  });

  it('impedance of a board that is unplugged fails with the loss', async () => {
    await connect({ pace: 1 });
    const measuring = expect(run('impedance', { channel: 1, input: 'n' })).rejects.toMatchObject({
      code: 'DEVICE_UNPLUGGED',
    });
    await expect.poll(() => host.simulator.isStreaming, patience).toBe(true);
    await host.simulator.unplug();
    await measuring;
  });

  it('channel-settings sets one channel, and its microvolts are those of the new gain', async () => {
    await connect();
    await run('channel-settings', { channel: 2, gain: 1, bias: false });
    expect(host.simulator.channelSettings.slice(0, 3)).toEqual(['050110', '000010', '050110']);
    await run('channel-settings', { channel: 2, srb2: false });
    expect(host.simulator.channelSettings[1]).toBe('000000');
    expect(host.changedStreams[0]?.metadata).toMatchObject({ gain: [12, 1, 12, 12, 12, 12, 12, 12] });
    await host.driver.startStreaming(unhurried);
    await expect.poll(() => host.samples('eeg').length, patience).toBeGreaterThan(20);
    await host.driver.stopStreaming();
    const [first = []] = host.samples('eeg').slice(1);
    const [, counts = []] = eight.map((sample) => sample.counts);
    expect(first).toEqual(
      counts.map((count, channel) => Math.fround(count * microvoltPerCount(channel === 1 ? 1 : 12))),
    );
  });

  it('test-signal connects all channels to it, and sets them as they were', async () => {
    await connect();
    await run('test-signal', { signal: 'fast' });
    expect(host.simulator.received.at(-1)).toBe('=');
    expect(host.simulator.channelSettings.slice(0, 8)).toEqual(Array(8).fill('055110'));
    await run('test-signal', { signal: 'ground' });
    expect(host.simulator.channelSettings[0]).toBe('051110');
    await run('test-signal', { signal: 'off' });
    expect(host.simulator.channelSettings.slice(0, 8)).toEqual(Array(8).fill('050110'));
  });

  it('registers and firmware give what the board prints', async () => {
    await connect();
    expect(await run('registers')).toMatch(
      /^Board ADS Registers\nADS_ID, 3E\nCH1SET, 050110\n[^$]*LIS3DH[^$]*$/,
    );
    expect(await run('firmware')).toBe('v3.1.1');
  });

  it('say what is wrong when the board refuses', async () => {
    await connect();
    await expect(run('impedance', { channel: 99, input: 'n' })).rejects.toMatchObject({
      code: 'COMMAND_FAILED',
    });
  });
});

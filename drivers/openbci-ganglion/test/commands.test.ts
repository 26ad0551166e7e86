import type { GanglionOptions } from '@modlink/simulators';
import { afterEach, describe, expect, it } from 'vitest';
import { GanglionStage, type Provider, providers } from './stage.js';

const microvoltPerCount = 1.2e6 / (8_388_607 * 1.5 * 51);
let stage: GanglionStage;
afterEach(() => stage.close());

async function connect(board: GanglionOptions = {}, provider: Provider = 'ble') {
  const commands: string[] = [];
  stage = new GanglionStage({ ...board, onCommand: (command) => commands.push(command) }, { provider });
  await stage.connect();
  return commands;
}
const run = (name: string, args = {}, signal?: AbortSignal) =>
  stage.done(stage.recorder.runCommand(name, args, signal));

async function streamFor(ms: number) {
  const before = stage.recorder.framesOf('eeg').length;
  await stage.done(stage.recorder.start());
  await stage.clock.advance(ms);
  await stage.done(stage.recorder.stop());
  const frames = stage.recorder.framesOf('eeg').slice(before);
  return (channel: number) =>
    frames.flatMap(({ data }) => {
      const [, count = 0] = data.shape;
      return Array.from(data.values.subarray(channel * count, (channel + 1) * count), Number);
    });
}

describe.each(providers)('impedance over %s', (provider) => {
  it('is told of each electrode in ohm, and the test ends', async () => {
    const commands = await connect({}, provider);
    expect(await run('impedance')).toEqual({
      ch1: 5000,
      ch2: 12_345,
      ch3: 250_000,
      ch4: 900,
      reference: 3210,
    });
    expect(commands).toEqual(['z', 'Z']);
    await streamFor(500);
    expect(stage.lost('eeg')).toBe(0);
  });
});

describe('impedance', () => {
  it('of an electrode that the board does not tell of is null', async () => {
    await connect({ impedancesOhm: [5000, Number.NaN, 7000, 8000, 9000] });
    expect(await run('impedance')).toEqual({ ch1: 5000, ch2: null, ch3: 7000, ch4: 8000, reference: 9000 });
  });

  it('fails where the board tells none, and the test ends', async () => {
    const commands = await connect({ impedancesOhm: Array(5).fill(Number.NaN) });
    await expect(run('impedance')).rejects.toMatchObject({ code: 'NO_ANSWER' });
    expect(commands).toEqual(['z', 'Z']);
  });

  it('ends when the caller gives up, and with it the test', async () => {
    const commands = await connect();
    const controller = new AbortController();
    const measuring = stage.recorder.runCommand('impedance', {}, controller.signal);
    const given = expect(measuring).rejects.toThrow('given up');
    await stage.clock.advance(700);
    controller.abort(new Error('given up'));
    await stage.clock.advance(10);
    await given;
    expect(commands).toEqual(['z', 'Z']);
  });
});

describe('channels', () => {
  it('are turned off and on, and their streams say so', async () => {
    const commands = await connect({ firmware: '3.0.0' });
    await run('channel', { channel: 2, enabled: false });
    const enabled = () =>
      stage.recorder.driver.descriptors().length > 0 && stage.recorder.streams[0]?.metadata.enabled;
    expect(enabled()).toEqual([true, false, true, true]);
    const off = await streamFor(500);
    expect(new Set(off(1))).toEqual(new Set([0]));
    expect(new Set(off(0)).size).toBeGreaterThan(50);
    await run('channel', { channel: 2, enabled: true });
    const on = await streamFor(500);
    expect(new Set(on(1)).size).toBeGreaterThan(50);
    expect(commands.filter((command) => '1234!@#$'.includes(command))).toEqual(['2', '@']);
  });
});

describe('the test signal', () => {
  it('is a square wave, from one start to the next, until it is turned off', async () => {
    await connect({ firmware: '3.0.0' });
    await run('test-signal', { enabled: true });
    for (let start = 0; start < 2; start++) {
      const square = await streamFor(1000);
      const counts = new Set(square(0).map((uV) => Math.round(uV / microvoltPerCount)));
      expect(counts).toEqual(new Set([8000, -8000]));
    }
    await run('test-signal', { enabled: false });
    const signal = await streamFor(1000);
    expect(new Set(signal(0)).size).toBeGreaterThan(100);
  });

  it('can be turned on while the board streams', async () => {
    const commands = await connect();
    await stage.done(stage.recorder.start());
    await run('test-signal', { enabled: true });
    await run('test-signal', { enabled: false });
    await stage.done(stage.recorder.stop());
    expect(commands).toEqual(['n', 'b', '[', ']', 's']);
  });
});

it('the firmware is told', async () => {
  await connect({ firmware: '3.0.2' });
  expect(await run('firmware')).toBe('3.0.2');
});

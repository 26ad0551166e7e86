import { nordicUartPeripheral } from '@modlink/simulators';
import { afterEach, describe, expect, it } from 'vitest';
import type { BleSensorSettings } from '../src/index.js';
import { SensorStage } from './recorder.js';
import '@modlink/testkit/vitest';

describe('a text sensor', () => {
  let stage: SensorStage;
  afterEach(() => stage.close());

  it.each([
    ['csv', (n: number) => `${n},${n / 8},${-n * 1.5}\r\n`, {}],
    ['csv with a header', (n: number) => (n === 1 ? 'n,a,b\n' : `${n},${n / 8},${-n * 1.5}\n`), {}],
    ['semicolons', (n: number) => `${n};${n / 8};${-n * 1.5};\n`, { textSeparator: 'semicolon' }],
    ['json', (n: number) => `{"n":${n},"a":${n / 8},"b":${-n * 1.5},"id":"x"}\n`, { textFormat: 'json' }],
    ['labels', (n: number) => `n:${n}\ta:${n / 8}\tb:${-n * 1.5}\n`, { textFormat: 'labels' }],
  ] satisfies [string, (n: number) => string, BleSensorSettings][])(
    'that prints %s in pieces of 20 bytes is read value by value',
    async (_, line, settings) => {
      stage = new SensorStage([nordicUartPeripheral({ line })], settings);
      await stage.stream(2000);
      const [numbers = [], a, b] = stage.channels('text');
      expect(numbers.length).toBeGreaterThan(80);
      // The first line after the connection may be cut, and is left out.
      const first = numbers[0] ?? 0;
      expect(numbers).toEqual(numbers.map((__, index) => first + index));
      expect(a).toEqual(numbers.map((n) => n / 8));
      expect(b).toEqual(numbers.map((n) => -n * 1.5));
      expect(stage.recorder).toHaveNoGaps('text');
    },
  );

  it('has the names, units and scales of the settings', async () => {
    stage = new SensorStage([nordicUartPeripheral({ line: (n) => `${n},${2000 + n}\n` })], {
      textColumns: [{ name: 'count' }, { name: 'temperature', unit: 'degC', scale: 0.01, offset: -1 }],
      textRateHz: 50,
    });
    await stage.stream(1000);
    const descriptor = stage.recorder.streams.find(({ streamKey }) => streamKey === 'text');
    expect(descriptor).toMatchObject({
      channelNames: ['count', 'temperature'],
      nominalSampleRateHz: 50,
      metadata: { channelUnits: ['', 'degC'] },
    });
    const [count = [], temperature = []] = stage.channels('text');
    expect(temperature).toEqual(count.map((n) => (2000 + n) * 0.01 - 1));
  });

  it('is told to start and to stop', async () => {
    const heard: string[] = [];
    const peripheral = nordicUartPeripheral({
      line: (n) => `${n},1\n`,
      commands: { start: 'go\r\n', stop: 'halt\r\n' },
      onCommand: (text) => heard.push(text),
    });
    stage = new SensorStage([peripheral], {
      textColumns: [{ name: 'n' }, { name: 'one' }],
      textStartCommand: 'go',
      textStopCommand: 'halt',
      textCommandEnding: 'crlf',
    });
    await stage.stream(1000);
    expect(heard).toEqual(['go\r\n', 'halt\r\n']);
    // What comes after a command begins with a whole line.
    expect(stage.channels('text')[0]?.slice(0, 3)).toEqual([0, 1, 2]);
  });

  it('has lines refused that are damaged, and the user told', async () => {
    const line = (n: number) => (n % 50 === 49 ? `${n},#\n` : `${n},1\n`);
    stage = new SensorStage([nordicUartPeripheral({ line })]);
    await stage.stream(4000);
    const [numbers = []] = stage.channels('text');
    expect(numbers.some((n) => n % 50 === 49)).toBe(false);
    expect(stage.recorder.reports[0]).toEqual({
      level: 'warning',
      message: expect.stringContaining('49,# (not-a-number)'),
    });
  });

  it('that makes no sense is refused with what was heard', async () => {
    stage = new SensorStage([nordicUartPeripheral({ line: (n) => `moin ${n}\n` })], {
      textDetectTimeoutMs: 1000,
    });
    await expect(stage.done(stage.recorder.connect('ble'))).rejects.toMatchObject({
      code: 'COLUMNS_NOT_FOUND',
      message: expect.stringContaining('"moin '),
    });
    expect(stage.ble.openDevices).toEqual([]);
  });
});

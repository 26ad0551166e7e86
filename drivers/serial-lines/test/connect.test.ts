import { setTimeout as sleep } from 'node:timers/promises';
import type { LinesSimulatorOptions } from '@modlink/simulators';
import { part } from '@modlink/test-parts';
import { expect, it, onTestFinished } from 'vitest';
import { commonBaudRates, type SerialLinesSettings } from '../src/index.js';
import { TestHost, unhurried } from './host.js';

const pty = await part('pty');
const lines = Array.from({ length: 1000 }, (_, index) => `${index},${index / 4}\r\n`);

function open(device: LinesSimulatorOptions, settings: SerialLinesSettings): TestHost {
  const host = new TestHost(device, settings);
  onTestFinished(() => host.close());
  return host;
}

pty.describe('connecting', () => {
  it('takes the columns, units and rate of the settings without listening', async () => {
    const host = open(
      { lines: [] },
      {
        baudRate: 9600,
        columns: [{ name: 'n' }, { name: 't', unit: 'degC' }, { name: 'u', unit: 'degC' }, { name: 'clock' }],
        counterColumn: 'n',
        timeColumn: 'clock',
        sampleRateHz: 100,
        chunkSize: 5,
      },
    );
    const [samples] = await host.connect();
    expect(samples).toMatchObject({
      streamId: 'serial_lines.01:samples',
      channelNames: ['t', 'u'],
      nominalSampleRateHz: 100,
      chunkSize: 5,
      dtype: 'float64',
      metadata: { unit: 'degC', channelUnits: ['degC', 'degC'], baudRate: 9600 },
    });
  });

  it('finds the columns of the first lines', async () => {
    const host = open({ lines, repeat: true, rateHz: 1000 }, { baudRate: 115200 });
    expect((await host.connect())[0]?.channelNames).toEqual(['ch1', 'ch2']);
  });

  it('finds the columns of a device that waits for a command, by its header', async () => {
    const host = open(
      { lines: ['t,"a_x"\n', '1,2\n', '3,4\n', '5,6\n'], startCommand: 'go\n', stopCommand: 'halt\n' },
      { baudRate: 115200, startCommand: 'go', stopCommand: 'halt' },
    );
    expect((await host.connect())[0]?.channelNames).toEqual(['t', 'a_x']);
    await expect.poll(() => host.simulator.received).toBe('go\nhalt\n');
  });

  it('finds the header of a board that restarts when its port is opened', async () => {
    const lines = ['left,right\n', '1,2\n', '3,4\n'];
    const host = open({ lines, startCommand: 'never sent' }, { baudRate: 9600 });
    const connecting = host.connect();
    await expect.poll(() => host.openings).toBe(1);
    // Longer than the silence by which the driver knows: its timer is an earlier one, and so fires first.
    await sleep(1000);
    host.simulator.start();
    expect((await connecting)[0]?.channelNames).toEqual(['left', 'right']);
  });

  it('finds the baud rate', async () => {
    const host = open({ lines, repeat: true, rateHz: 1000, baudRate: 57600 }, {});
    const [samples] = await host.connect();
    expect(samples).toMatchObject({ channelNames: ['ch1', 'ch2'], metadata: { baudRate: 57600 } });
    expect(host.openPorts).toBe(1);
  });

  it('finds the baud rate of a matrix', async () => {
    const host = open(
      { lines: ['1,2\n', '3,4\n', '\n'], repeat: true, rateHz: 1000, baudRate: 9600 },
      { mode: 'field', fieldHeight: 2, fieldWidth: 2, fieldUnit: 'kPa' },
    );
    expect((await host.connect())[0]).toMatchObject({
      streamKey: 'field',
      payloadType: 'field',
      metadata: { unit: 'kPa', baudRate: 9600 },
    });
  });

  it('finds the baud rate of a matrix that has more rows than lines are looked at', async () => {
    const rows = Array.from({ length: 40 }, (_, row) => `${row},${row + 1}\n`);
    const host = open(
      { lines: [...rows, '\n'], repeat: true, rateHz: 5000, baudRate: 9600 },
      { mode: 'field', fieldHeight: 40, fieldWidth: 2, detectLines: 10 },
    );
    expect((await host.connect())[0]?.metadata).toMatchObject({ baudRate: 9600 });
  });

  it('says what it heard where no baud rate fits, and closes the port', async () => {
    const host = open({ lines: ['hello\n'], repeat: true, rateHz: 1000 }, { detectTimeoutMs: 8000 });
    await expect(host.connect()).rejects.toMatchObject({
      code: 'BAUD_RATE_NOT_FOUND',
      message: expect.stringMatching(/hello at 115200; hello at 9600.*Serial\.begin/),
    });
    expect(host.openPorts).toBe(0);
  });

  it('says that a device is silent', async () => {
    const host = open({ lines: [] }, { detectTimeoutMs: 100 * commonBaudRates.length });
    await expect(host.connect()).rejects.toMatchObject({
      message: expect.stringContaining('printed nothing'),
    });
    const other = open({ lines: [] }, { baudRate: 9600, detectTimeoutMs: 100 });
    await expect(other.connect()).rejects.toMatchObject({
      code: 'COLUMNS_NOT_FOUND',
      message: expect.stringContaining('printed nothing'),
    });
  });

  it('gives up after so many lines without columns', async () => {
    const host = open({ lines: ['1\n', '1,2\n'], repeat: true }, { baudRate: 9600, detectLines: 20 });
    await expect(host.connect()).rejects.toMatchObject({
      code: 'COLUMNS_NOT_FOUND',
      message: expect.stringMatching(/The last thing heard was "1(,2)?"/),
    });
  });

  it('is given up on request, and ends with the port', async () => {
    const host = open({ lines: [] }, {});
    const abort = new AbortController();
    const connecting = host.connect(abort.signal);
    await expect.poll(() => host.openPorts).toBe(1);
    abort.abort(new Error('enough'));
    await expect(connecting).rejects.toThrow('enough');
    await expect.poll(() => host.openPorts).toBe(0);
    const again = expect(host.connect()).rejects.toMatchObject({ code: 'DEVICE_UNPLUGGED' });
    await expect.poll(() => host.openPorts).toBe(1);
    await host.simulator.unplug();
    await again;
    await expect.poll(() => host.openPorts).toBe(0);
  });

  it.each<[string, SerialLinesSettings, RegExp]>([
    ['labels for a matrix', { mode: 'field', format: 'labels' }, /has no labels/],
    ['a counter for a matrix', { mode: 'field', counterColumn: 'n' }, /leave timeColumn and counterColumn/],
    ['an unknown column', { columns: [{ name: 'a' }], timeColumn: 't' }, /timeColumn is "t".*columns are a/],
    ['two columns of one name', { columns: [{ name: 'a' }, { name: 'a' }] }, /Two columns are named "a"/],
    ['no channel', { columns: [{ name: 'a' }], counterColumn: 'a' }, /no column for a channel/],
  ])('refuses %s', async (_, settings, message) => {
    const host = open({ lines: [] }, settings);
    await expect(host.connect()).rejects.toMatchObject({
      code: 'INVALID_SETTINGS',
      message: expect.stringMatching(message),
    });
    expect(host.openPorts).toBe(0);
  });

  it('refuses a counter that the lines do not have, and a second device', async () => {
    const host = open({ lines, repeat: true, rateHz: 1000 }, { baudRate: 9600, counterColumn: 'n' });
    await expect(host.connect()).rejects.toMatchObject({ message: expect.stringContaining('ch1, ch2') });
    expect(host.openPorts).toBe(0);
    await expect(host.driver.startStreaming(unhurried)).rejects.toMatchObject({ code: 'NOT_CONNECTED' });
    const connected = open({ lines: [] }, { baudRate: 9600, columns: [{ name: 'a' }] });
    await connected.connect();
    await expect(connected.connect()).rejects.toMatchObject({ code: 'ALREADY_CONNECTED' });
  });
});

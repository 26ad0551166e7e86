/**
 * The whole way of printed lines: simulated device -> pseudo-terminal -> serialport -> driver in a child process -> bus ->
 * MCAP, through the `modlink` command, compared with what the device printed.
 */
import { join } from 'node:path';
import { openRecording } from '@modlink/host';
import { startLinesProcess } from '@modlink/simulators';
import { part } from '@modlink/test-parts';
import { expect, it, onTestFinished } from 'vitest';
import { temporaryFolder } from './support/folders.js';
import { startModlink } from './support/modlink.js';
import { recordedSignal } from './support/recorded-signal.js';

const pty = await part('pty');

/** What is lost on the way to the computer: these lines are never printed, these are printed damaged. */
const missing = [700, 701];
const damaged = [300, 1200];
const counts = Array.from({ length: 2000 }, (_, index) => index).filter((count) => !missing.includes(count));
const temperatureOf = (count: number): number => 20 + count / 64;
const loadOf = (count: number): number => (count * 104_729) % 2 ** 24;

const lines = counts.map((count) => {
  const line = `${count},${count * 10},${temperatureOf(count)},${loadOf(count)}`;
  return damaged.includes(count) ? `${line.slice(0, -1)}#\r\n` : `${line}\r\n`;
});

pty.describe('a device that prints lines', () => {
  it('is recorded by the command, value by value', { timeout: 60_000 }, async () => {
    const device = await startLinesProcess({ lines, startCommand: 'go\n', stopCommand: 'halt\n' });
    onTestFinished(() => device.close());
    const folder = await temporaryFolder();
    const file = join(folder, 'lines.mcap');
    const settings = {
      port: device.path,
      baudRate: 115200,
      columns: JSON.stringify([
        { name: 'n' },
        { name: 'ms' },
        { name: 'temperature', unit: 'degC', scale: 2, offset: -1 },
        { name: 'load' },
      ]),
      counterColumn: 'n',
      timeColumn: 'ms',
      sampleRateHz: 100,
      chunkSize: 16,
      startCommand: 'go',
      stopCommand: 'halt',
    };
    const recording = startModlink(
      join(folder, 'home'),
      ...['record', '--driver', 'serial-lines', '--device', device.path, '--out', file],
      ...Object.entries(settings).flatMap(([name, value]) => ['--set', `${name}=${value}`]),
    );
    const truth = counts.filter((count) => !damaged.includes(count));
    const samples = () => {
      const status = recording.lines.findLast(({ type }) => type === 'status');
      return (status?.streams as { samples: number }[] | undefined)?.[0]?.samples ?? 0;
    };
    // The last ones wait for their chunk to become full: stopping sends them.
    await expect
      .poll(samples, { timeout: 40_000, interval: 100 })
      .toBeGreaterThan(truth.length - settings.chunkSize);
    recording.child.kill('SIGINT');
    expect(await recording.exit).toEqual({ code: 0, signal: null });

    const { channels, lost } = await recordedSignal(file, 'samples');
    expect(channels).toEqual([
      truth.map((count) => temperatureOf(count) * 2 - 1),
      truth.map((count) => loadOf(count)),
    ]);
    expect(lost).toBe(missing.length + damaged.length);
    expect((await device.status()).received).toBe('go\nhalt\n');

    await using opened = await openRecording(file);
    expect(opened.info).toMatchObject({ complete: true, streams: [{ statistics: { lostFrames: 0 } }] });
    const deviceTimesNs: bigint[] = [];
    for await (const { view } of opened.frames()) {
      if (view.deviceTimeNs !== undefined) deviceTimesNs.push(view.deviceTimeNs);
    }
    expect(deviceTimesNs[0]).toBe(0n);
    expect(deviceTimesNs.at(-1)).toBeGreaterThan(19_000_000_000n);
  });
});

import type { LinesSimulatorOptions } from '@modlink/simulators';
import { part } from '@modlink/test-parts';
import { expect, it, onTestFinished, vi } from 'vitest';
import type { SerialLinesSettings } from '../src/index.js';
import { patience, TestHost, unhurried } from './host.js';

const pty = await part('pty');
const commands = { startCommand: 'go', stopCommand: 'halt' };

/** A device that begins to print when it is told to, streaming. */
async function stream(
  lines: LinesSimulatorOptions['lines'],
  settings: SerialLinesSettings,
  device: Partial<LinesSimulatorOptions> = {},
): Promise<TestHost> {
  const host = new TestHost(
    { lines, ...commands, ...device },
    { baudRate: 115200, ...commands, ...settings },
  );
  onTestFinished(() => host.close());
  await host.connect();
  await host.driver.startStreaming(unhurried);
  return host;
}

const numbers = Array.from({ length: 500 }, (_, index) => [index, Math.sin(index) * 1e6, 1 - index / 8]);
const named = { columns: [{ name: 'a' }, { name: 'b' }, { name: 'c' }] };

pty.describe('streaming', () => {
  it.each<[string, SerialLinesSettings, (row: readonly number[]) => string]>([
    ['csv', { format: 'csv' }, (row) => `${row.join(',')}\r\n`],
    ['a custom separator', { separator: 'custom', customSeparator: ' | ' }, (row) => `${row.join(' | ')}\n`],
    ['json', { format: 'json' }, ([a, b, c]) => `${JSON.stringify({ c, b, a })}\n`],
    ['labels', { format: 'labels' }, ([a, b, c]) => `a:${a}\tb:${b}\tc:${c}\r`],
  ])('gives every number of %s as it was printed', async (_, settings, write) => {
    const host = await stream(numbers.map(write), { ...named, ...settings, chunkSize: 10 });
    await vi.waitFor(() => expect(host.samples).toHaveLength(500), patience);
    expect(host.samples).toEqual(numbers);
    expect(host.frames[0]?.shape).toEqual([3, 10]);
    expect(host.warnings).toEqual([]);
  });

  it('skips the line that was cut when the port was opened', async () => {
    const lines = numbers.map((row) => `${row.join(',')}\n`);
    const host = new TestHost({ lines, repeat: true, rateHz: 2000 }, { baudRate: 115200, ...named });
    onTestFinished(() => host.close());
    await host.connect();
    await host.driver.startStreaming(unhurried);
    await vi.waitFor(() => expect(host.samples.length).toBeGreaterThan(100), patience);
    const first = host.samples[0]?.[0] ?? 0;
    expect(host.samples).toEqual(host.samples.map((_, index) => numbers[(first + index) % 500]));
  });

  it('scales, leaves bad lines out, and tells about the first and, at the end, the others', async () => {
    const host = await stream(
      [
        '1,2\n',
        'Calibrating...\n',
        Buffer.from([0xff, 0x00, 0x0a]),
        '3\n',
        `${'7'.repeat(200)}\n`,
        '4,\n',
        '5,6\n',
      ],
      { columns: [{ name: 'a', scale: 0.5, offset: 1 }, { name: 'b' }], maxLineBytes: 100 },
    );
    await vi.waitFor(() => expect(host.samples).toHaveLength(2), patience);
    expect(host.samples).toEqual([
      [1.5, 2],
      [3.5, 6],
    ]);
    const first = '1 line was left out. The last one (wrong-count): Calibrating...';
    expect(host.warnings).toEqual([first]);
    await host.driver.stopStreaming();
    expect(host.warnings).toEqual([first, '4 lines were left out. The last one (missing-value): 4,']);
  });

  it('gives NaN for a missing value where the settings say so', async () => {
    const settings = { columns: [{ name: 'a' }, { name: 'b' }], emptyValue: 'nan' } as const;
    const host = await stream(['1,\n', ',2\n'], settings);
    await vi.waitFor(() => expect(host.samples).toHaveLength(2), patience);
    expect(host.samples).toEqual([
      [1, Number.NaN],
      [Number.NaN, 2],
    ]);
  });

  it("counts lost samples, and hands the device's clock on over its overflow", async () => {
    const lines = ['254,4294967290,1\n', '255,4294967295,2\n', '2,10,3\n', '3,15,4\n'];
    const host = await stream(lines, {
      columns: [{ name: 'n' }, { name: 'ms' }, { name: 'value' }],
      counterColumn: 'n',
      counterModulo: 256,
      timeColumn: 'ms',
      sampleRateHz: 200,
      chunkSize: 2,
    });
    await vi.waitFor(() => expect(host.frames).toHaveLength(2), patience);
    expect(host.frames.map(({ values, lost, deviceTimeNs }) => ({ values, lost, deviceTimeNs }))).toEqual([
      { values: [1, 2], lost: 0, deviceTimeNs: 4_294_967_290_000_000n },
      { values: [3, 4], lost: 2, deviceTimeNs: 4_294_967_306_000_000n },
    ]);
  });

  it('stamps lines that arrive together one period apart', async () => {
    const lines = Array.from({ length: 20 }, (_, index) => `${index}\n`).join('');
    const host = await stream([lines], { columns: [{ name: 'a' }], sampleRateHz: 100 });
    await vi.waitFor(() => expect(host.frames).toHaveLength(20), patience);
    const steps = host.frames
      .slice(1)
      .map(({ timestampNs }, index) => timestampNs - host.frames[index]!.timestampNs);
    expect(steps.every((step) => step > 0n)).toBe(true);
    expect(host.frames.at(-1)!.timestampNs - host.frames[0]!.timestampNs).toBeGreaterThanOrEqual(
      190_000_000n,
    );
  });

  it.each([
    ['a line', (rows: number[][]) => `${rows.flat().join(',')}\n`],
    ['a block of lines', (rows: number[][]) => `${rows.map((row) => `${row.join(',')}\n`).join('')}\n`],
  ])('gives a 10 x 10 matrix of %s', async (_, write) => {
    const matrices = Array.from({ length: 50 }, (_, frame) =>
      Array.from({ length: 10 }, (_, y) => Array.from({ length: 10 }, (_, x) => frame * 100 + y * 10 + x)),
    );
    const host = await stream(matrices.map(write), { mode: 'field', chunkSize: 2 });
    await vi.waitFor(() => expect(host.frames).toHaveLength(25), patience);
    expect(host.frames[0]?.shape).toEqual([1, 2, 10, 10]);
    expect(host.frames.flatMap(({ values }) => values)).toEqual(matrices.flat(2));
    expect(host.warnings).toEqual([]);
  });

  it('begins with a whole matrix although the device is in the midst of one', async () => {
    const lines = Array.from({ length: 3 }, (_, row) => `${row * 2},${row * 2 + 1}\n`);
    const host = new TestHost(
      { lines: [...lines, '\n'], repeat: true, rateHz: 1000 },
      { baudRate: 115200, mode: 'field', fieldHeight: 3, fieldWidth: 2 },
    );
    onTestFinished(() => host.close());
    await host.connect();
    await vi.waitFor(() => expect(host.simulator.sentLines).toBeGreaterThan(10), patience);
    await host.driver.startStreaming(unhurried);
    await vi.waitFor(() => expect(host.frames.length).toBeGreaterThan(10), patience);
    expect(host.frames.map(({ values }) => values)).toEqual(host.frames.map(() => [0, 1, 2, 3, 4, 5]));
    expect(host.warnings).toEqual([]);
  });

  it('hands on the last samples on stop, and goes on where it stopped', async () => {
    const lines = numbers.map((row) => `${row.join(',')}\n`);
    const host = await stream(lines, { ...named, chunkSize: 64 }, { rateHz: 1000 });
    await vi.waitFor(() => expect(host.frames.length).toBeGreaterThan(0), patience);
    await host.driver.stopStreaming();
    const stopped = host.samples.length;
    expect(host.samples).toEqual(numbers.slice(0, stopped));
    expect(stopped).toBe(host.simulator.sentLines);
    await host.driver.startStreaming(unhurried);
    await vi.waitFor(() => expect(host.samples.length).toBeGreaterThan(numbers.length - 64), patience);
    await host.driver.stopStreaming();
    await host.driver.stopStreaming();
    await host.driver.disconnectDevice();
    expect(host.samples).toEqual(numbers.slice(0, host.samples.length));
    expect(host.openPorts).toBe(0);
  });

  it('hands on the last samples before it says that the device was unplugged', async () => {
    const host = await stream(['1\n', '2\n', '3\n', '4\n', '5\n', '6\n', '7\n'], {
      columns: [{ name: 'a' }],
      chunkSize: 3,
    });
    await vi.waitFor(() => expect(host.frames).toHaveLength(2), patience);
    // The seventh waits in the driver, and nothing on the way to it.
    await vi.waitFor(() => expect(host.receivedBytes).toBe(14), patience);
    expect(host.samples).toHaveLength(6);
    await host.simulator.unplug();
    await vi.waitFor(() => expect(host.events.at(-1)?.kind).toBe('lost'), patience);
    expect(host.events.at(-1)).toEqual({
      kind: 'lost',
      detail: { code: 'DEVICE_UNPLUGGED', message: expect.stringContaining(host.simulator.path) },
    });
    expect(host.samples.flat()).toEqual([1, 2, 3, 4, 5, 6, 7]);
    await expect(host.driver.stopStreaming()).rejects.toMatchObject({ code: 'NOT_CONNECTED' });
  });
});

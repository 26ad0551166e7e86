/** A day of recording in minutes: memory and cost per frame do not grow with it, and every frame is there. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { verifyRecording } from '../../src/recording/index.js';
import { temporaryFolder } from './recording-fixtures.js';

const run = promisify(execFile);
const script = fileURLToPath(new URL('./record-day.mjs', import.meta.url));
const isFull = process.env.MODLINK_TEST_FULL === '1';
const hours = isFull ? 24 : 0.25;
/** Until memory is what it will be: code is compiled, buffers have their sizes. */
const warmUpHours = 4;
const framesPerSecond = 25 + 25 + 1;

interface Day {
  readonly state: string;
  readonly frames: number;
  readonly events: number;
  readonly taken: number;
  readonly markers: number;
  readonly hourly: readonly {
    readonly residentBytes: number;
    readonly cpuMs: number;
    readonly taken: number;
  }[];
}

/** Of the straight line with the least squares through values one hour apart. */
function slopePerHour(values: readonly number[]): number {
  const middle = (values.length - 1) / 2;
  const weights = values.map((_, index) => index - middle);
  const squares = weights.reduce((sum, weight) => sum + weight * weight, 0);
  return values.reduce((sum, value, index) => sum + value * (weights[index] ?? 0), 0) / squares;
}

describe(`a recording of ${hours} hours`, () => {
  it('has every frame, in memory that does not grow', { timeout: isFull ? 1_800_000 : 120_000 }, async () => {
    const path = join(await temporaryFolder(), 'day.mcap');
    const { stdout } = await run(process.execPath, ['--expose-gc', script, path, String(hours)]);
    const day = JSON.parse(stdout) as Day;
    const expected = hours * 3600 * framesPerSecond;
    expect(day).toMatchObject({ state: 'finished', frames: expected, taken: expected, markers: hours * 60 });
    expect(day.events).toBe(day.markers);
    const report = await verifyRecording(path);
    expect(report).toMatchObject({
      complete: true,
      isSound: true,
      findings: [],
      frames: expected,
      events: day.markers,
    });
    // One for each second, or nearly.
    expect(report.chunks).toBeGreaterThan(hours * 3600 * 0.9);
    if (!isFull) return;
    const { hourly } = day;
    const growth = slopePerHour(hourly.slice(warmUpHours).map(({ residentBytes }) => residentBytes));
    const costs = hourly.slice(1).map(({ cpuMs, taken }, index) => {
      const before = hourly[index] ?? { cpuMs: 0, taken: 0 };
      return ((cpuMs - before.cpuMs) * 1000) / (taken - before.taken);
    });
    const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
    const early = mean(costs.slice(3, 9));
    const late = mean(costs.slice(-6));
    const megabytes = hourly.map(({ residentBytes }) => Math.round(residentBytes / 1e6)).join(' ');
    // biome-ignore lint/suspicious/noConsole: the figures are what the long run is for.
    console.log(
      `Memory after each hour, MB: ${megabytes}; ${(growth / 1e6).toFixed(3)} MB per hour. ` +
        `Processor time per frame: ${early.toFixed(2)} us early, ${late.toFixed(2)} us late.`,
    );
    expect(growth).toBeLessThan(1e6);
    expect(late).toBeLessThan(2 * early);
  });
});

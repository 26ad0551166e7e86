import { describeCommands, runCommand } from '@modlink/sdk';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { accelSignal, samplesOf } from '../src/signals/index.js';
import { advance, countOf, nowNs, simulatedHost } from './simulated-host.js';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
});

const { signal } = new AbortController();

describe('the commands', () => {
  it.each([
    ['eeg', ['mark', 'set-amplitude']],
    ['imu', ['mark', 'set-amplitude']],
    ['field', ['mark']],
    ['video', ['mark']],
  ] as const)('of the device "%s" are %j', (kind, names) => {
    const { driver, connect } = simulatedHost();
    connect(kind);
    expect(describeCommands(driver).map(({ name }) => name)).toEqual(names);
  });

  it('set-amplitude multiplies the samples that follow, and lasts until it is disconnected', async () => {
    const { driver, connect, framesOf } = simulatedHost();
    connect('imu');
    driver.startStreaming();
    advance(1_000);
    await runCommand(driver, 'set-amplitude', { factor: 3 }, { signal });
    const before = framesOf('accel').length;
    advance(1_000);
    driver.stopStreaming();
    let first = 0;
    for (const [index, frame] of framesOf('accel').entries()) {
      const truth = samplesOf(accelSignal({ seed: 1, rateHz: 100 }), first, countOf(frame)).values;
      const factor = index < before ? 1 : 3;
      expect(Array.from(frame.data.values, Number)).toEqual(
        Array.from(truth as Float32Array, (value) => Math.fround(value * factor)),
      );
      first += countOf(frame);
    }
    expect(framesOf('accel').length).toBeGreaterThan(before);
    driver.disconnectDevice();
    const ended = framesOf('accel').length;
    connect('imu');
    driver.startStreaming();
    advance(1_000);
    driver.disconnectDevice();
    const [truth] = samplesOf(accelSignal({ seed: 1, rateHz: 100 }), 0, 1).values;
    expect(framesOf('accel')[ended]?.data.values[0]).toBe(truth);
  });

  it('mark sets a marker now', async () => {
    const { driver, connect, markers } = simulatedHost();
    connect('field');
    driver.startStreaming();
    advance(250);
    await runCommand(driver, 'mark', { label: 'here' }, { signal });
    expect(markers).toEqual([{ label: 'here', timestampNs: nowNs() }]);
    driver.disconnectDevice();
  });
});

/**
 * The two whole ways of an OpenBCI Ganglion, through the `modlink` command, compared with what the board sent: bleno -> emulated
 * controllers -> noble, and simulated dongle -> pseudo-terminal -> serialport; then driver in a child process -> bus -> MCAP.
 */
import { join } from 'node:path';
import { startBleEmulation } from '@modlink/ble-emulation';
import { ganglionAccel, ganglionSamples, startDongleProcess } from '@modlink/simulators';
import { part } from '@modlink/test-parts';
import { expect, it, onTestFinished, vi } from 'vitest';
import { repository, temporaryFolder } from './support/folders.js';
import { type RunningModlink, startModlink } from './support/modlink.js';
import { recordedSignal } from './support/recorded-signal.js';
import { samplesSoFar } from './support/samples-so-far.js';

const bluetooth = await part('bluetooth-emulation');
const pty = await part('pty');
const patience = { timeout: 60_000, interval: 100 };
const microvoltPerCount = 1.2e6 / (8_388_607 * 1.5 * 51);

/** Records a board. */
async function record(device: string, ...args: string[]) {
  const folder = await temporaryFolder();
  const file = join(folder, 'ganglion.mcap');
  const recording = startModlink(
    join(folder, 'home'),
    ...['record', '--root', join(repository, 'drivers', 'openbci-ganglion'), '--driver', 'openbci-ganglion'],
    ...['--device', device, '--out', file, '--set', 'scanTimeoutMs=1000', ...args],
  );
  return { file, recording };
}

async function stop({ child, exit }: RunningModlink): Promise<void> {
  child.kill('SIGINT');
  expect(await exit).toEqual({ code: 0, signal: null });
}

/** The recorded counts of all channels, sample by sample. */
async function recordedCounts(file: string) {
  const { channels, lost } = await recordedSignal(file, 'eeg');
  const counts = channels.map((channel) => channel.map((uV) => Math.round(uV / microvoltPerCount) + 0));
  return { samples: (counts[0] ?? []).map((_, n) => counts.map((channel) => channel[n])), lost };
}

bluetooth.describe('an OpenBCI Ganglion over Bluetooth', () => {
  it('is recorded value by value: firmware 2, with the accelerometer', { timeout: 150_000 }, async () => {
    const emulation = await startBleEmulation();
    onTestFinished(() => emulation.close());
    vi.stubEnv('MODLINK_BLE_HCI', emulation.hostAdapter);
    onTestFinished(() => void vi.unstubAllEnvs());
    const board = await emulation.startPeripheral({
      module: '@modlink/simulators',
      export: 'ganglionPeripheral',
      args: [{ firmware: '2.0.1', seed: 4 }],
    });
    const { file, recording } = await record(board.address);
    await expect.poll(() => samplesSoFar(recording, 'eeg'), patience).toBeGreaterThan(250);
    await stop(recording);

    const { samples, lost } = await recordedCounts(file);
    expect(samples.length).toBeGreaterThan(250);
    expect(lost).toBe(0);
    expect(samples).toEqual(ganglionSamples({ firmware: 2, bits: 18, seed: 4 }, samples.length));
    const accel = await recordedSignal(file, 'accel');
    expect(accel.channels[0]?.length).toBeGreaterThan(8);
    expect(accel.lost).toBe(0);
    for (const [axis, values] of accel.channels.entries()) {
      const counts = values.map((value) => Math.round(value / (0.016 * 9.80665)) + 0);
      expect(counts).toEqual(values.map((_, round) => ganglionAccel(round, 4)[axis]));
    }
    expect((await recordedSignal(file, 'rssi')).channels[0]?.length).toBeGreaterThan(0);
  });
});

pty.describe('an OpenBCI Ganglion over its dongle', () => {
  it('is recorded value by value, also when it was out of range: firmware 3', {
    timeout: 150_000,
  }, async () => {
    const board = { firmware: '3.0.0', seed: 5, rssiDbm: -48 } as const;
    const other = { id: 'c0:ff:ee:00:00:99', name: 'Ganglion-ffff', rssiDbm: -90 };
    const dongle = await startDongleProcess([board, other]);
    onTestFinished(() => dongle.close());
    const { file, recording } = await record(
      'Ganglion-5a3b',
      ...['--reconnect', '--set', `port=${dongle.path}`, '--set', 'accel=false'],
    );
    const samples = () => samplesSoFar(recording, 'eeg');
    await expect.poll(samples, patience).toBeGreaterThan(100);
    await dongle.loseConnection();
    const isBack = ({ event }: Record<string, unknown>) =>
      (event as { type: string } | undefined)?.type === 'reconnected';
    await expect.poll(() => recording.lines.some(isBack), patience).toBe(true);
    const before = samples();
    await expect.poll(samples, patience).toBeGreaterThan(before + 100);
    await stop(recording);

    const { samples: recorded, lost } = await recordedCounts(file);
    expect(lost).toBe(0);
    const sent = ganglionSamples({ firmware: 3, bits: 19, seed: 5 }, recorded.length);
    // Before the gap and after it: each time the board begins anew with its first sample.
    const again = recorded.findIndex((sample, n) => String(sample) !== String(sent[n]));
    expect(again).toBeGreaterThan(90);
    expect(recorded.slice(0, again)).toEqual(sent.slice(0, again));
    expect(recorded.slice(again)).toEqual(sent.slice(0, recorded.length - again));
    expect(new Set((await recordedSignal(file, 'rssi')).channels[0])).toEqual(new Set([-48]));
  });
});

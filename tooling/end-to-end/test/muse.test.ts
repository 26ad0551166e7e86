/**
 * The whole way of a Muse headband: bleno -> emulated controllers -> noble -> driver in a child process -> bus -> MCAP, through the
 * `modlink` command, compared with what the headband sent.
 */
import { join } from 'node:path';
import { startBleEmulation } from '@modlink/ble-emulation';
import { museEeg, museMotion, musePpg } from '@modlink/simulators';
import { part } from '@modlink/test-parts';
import { expect, it, onTestFinished, vi } from 'vitest';
import { repository, temporaryFolder } from './support/folders.js';
import { startModlink } from './support/modlink.js';
import { recordedSignal } from './support/recorded-signal.js';
import { samplesSoFar } from './support/samples-so-far.js';

const bluetooth = await part('bluetooth-emulation');
const patience = { timeout: 60_000, interval: 100 };
const scales = { accel: 9.80665 / 16_384, gyro: ((245 / 32_768) * Math.PI) / 180 };

bluetooth.describe('a Muse 2', () => {
  it('is recorded value by value', { timeout: 150_000 }, async () => {
    const emulation = await startBleEmulation();
    onTestFinished(() => emulation.close());
    vi.stubEnv('MODLINK_BLE_HCI', emulation.hostAdapter);
    onTestFinished(() => void vi.unstubAllEnvs());
    const headband = await emulation.startPeripheral({
      module: '@modlink/simulators',
      export: 'musePeripheral',
      args: [{ seed: 3, firstSequence: 65_530, batteryPercent: 63 }],
    });
    const folder = await temporaryFolder();
    const file = join(folder, 'muse.mcap');
    const recording = startModlink(
      join(folder, 'home'),
      ...['record', '--root', join(repository, 'drivers', 'muse'), '--driver', 'muse'],
      ...['--device', headband.address, '--out', file],
      ...['--set', 'scanTimeoutMs=1000', '--set', 'aux=true'],
    );
    await expect.poll(() => samplesSoFar(recording, 'eeg'), patience).toBeGreaterThan(300);
    recording.child.kill('SIGINT');
    expect(await recording.exit).toEqual({ code: 0, signal: null });

    const eeg = await recordedSignal(file, 'eeg');
    const count = eeg.channels[0]?.length ?? 0;
    expect(count).toBeGreaterThan(300);
    expect(eeg.lost).toBe(0);
    // Halted in the middle of a packet of all electrodes, the last ones are not a number.
    const whole = count - 12;
    for (const [electrode, values] of eeg.channels.entries()) {
      const sent = Array.from({ length: whole }, (_, n) => (museEeg(electrode, n, 3) - 2048) * 0.48828125);
      expect(values.slice(0, whole)).toEqual(sent);
    }
    expect(eeg.channels).toHaveLength(5);
    for (const sensor of ['accel', 'gyro'] as const) {
      const { channels, lost } = await recordedSignal(file, sensor);
      expect(lost).toBe(0);
      for (const [axis, values] of channels.entries()) {
        expect(values.length).toBeGreaterThan(40);
        const counts = values.map((value) => Math.round(value / scales[sensor]) + 0);
        expect(counts).toEqual(values.map((_, n) => (museMotion(sensor, n, 3)[axis] ?? 0) + 0));
      }
    }
    const ppg = await recordedSignal(file, 'ppg');
    expect(ppg.lost).toBe(0);
    const lit = (ppg.channels[0]?.length ?? 0) - 6;
    expect(lit).toBeGreaterThan(40);
    for (const [channel, values] of ppg.channels.entries()) {
      expect(values.slice(0, lit)).toEqual(Array.from({ length: lit }, (_, n) => musePpg(channel, n, 3)));
    }
    expect((await recordedSignal(file, 'battery')).channels[0]?.[0]).toBe(63);
    expect((await recordedSignal(file, 'rssi')).channels[0]?.length).toBeGreaterThan(0);
  });
});

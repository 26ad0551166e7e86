/**
 * The whole way of Bluetooth sensors: bleno -> emulated controllers -> noble -> driver in a child process -> bus -> MCAP, through
 * the `modlink` command, compared with what the sensors sent.
 */
import { join } from 'node:path';
import { startBleEmulation } from '@modlink/ble-emulation';
import { openRecording, type RecordingEvent } from '@modlink/host';
import { polarSample, simulatedHeartRate } from '@modlink/simulators';
import { part } from '@modlink/test-parts';
import { expect, it, onTestFinished, vi } from 'vitest';
import { repository, temporaryFolder } from './support/folders.js';
import { startModlink } from './support/modlink.js';

const bluetooth = await part('bluetooth-emulation');
const patience = { timeout: 60_000, interval: 100 };

/** All values of each stream in a recording, by stream id: the first channel, and what was lost. */
async function recordedStreams(file: string) {
  await using recording = await openRecording(file);
  const streams: Record<string, { values: number[]; lost: number }> = {};
  for await (const { streamId, view } of recording.frames()) {
    streams[streamId] ??= { values: [], lost: 0 };
    const stream = streams[streamId];
    stream.lost += view.lost;
    stream.values.push(...Array.from(view.data.values.subarray(0, view.data.shape[1]), Number));
  }
  const events: RecordingEvent[] = [];
  for await (const event of recording.events()) events.push(event);
  return { streams, events, info: recording.info };
}

/** Samples of the stream with this key in a line of the command. */
function samplesIn(status: Record<string, unknown> | undefined, streamKey: string): number {
  const streams = (status?.streams ?? []) as { streamId: string; samples: number }[];
  return streams.find(({ streamId }) => streamId.endsWith(`:${streamKey}`))?.samples ?? 0;
}
const isStatus = ({ type }: Record<string, unknown>): boolean => type === 'status';
const isReconnected = ({ event }: Record<string, unknown>): boolean =>
  (event as { type: string } | undefined)?.type === 'reconnected';

/** A peripheral of the simulators on the air, and the command that records it. */
async function record(simulator: string, options: object, ...args: string[]) {
  const emulation = await startBleEmulation();
  onTestFinished(() => emulation.close());
  vi.stubEnv('MODLINK_BLE_HCI', emulation.hostAdapter);
  onTestFinished(() => void vi.unstubAllEnvs());
  const module = '@modlink/simulators';
  const peripheral = await emulation.startPeripheral({ module, export: simulator, args: [options] });
  const folder = await temporaryFolder();
  const file = join(folder, 'sensor.mcap');
  const recording = startModlink(
    join(folder, 'home'),
    ...['record', '--root', join(repository, 'drivers', 'ble-sensor'), '--driver', 'ble-sensor'],
    ...['--device', peripheral.address, '--set', 'scanTimeoutMs=1000', '--out', file, ...args],
  );
  return { peripheral, recording, file };
}

bluetooth.describe('Bluetooth sensors', () => {
  it('a heart-rate sensor is recorded, value by value', { timeout: 120_000 }, async () => {
    const { recording, file } = await record('heartRatePeripheral', { intervalMs: 50 });
    const { lines } = recording;
    await expect.poll(() => samplesIn(lines.findLast(isStatus), 'heart_rate'), patience).toBeGreaterThan(40);
    recording.child.kill('SIGINT');
    expect(await recording.exit).toEqual({ code: 0, signal: null });

    const { streams, info } = await recordedStreams(file);
    const valuesOf = (streamKey: string) => streams[`ble_sensor.01:${streamKey}`]?.values;
    const truth = (valuesOf('heart_rate') ?? []).map((_, index) => simulatedHeartRate(index));
    expect(valuesOf('heart_rate')).toEqual(truth.map(({ heartRateBpm }) => heartRateBpm));
    const intervals = truth.flatMap(({ rrTicks }) => rrTicks).map((ticks) => (ticks * 1000) / 1024);
    expect(valuesOf('rr')).toEqual(intervals);
    expect(valuesOf('contact')).toEqual(truth.map(({ contact }) => Number(contact)));
    expect(valuesOf('energy')).toEqual(truth.flatMap(({ energyKj }) => energyKj ?? []));
    expect(valuesOf('battery')).toEqual([87]);
    expect(valuesOf('rssi')?.length).toBeGreaterThan(0);
    expect(info).toMatchObject({ complete: true });
  });

  it('a Polar H10 that was out of range is recorded on, value by value', { timeout: 180_000 }, async () => {
    const { peripheral, recording, file } = await record(
      'polarPeripheral',
      { model: 'h10', seed: 2 },
      ...['--set', 'accelRateHz=200', '--reconnect'],
    );
    const { lines } = recording;
    const samples = () => samplesIn(lines.findLast(isStatus), 'ecg');
    await expect.poll(samples, patience).toBeGreaterThan(200);
    peripheral.disconnect();
    // What a status line after that says at first may all be from before.
    const sinceBack = () => lines.slice(lines.findIndex(isReconnected)).filter(isStatus);
    await expect.poll(() => lines.some(isReconnected) && sinceBack().length > 0, patience).toBe(true);
    const before = samplesIn(sinceBack()[0], 'ecg');
    await expect.poll(samples, patience).toBeGreaterThan(before + 200);
    recording.child.kill('SIGINT');
    expect(await recording.exit).toEqual({ code: 0, signal: null });

    const { streams, events: recorded, info } = await recordedStreams(file);
    for (const [streamKey, scale] of [
      ['ecg', 1],
      ['accel', 9.80665 / 1000],
    ] as const) {
      const { values, lost } = streams[`ble_sensor.01:${streamKey}`] ?? { values: [], lost: -1 };
      expect(lost).toBe(0);
      const sent = values.map((_, index) => Math.fround((polarSample(streamKey, index, 2)[0] ?? 0) * scale));
      // Before the gap and after it: each time the sensor begins anew with its first sample.
      const again = values.findIndex((value, index) => value !== sent[index]);
      expect(again).toBeGreaterThan(100);
      expect(values.slice(again)).toEqual(sent.slice(0, values.length - again));
    }
    expect(info.complete).toBe(true);
    expect(recorded.map(({ type }) => type)).toContain('connection-lost');
    const back = recorded.find(({ type }) => type === 'reconnected')?.data as
      | { gapFromNs: string; gapToNs: string }
      | undefined;
    expect(BigInt(back?.gapToNs ?? 0)).toBeGreaterThan(BigInt(back?.gapFromNs ?? 0));
  });
});

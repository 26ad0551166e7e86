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

bluetooth.describe('a heart-rate sensor and a Polar H10', () => {
  it('are recorded value by value, also when one was out of range', { timeout: 180_000 }, async () => {
    const emulation = await startBleEmulation();
    onTestFinished(() => emulation.close());
    vi.stubEnv('MODLINK_BLE_HCI', emulation.hostAdapter);
    onTestFinished(() => void vi.unstubAllEnvs());
    const start = (simulator: string, options: object) =>
      emulation.startPeripheral({ module: '@modlink/simulators', export: simulator, args: [options] });
    const strap = await start('heartRatePeripheral', { intervalMs: 50 });
    const polar = await start('polarPeripheral', { model: 'h10', seed: 2 });
    const folder = await temporaryFolder();
    const file = join(folder, 'sensors.mcap');
    const recording = startModlink(
      join(folder, 'home'),
      ...['record', '--root', join(repository, 'drivers', 'ble-sensor'), '--driver', 'ble-sensor'],
      ...['--device', strap.address, '--device', polar.address, '--reconnect', '--out', file],
      ...['--set', 'scanTimeoutMs=1000', '--set', 'accelRateHz=200'],
    );
    const { lines } = recording;
    const samples = () => samplesIn(lines.findLast(isStatus), 'ecg');
    await expect.poll(samples, patience).toBeGreaterThan(200);
    polar.disconnect();
    // What a status line after that says at first may all be from before.
    const sinceBack = () => lines.slice(lines.findIndex(isReconnected)).filter(isStatus);
    await expect.poll(() => lines.some(isReconnected) && sinceBack().length > 0, patience).toBe(true);
    const before = samplesIn(sinceBack()[0], 'ecg');
    await expect.poll(samples, patience).toBeGreaterThan(before + 200);
    recording.child.kill('SIGINT');
    expect(await recording.exit).toEqual({ code: 0, signal: null });

    const { streams, events, info } = await recordedStreams(file);
    expect(info.complete).toBe(true);
    const polarId = Object.keys(streams)
      .find((id) => id.endsWith(':ecg'))
      ?.split(':')[0];
    const strapId = polarId === 'ble_sensor.01' ? 'ble_sensor.02' : 'ble_sensor.01';

    const ofStrap = (streamKey: string) => streams[`${strapId}:${streamKey}`]?.values;
    const truth = (ofStrap('heart_rate') ?? []).map((_, index) => simulatedHeartRate(index));
    expect(truth.length).toBeGreaterThan(40);
    expect(ofStrap('heart_rate')).toEqual(truth.map(({ heartRateBpm }) => heartRateBpm));
    const intervals = truth.flatMap(({ rrTicks }) => rrTicks).map((ticks) => (ticks * 1000) / 1024);
    expect(ofStrap('rr')).toEqual(intervals);
    expect(ofStrap('contact')).toEqual(truth.map(({ contact }) => Number(contact)));
    expect(ofStrap('energy')).toEqual(truth.flatMap(({ energyKj }) => energyKj ?? []));
    expect(ofStrap('battery')).toEqual([87]);
    expect(ofStrap('rssi')?.length).toBeGreaterThan(0);

    for (const [streamKey, scale] of [
      ['ecg', 1],
      ['accel', 9.80665 / 1000],
    ] as const) {
      const { values, lost } = streams[`${polarId}:${streamKey}`] ?? { values: [], lost: -1 };
      expect(lost).toBe(0);
      const sent = values.map((_, index) => Math.fround((polarSample(streamKey, index, 2)[0] ?? 0) * scale));
      // Before the gap and after it: each time the sensor begins anew with its first sample.
      const again = values.findIndex((value, index) => value !== sent[index]);
      expect(again).toBeGreaterThan(100);
      expect(values.slice(again)).toEqual(sent.slice(0, values.length - again));
    }
    expect(events.map(({ type }) => type)).toContain('connection-lost');
    const back = events.find(({ type }) => type === 'reconnected')?.data as
      | { gapFromNs: string; gapToNs: string }
      | undefined;
    expect(BigInt(back?.gapToNs ?? 0)).toBeGreaterThan(BigInt(back?.gapFromNs ?? 0));
  });
});

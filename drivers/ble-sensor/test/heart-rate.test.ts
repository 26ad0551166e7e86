import { heartRatePeripheral, simulatedHeartRate } from '@modlink/simulators';
import { truncated } from '@modlink/testkit';
import { afterEach, describe, expect, it } from 'vitest';
import { SensorStage } from './recorder.js';
import '@modlink/testkit/vitest';

describe('a heart-rate sensor', () => {
  let stage: SensorStage;
  afterEach(() => stage.close());
  const seconds = 45;
  const truth = Array.from({ length: seconds }, (_, index) => simulatedHeartRate(index));

  it('gives what the sensor measured', async () => {
    stage = new SensorStage([heartRatePeripheral()]);
    await stage.stream(seconds * 1000);
    const { recorder } = stage;
    expect(recorder.streams.map(({ streamKey, metadata }) => [streamKey, metadata.unit])).toEqual([
      ['heart_rate', 'bpm'],
      ['rr', 'ms'],
      ['contact', ''],
      ['energy', 'kJ'],
      ['battery', '%'],
      ['rssi', 'dBm'],
    ]);
    expect(recorder).toEmitSamples('heart_rate', [truth.map(({ heartRateBpm }) => heartRateBpm)]);
    expect(recorder).toEmitSamples('contact', [truth.map(({ contact }) => Number(contact))]);
    expect(recorder).toEmitSamples('energy', [truth.flatMap(({ energyKj }) => energyKj ?? [])]);
    const intervals = truth.flatMap(({ rrTicks }) => rrTicks).map((ticks) => (ticks * 1000) / 1024);
    expect(intervals.length).toBeGreaterThan(40);
    expect(recorder).toEmitSamples('rr', [intervals]);
    expect(recorder).toHaveNoGaps();
    expect(recorder.losses).toEqual([]);
  });

  it('places intervals that come together one after another, the last one when it came', async () => {
    stage = new SensorStage([heartRatePeripheral()]);
    await stage.stream(seconds * 1000);
    const rates = stage.recorder.framesOf('heart_rate');
    const intervals = stage.recorder.framesOf('rr').map(({ timestampNs, data }) => ({
      endNs: timestampNs,
      ms: Number(data.values[0]),
    }));
    let at = 0;
    for (const [index, { rrTicks }] of truth.entries()) {
      const together = intervals.slice(at, at + rrTicks.length);
      at += rrTicks.length;
      if (together.length > 0) expect(together.at(-1)?.endNs).toBe(rates[index]?.timestampNs);
      for (const [place, { endNs }] of together.slice(1).entries()) {
        const before = together[place];
        expect(Number(endNs - (before?.endNs ?? 0n)) / 1e6).toBeCloseTo(together[place + 1]?.ms ?? 0, 5);
      }
    }
    expect(truth.some(({ rrTicks }) => rrTicks.length > 1)).toBe(true);
  });

  it('tells the battery level, and once when it is low', async () => {
    stage = new SensorStage([heartRatePeripheral({ batteryLevel: 17, batteryIntervalMs: 1000 })]);
    await stage.stream(4500);
    expect(stage.recorder).toEmitSamples('battery', [[17, 16, 15, 14, 13]]);
    expect(stage.recorder.reports).toEqual([{ level: 'warning', message: expect.stringContaining('15 %') }]);
  });

  it('tells the signal strength every five seconds, unless it is not wanted', async () => {
    const peripheral = heartRatePeripheral({ rssiDbm: -71 });
    stage = new SensorStage([peripheral]);
    await stage.done(stage.recorder.connect('ble'));
    await stage.done(stage.recorder.start());
    await stage.clock.advance(7000);
    stage.ble.setRssiDbm(peripheral.id, -80);
    await stage.clock.advance(7000);
    await stage.done(stage.recorder.stop());
    expect(stage.recorder).toEmitSamples('rssi', [[-71, -71, -80]]);
    await stage.close();
    stage = new SensorStage([peripheral], { rssi: false });
    await stage.stream(2000);
    expect(stage.recorder.streams.map(({ streamKey }) => streamKey)).not.toContain('rssi');
  });

  it('refuses what is cut short, says so, and goes on', async () => {
    stage = new SensorStage([heartRatePeripheral()]);
    stage.ble.distort((bytes, index) => (index % 5 === 4 ? truncated(1)(bytes.subarray(0, 3), 0) : [bytes]));
    await stage.stream(25_000);
    const rates = truth
      .slice(0, 25)
      .flatMap(({ heartRateBpm }, index) => (index % 5 === 4 ? [] : [heartRateBpm]));
    expect(stage.recorder).toEmitSamples('heart_rate', [rates]);
    const warnings = stage.recorder.reports.map(({ message }) => message);
    expect(warnings[0]).toContain('Could not read 1 heart-rate notifications');
    expect(warnings.length).toBeLessThanOrEqual(3);
  });

  it('says that the sensor went out of range, and connects it again', async () => {
    stage = new SensorStage([heartRatePeripheral()]);
    await stage.done(stage.recorder.connect('ble'));
    await stage.done(stage.recorder.start());
    await stage.clock.advance(3000);
    stage.ble.unplug();
    expect(stage.recorder.losses).toEqual([
      { code: 'DEVICE_UNPLUGGED', message: expect.stringContaining('out of range') },
    ]);
    await expect(stage.done(stage.recorder.stop())).rejects.toMatchObject({ code: 'NOT_CONNECTED' });
    stage.ble.plugIn();
    await stage.stream(2000);
    expect(stage.recorder.framesOf('heart_rate')).toHaveLength(5);
  });
});

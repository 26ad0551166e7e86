/**
 * The driver on a real Bluetooth stack: noble and bleno over emulated controllers, in real time. What the sensors sent is known.
 * The heart-rate sensor and the Polar H10 go this way in the end-to-end tests.
 */
import { type BleEmulation, startBleEmulation } from '@modlink/ble-emulation';
import { createSystemClock } from '@modlink/sdk';
import { type PolarMeasurement, polarSample } from '@modlink/simulators';
import { part } from '@modlink/test-parts';
import { FrameRecorder, samplesByChannel } from '@modlink/testkit';
import bleTransport from '@modlink/transport-ble';
import { afterAll, beforeAll, expect, it, onTestFinished, vi } from 'vitest';
import createDriver, { type BleSensorSettings } from '../src/index.js';
import '@modlink/testkit/vitest';

const bluetooth = await part('bluetooth-emulation');
const patience = { timeout: 60_000, interval: 20 };

bluetooth.describe('over emulated Bluetooth', () => {
  let emulation: BleEmulation;
  beforeAll(async () => {
    emulation = await startBleEmulation();
    vi.stubEnv('MODLINK_BLE_HCI', emulation.hostAdapter);
  }, 60_000);
  afterAll(async () => {
    vi.unstubAllEnvs();
    await emulation?.close();
  });

  /** Streams from a simulated sensor until there are frames of all of its streams that are named. */
  async function stream(simulator: string, options: object, settings: BleSensorSettings, keys: string[]) {
    const module = new URL('./peripherals.mjs', import.meta.url);
    const peripheral = await emulation.startPeripheral({ module, export: simulator, args: [options] });
    onTestFinished(() => peripheral.close());
    const clock = createSystemClock();
    const ble = bleTransport.create({ clock, lease: async () => () => {} });
    const recorder = new FrameRecorder(createDriver(), { clock, settings, transports: { ble } });
    onTestFinished(async () => recorder.driver.onShutdown());
    await recorder.connect({ title: 'the simulator', extra: { id: peripheral.address } });
    await recorder.start();
    await vi.waitFor(
      () => expect(keys.map((key) => recorder.framesOf(key).length > 0)).not.toContain(false),
      patience,
    );
    await recorder.stop();
    return recorder;
  }

  it.each([
    ['verity-sense', { accel: 9.80665 / 4096, gyro: (0.0625 * Math.PI) / 180, mag: 100 / 1024, ppg: 1 }],
    ['oh1', { accel: 9.80665 / 1000, ppg: 1 }],
  ] as const)('a Polar sensor streams: %s', { timeout: 120_000 }, async (model, scales) => {
    const keys = Object.keys(scales);
    const recorder = await stream('polarPeripheral', { model }, {}, keys);
    for (const [key, scale] of Object.entries(scales)) {
      const received = samplesByChannel(recorder.framesOf(key));
      const count = received[0]?.length ?? 0;
      const measurement = key as Exclude<PolarMeasurement, 'ppi'>;
      const truth = Array.from({ length: count }, (_, index) => polarSample(measurement, index));
      const channels = received.map((_, channel) => truth.map((sample) => (sample[channel] ?? 0) * scale));
      expect(recorder).toEmitSamples(key, channels, { tolerance: 1e-4 });
      expect(recorder).toHaveNoGaps(key);
    }
  });

  it('a text sensor streams', { timeout: 120_000 }, async () => {
    const settings: BleSensorSettings = {
      textFormat: 'json',
      textStartCommand: 'go',
      textStopCommand: 'halt',
    };
    const recorder = await stream('countingTextPeripheral', {}, settings, ['text']);
    const [numbers = [], halves] = samplesByChannel(recorder.framesOf('text'));
    expect(numbers.length).toBeGreaterThan(0);
    expect(numbers).toEqual(numbers.map((_, index) => (numbers[0] ?? 0) + index));
    expect(halves).toEqual(numbers.map((n) => n / 2));
    expect(recorder.streams[0]?.channelNames).toEqual(['count', 'half']);
  });
});

/**
 * Every driver of a transport, twice in virtual time: with its simulated device, captured, and with the capture in its place.
 * Frames, reports and losses are the same, to the bit and the nanosecond.
 */
import createBleSensor from '@modlink/driver-ble-sensor';
import createHidImu from '@modlink/driver-hid-imu';
import createMicrophone from '@modlink/driver-microphone';
import createCyton from '@modlink/driver-openbci-cyton';
import createSerialLines from '@modlink/driver-serial-lines';
import createWebcam from '@modlink/driver-webcam';
import type { DriverFactory, JsonObject } from '@modlink/sdk';
import {
  cytonSerialDevice,
  heartRatePeripheral,
  nordicUartPeripheral,
  polarPeripheral,
  syntheticCytonSamples,
} from '@modlink/simulators';
import {
  DualSenseSimulator,
  HidSensorSimulator,
  type HidSimulator,
  SwitchSimulator,
  swung,
} from '@modlink/simulators/hid';
import {
  type BlePeripheral,
  type DeviceLine,
  FrameRecorder,
  SimulatedBle,
  SimulatedHid,
  SimulatedMedia,
  SimulatedSerial,
  type SimulatedTransport,
  VirtualClock,
} from '@modlink/testkit';
import { captureTransports, checkCapture, parseCapture, playCaptures } from '@modlink/transport-capture';
import { expect, it, onTestFinished } from 'vitest';
import { hidDevice } from './support/hid-device.js';

interface Case {
  readonly factory: DriverFactory;
  readonly provider: string;
  readonly simulate: (clock: VirtualClock) => SimulatedTransport;
  readonly settings?: JsonObject;
}

const serial =
  (connect: (line: DeviceLine) => { onWrite?(bytes: Uint8Array, text: string): void }) =>
  (clock: VirtualClock): SimulatedTransport =>
    new SimulatedSerial({ clock, devices: [{ path: '/dev/ttySIM0', connect }] });

const cyton = (clock: VirtualClock): SimulatedTransport =>
  new SimulatedSerial({
    clock,
    devices: [cytonSerialDevice(syntheticCytonSamples({ length: 500 }))],
  });

const hid =
  (makeSimulator: () => HidSimulator) =>
  (clock: VirtualClock): SimulatedTransport =>
    new SimulatedHid({ clock, devices: [hidDevice(makeSimulator(), '/dev/hidrawSIM0')] });

const ble =
  (makePeripheral: () => BlePeripheral) =>
  (clock: VirtualClock): SimulatedTransport =>
    new SimulatedBle({ clock, peripherals: [makePeripheral()] });

const media = (clock: VirtualClock): SimulatedTransport =>
  new SimulatedMedia({
    clock,
    cameras: [
      { id: 'camera', delayMs: 12, modes: [{ width: 16, height: 8, frameRateHz: 30, pixelFormat: 'rgb24' }] },
    ],
    microphones: [
      {
        id: 'microphone',
        modes: [{ sampleRateHz: 8_000, channels: 2 }],
        sample: (index, channel) => Math.sin(index / 9 + channel),
      },
    ],
  });

const cases: Record<string, Case> = {
  'openbci-cyton': { factory: createCyton, provider: 'serial', simulate: cyton },
  'serial-lines': {
    factory: createSerialLines,
    provider: 'serial',
    simulate: serial((line) => {
      line.every(10, (index) => `${index},${Math.sin(index / 5).toFixed(3)}\r\n`);
      return {};
    }),
  },
  'hid-imu, DualSense': {
    factory: createHidImu,
    provider: 'hid',
    simulate: hid(() => new DualSenseSimulator({ motion: swung, connection: 'bluetooth' })),
  },
  'hid-imu, Joy-Con': {
    factory: createHidImu,
    provider: 'hid',
    simulate: hid(() => new SwitchSimulator({ motion: swung })),
  },
  'hid-imu, HID sensors': {
    factory: createHidImu,
    provider: 'hid',
    simulate: hid(() => new HidSensorSimulator({ motion: swung })),
  },
  'ble-sensor, heart rate': {
    factory: createBleSensor,
    provider: 'ble',
    simulate: ble(() => heartRatePeripheral()),
  },
  'ble-sensor, Polar H10': {
    factory: createBleSensor,
    provider: 'ble',
    simulate: ble(() => polarPeripheral({ model: 'h10' })),
  },
  'ble-sensor, text': {
    factory: createBleSensor,
    provider: 'ble',
    simulate: ble(() => nordicUartPeripheral({ line: (index) => `${index},${index / 4}\n` })),
  },
  webcam: { factory: createWebcam, provider: 'camera', simulate: media },
  microphone: { factory: createMicrophone, provider: 'microphone', simulate: media },
};

/** Connects, streams twice for a while, and has the device go away in the end. */
async function session(
  clock: VirtualClock,
  { factory, provider, settings = {} }: Case,
  transports: SimulatedTransport['transports'],
  unplug: () => void,
) {
  clock.install();
  onTestFinished(() => clock.uninstall());
  const driver = await factory();
  const recorder = new FrameRecorder(driver, { clock, transports, settings });
  await clock.until(recorder.connect(provider));
  await clock.until(recorder.start());
  await clock.advance(2_500);
  await clock.until(recorder.stop());
  await clock.advance(100);
  await clock.until(recorder.start());
  await clock.advance(400);
  unplug();
  await clock.advance(1_000);
  await clock.until(Promise.resolve(driver.onShutdown()));
  clock.uninstall();
  const { frames, reports, losses, streams } = recorder;
  return { frames, reports, losses, streams };
}

it.each(Object.entries(cases))('%s', async (_name, each) => {
  const clock = new VirtualClock();
  const simulated = each.simulate(clock);
  const texts: string[] = [];
  const captured = captureTransports(simulated.transports, {
    clock,
    openSink: () => {
      const index = texts.push('') - 1;
      return {
        write: (line) => {
          texts[index] += line;
        },
        end() {},
      };
    },
  });
  const original = await session(clock, each, captured, () => simulated.unplug());
  expect(original.frames.length).toBeGreaterThan(5);
  expect(original.losses).toHaveLength(1);

  const captures = texts.map((text) => parseCapture(text));
  for (const capture of captures) expect(checkCapture(capture).isCutOff).toBe(false);
  const again = new VirtualClock();
  const played = await session(again, each, playCaptures({ captures, clock: again }), () => {});
  expect(played.reports).toEqual(original.reports);
  expect(played.losses).toEqual(original.losses);
  expect(played.streams).toEqual(original.streams);
  expect(played.frames).toEqual(original.frames);
});

/** The driver contract, for each family of devices and each way to connect it. */
import { readFileSync } from 'node:fs';
import type { JsonObject } from '@modlink/sdk';
import {
  DualSenseSimulator,
  DualShock4Simulator,
  HidSensorSimulator,
  type HidSimulator,
  SwitchSimulator,
  swung,
} from '@modlink/simulators/hid';
import { SimulatedHid } from '@modlink/testkit';
import { describeDriver } from '@modlink/testkit/vitest';
import { describe } from 'vitest';
import createDriver from '../src/index.js';
import { plugIn } from './plugged-in.js';

const packageFile = (name: string): JsonObject =>
  JSON.parse(readFileSync(new URL(`../${name}`, import.meta.url), 'utf8')) as JsonObject;

const devices: Record<string, () => HidSimulator> = {
  'DualSense over USB': () => new DualSenseSimulator({ motion: swung }),
  'DualSense over Bluetooth': () => new DualSenseSimulator({ motion: swung, connection: 'bluetooth' }),
  'DualShock 4 over USB': () => new DualShock4Simulator({ motion: swung }),
  'DualShock 4 over Bluetooth': () => new DualShock4Simulator({ motion: swung, connection: 'bluetooth' }),
  'Joy-Con over Bluetooth': () => new SwitchSimulator({ motion: swung }),
  'Pro Controller over USB': () =>
    new SwitchSimulator({ motion: swung, model: 'Pro Controller', connection: 'usb' }),
  'HID sensors': () => new HidSensorSimulator({ motion: swung }),
};

describe.each(Object.entries(devices))('%s', (_name, simulator) => {
  describeDriver(createDriver, {
    provider: 'hid',
    transport: (clock) => new SimulatedHid({ clock, devices: [plugIn(simulator())] }),
    manifest: packageFile('package.json'),
    settingsSchema: packageFile('settings.schema.json'),
    // A Joy-Con sends every 15 ms, a frame has two of its reports: with a whole second, each stop came after a whole frame.
    streamForMs: 1_005,
  });
});

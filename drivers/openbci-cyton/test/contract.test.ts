/** The driver contract, with a board in virtual time. */
import { cytonSerialDevice, syntheticCytonSamples } from '@modlink/simulators';
import { SimulatedSerial } from '@modlink/testkit';
import { describeDriver } from '@modlink/testkit/vitest';
import { describe } from 'vitest';
import createDriver from '../src/index.js';
import { readPackageFile } from './host.js';

describe.each([
  ['8 channels', syntheticCytonSamples({ length: 500 })],
  ['16 channels', syntheticCytonSamples({ length: 500, channels: 16 })],
])('a board with %s', (_what, samples) => {
  describeDriver(createDriver, {
    provider: 'serial',
    transport: (clock) => new SimulatedSerial({ clock, devices: [cytonSerialDevice(samples)] }),
    manifest: readPackageFile('package.json'),
    settingsSchema: readPackageFile('settings.schema.json'),
  });
});

/** The driver contract, with boards in virtual time, over both ways to connect them. */
import { ganglionPeripheral } from '@modlink/simulators';
import { SimulatedBle, SimulatedSerial } from '@modlink/testkit';
import { describeDriver } from '@modlink/testkit/vitest';
import { describe } from 'vitest';
import createDriver, { defaultSettings } from '../src/index.js';
import { dongleDevice, providers, readPackageFile } from './stage.js';

describe.each(providers)('over %s', (provider) => {
  describe.each(['2.0.1', '3.0.0'] as const)('a board with firmware %s', (firmware) => {
    const peripherals = [ganglionPeripheral({ firmware })];
    describeDriver(createDriver, {
      provider,
      transport: (clock) =>
        provider === 'ble'
          ? new SimulatedBle({ clock, peripherals })
          : new SimulatedSerial({ clock, devices: [dongleDevice(peripherals)] }),
      manifest: readPackageFile('package.json'),
      settingsSchema: readPackageFile('settings.schema.json'),
      settings: { ...defaultSettings },
      except: { tail: 'the board sends packets of one or two samples' },
    });
  });
});

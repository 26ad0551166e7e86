/** The driver contract, with headbands in virtual time. */
import { type MuseOptions, musePeripheral } from '@modlink/simulators';
import { SimulatedBle } from '@modlink/testkit';
import { describeDriver } from '@modlink/testkit/vitest';
import { describe } from 'vitest';
import createDriver, { defaultSettings } from '../src/index.js';
import { readPackageFile } from './stage.js';

describe.each(['muse-2016', 'muse-2', 'muse-s'] satisfies MuseOptions['model'][])(
  'a headband: %s',
  (model) => {
    describeDriver(createDriver, {
      provider: 'ble',
      transport: (clock) =>
        new SimulatedBle({ clock, peripherals: [musePeripheral({ model, telemetryIntervalMs: 500 })] }),
      manifest: readPackageFile('package.json'),
      settingsSchema: readPackageFile('settings.schema.json'),
      settings: { ...defaultSettings },
      streamForMs: 2000,
      except: { tail: 'a headband sends packets of twelve samples, three of motion' },
    });
  },
);

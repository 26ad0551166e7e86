import {
  heartRatePeripheral,
  nordicUartPeripheral,
  type PolarModelName,
  polarPeripheral,
} from '@modlink/simulators';
import { type BlePeripheral, SimulatedBle } from '@modlink/testkit';
import { describeDriver } from '@modlink/testkit/vitest';
import { describe } from 'vitest';
import createDriver, { type BleSensorSettings, defaultSettings } from '../src/index.js';
import { readPackageFile } from './recorder.js';

const manifest = readPackageFile('package.json');
const settingsSchema = readPackageFile('settings.schema.json');

function keepsTheContract(
  peripheral: BlePeripheral,
  settings: BleSensorSettings = {},
  except: Record<string, string> = {},
) {
  describeDriver(createDriver, {
    provider: 'ble',
    transport: (clock) => new SimulatedBle({ clock, peripherals: [peripheral] }),
    manifest,
    settingsSchema,
    settings: { ...defaultSettings, ...settings },
    streamForMs: 3000,
    except,
  });
}

describe('a heart-rate sensor', () => keepsTheContract(heartRatePeripheral()));

describe.each(['h10', 'oh1', 'verity-sense'] satisfies PolarModelName[])('a Polar sensor: %s', (model) => {
  keepsTheContract(polarPeripheral({ model }), {
    measurements: ['heart-rate', 'ecg', 'accel', 'gyro', 'mag', 'ppg', 'ppi'],
  });
});

describe('a text sensor that prints by itself', () => {
  keepsTheContract(nordicUartPeripheral({ line: (index) => `${index},${index / 4}\n` }));
});

describe('a text sensor that waits for a command', () => {
  keepsTheContract(
    nordicUartPeripheral({
      line: (index) => `{"n":${index},"light":${index * 3}}\r\n`,
      commands: { start: 'go\n', stop: 'halt\n' },
    }),
    { textFormat: 'json', textStartCommand: 'go', textStopCommand: 'halt', textRateHz: 50 },
    { settings: 'only its owner knows the command that this device waits for' },
  );
});

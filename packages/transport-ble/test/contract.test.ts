/** The contract of Bluetooth transports, on noble and emulated controllers. */
import { type BleEmulation, startBleEmulation } from '@modlink/ble-emulation';
import { part } from '@modlink/test-parts';
import { describeBleTransport } from '@modlink/testkit/vitest';
import { afterAll, beforeAll } from 'vitest';
import bleTransport from '../src/index.js';
import { createRuntime, useOwnFolder } from './fixture.js';

const emulated = await part('bluetooth-emulation');
useOwnFolder();

emulated.describe('on emulated controllers', () => {
  let emulation: BleEmulation | undefined;

  beforeAll(async () => {
    emulation = await startBleEmulation();
    process.env.MODLINK_BLE_HCI = emulation.hostAdapter;
    await emulation.startPeripheral({ module: '@modlink/testkit', export: 'counterPeripheral' });
  });
  afterAll(async () => {
    await emulation?.close();
    delete process.env.MODLINK_BLE_HCI;
  });

  describeBleTransport('noble', () => ({ ble: bleTransport.create(createRuntime()) }));
});

import { part } from '@modlink/test-parts';
import { type Peripheral, withBindings } from '@stoprocent/noble';
import { afterEach, expect, it } from 'vitest';
import { type BleEmulation, startBleEmulation } from '../src/index.js';
import { advertisementOf } from '../src/peripheral/advertisement.js';

const counter = { module: '@modlink/testkit', export: 'counterPeripheral' };
const emulated = await part('bluetooth-emulation');

it('advertises services and manufacturer data, and the name when asked', () => {
  const { advertisement, scanResponse } = advertisementOf({
    id: '01',
    name: 'Hi',
    serviceUuids: ['180d', 'fe8d'],
    manufacturerData: Uint8Array.of(1, 2, 3),
    services: [],
  });
  expect(advertisement.toString('hex')).toBe('020106' + '05030d188dfe' + '04ff010203');
  expect(scanResponse.toString('hex')).toBe('03094869');
});

it('says what does not fit into an advertisement', () => {
  const name = 'a name of more than twenty-nine letters';
  expect(() => advertisementOf({ id: '01', name, services: [] })).toThrow(/scan response.*shorter name/s);
});

emulated.describe('the emulation', () => {
  const emulations: BleEmulation[] = [];
  const start = async () => {
    const emulation = await startBleEmulation();
    emulations.push(emulation);
    return emulation;
  };
  afterEach(async () => {
    for (const emulation of emulations.splice(0)) await emulation.close();
  });

  it('lets a central find and read a peripheral, and no other emulation see it', async () => {
    const [one, other] = await Promise.all([start(), start()]);
    const { address } = await one.startPeripheral(counter);
    await other.startPeripheral({ ...counter, args: ['Other'] });
    const [, port = ''] = /^uart:(.*)@/.exec(one.hostAdapter) ?? [];
    const central = withBindings('hci', {
      hciDriver: 'uart',
      bindParams: { uart: { port, baudRate: 1_000_000 } },
    });
    try {
      await central.waitForPoweredOnAsync();
      const seen = new Promise<Peripheral>((resolve) => central.once('discover', resolve));
      await central.startScanningAsync([], false);
      const peripheral = await seen;
      expect(peripheral).toMatchObject({ address, advertisement: { localName: 'Counter' } });
      await peripheral.connectAsync();
      const { characteristics } = await peripheral.discoverAllServicesAndCharacteristicsAsync();
      const battery = characteristics.find(({ uuid }) => uuid === '2a19');
      expect([...((await battery?.readAsync()) ?? [])]).toEqual([87]);
      await peripheral.disconnectAsync();
    } finally {
      central.stop();
    }
  });

  it('says why a peripheral cannot be started', async () => {
    const emulation = await start();
    const wrong = emulation.startPeripheral({ module: '@modlink/testkit', export: 'noSuchPeripheral' });
    await expect(wrong).rejects.toThrow(/@modlink\/testkit exports no function "noSuchPeripheral"/);
  });
});

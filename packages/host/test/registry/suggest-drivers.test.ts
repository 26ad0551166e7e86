import type {
  BlePeripheralInfo,
  CameraInfo,
  HidDeviceInfo,
  MicrophoneInfo,
  SerialPortInfo,
} from '@modlink/sdk';
import { type MatchRules, parseManifest } from '@modlink/sdk/manifest';
import { describe, expect, it } from 'vitest';
import { type PluggedIn, suggestDrivers } from '../../src/registry/index.js';

/** Drivers whose rules are read as a manifest's, by id. */
function suggested(rules: Record<string, MatchRules>, pluggedIn: PluggedIn) {
  const entry = { entry: './index.js', displayName: 'x', providers: ['x'] };
  const { manifest, problems } = parseManifest({
    apiVersion: 1,
    drivers: Object.fromEntries(Object.entries(rules).map(([id, match]) => [id, { ...entry, match }])),
  });
  if (problems) throw new Error(JSON.stringify(problems));
  const drivers = Object.entries(manifest.drivers).map(([driverId, { match }]) => ({ driverId, match }));
  return suggestDrivers(drivers, pluggedIn).map(({ device, drivers }) => ({
    device: 'path' in device ? device.path : device.id,
    drivers: drivers.map(({ driver, reason }) => [driver.driverId, reason]),
  }));
}

const port = (path: string, more: Partial<SerialPortInfo> = {}): SerialPortInfo => ({
  path,
  identity: path,
  ...more,
});
const hid = (more: Partial<HidDeviceInfo> = {}): HidDeviceInfo => ({
  path: 'hid',
  identity: 'hid',
  vendorId: 0x046d,
  productId: 0xc21d,
  ...more,
});
const peripheral = (more: Partial<BlePeripheralInfo> = {}): BlePeripheralInfo => ({
  id: 'ble',
  identity: 'ble',
  serviceUuids: [],
  ...more,
});

describe('a serial port', () => {
  const rules: Record<string, MatchRules> = {
    'any-ftdi': { serial: [{ vendorId: '0403' }] },
    cyton: { serial: [{ vendorId: '0403', productId: '6015' }] },
    arduino: { serial: [{ vendorId: '2341' }, { vendorId: '2A03', productId: '0043' }] },
  };

  it('is recognized by its USB ids, the more specific rule first', () => {
    const serial = [
      port('/dev/ttyS0'),
      port('/dev/ttyUSB0', { vendorId: '0403', productId: '6015' }),
      port('/dev/ttyUSB1', { vendorId: '0403', productId: '6001' }),
      port('/dev/ttyACM0', { vendorId: '2a03', productId: '0043' }),
      port('/dev/ttyACM1', { vendorId: '2a03', productId: '0001' }),
    ];
    expect(suggested(rules, { serial })).toEqual([
      {
        device: '/dev/ttyUSB0',
        drivers: [
          ['cyton', 'Its USB ids are 0403:6015.'],
          ['any-ftdi', 'Its USB vendor id is 0403.'],
        ],
      },
      { device: '/dev/ttyUSB1', drivers: [['any-ftdi', 'Its USB vendor id is 0403.']] },
      { device: '/dev/ttyACM0', drivers: [['arduino', 'Its USB ids are 2a03:0043.']] },
    ]);
  });

  it('is recognized whatever case the platform writes its ids in', () => {
    const rules: Record<string, MatchRules> = { a: { serial: [{ vendorId: '2A03', productId: 'AbCd' }] } };
    const serial = [port('COM3', { vendorId: '2A03', productId: 'ABCD' })];
    expect(suggested(rules, { serial })).toHaveLength(1);
  });

  it('gets drivers of equal rules in the order that they were given in', () => {
    const rule: MatchRules = { serial: [{ vendorId: '0403' }] };
    const [{ drivers } = { drivers: [] }] = suggested(
      { second: rule, first: rule },
      { serial: [port('a', { vendorId: '0403' })] },
    );
    expect(drivers.map(([driverId]) => driverId)).toEqual(['second', 'first']);
  });

  it('is not recognized by rules for other transports', () => {
    const rules: Record<string, MatchRules> = { a: { hid: [{ vendorId: '0403' }] }, b: {} };
    expect(suggested(rules, { serial: [port('a', { vendorId: '0403' })] })).toEqual([]);
  });
});

describe('a HID device', () => {
  it('is recognized by ids before usages, which whole classes of devices share', () => {
    const rules: Record<string, MatchRules> = {
      joysticks: { hid: [{ usagePage: 1, usage: 4 }] },
      'this-vendor': { hid: [{ vendorId: '046D' }] },
      'this-product': { hid: [{ vendorId: '046d', productId: 'c21d' }] },
      'this-vendors-joysticks': { hid: [{ vendorId: '046d', usagePage: 1, usage: 4 }] },
      'other-product': { hid: [{ vendorId: '046d', productId: 'c21e' }] },
      mice: { hid: [{ usagePage: 1, usage: 2 }] },
    };
    expect(suggested(rules, { hid: [hid({ usagePage: 1, usage: 4 })] })).toEqual([
      {
        device: 'hid',
        drivers: [
          ['this-product', 'It is a HID device of vendor id 046d, product id c21d (hexadecimal).'],
          [
            'this-vendors-joysticks',
            'It is a HID device of vendor id 046d, usage page 0001, usage 0004 (hexadecimal).',
          ],
          ['this-vendor', 'It is a HID device of vendor id 046d (hexadecimal).'],
          ['joysticks', 'It is a HID device of usage page 0001, usage 0004 (hexadecimal).'],
        ],
      },
    ]);
  });

  it('is known by any of its collections', () => {
    const collections = [
      { usagePage: 1, usage: 5 },
      { usagePage: 0x20, usage: 0x73 },
    ];
    const rules = {
      sensors: { hid: [{ usagePage: 0x20, usage: 0x73 }] },
      mixed: { hid: [{ usagePage: 0x20, usage: 5 }] },
    };
    expect(suggested(rules, { hid: [hid({ ...collections[0], collections })] })).toMatchObject([
      { drivers: [['sensors', 'It is a HID device of usage page 0020, usage 0073 (hexadecimal).']] },
    ]);
  });

  it('whose usage the platform does not tell is not taken for one that has it', () => {
    expect(suggested({ joysticks: { hid: [{ usagePage: 1 }] } }, { hid: [hid()] })).toEqual([]);
  });
});

describe('a Bluetooth LE peripheral', () => {
  const custom = '273e0001-4c4d-454d-96be-f03bac821358';

  it('is recognized by a service of its own before its name, by its name before a service that many have', () => {
    const rules: Record<string, MatchRules> = {
      'heart-rate': { ble: [{ serviceUuid: '180d' }] },
      named: { ble: [{ namePrefix: 'Muse' }] },
      'named-longer': { ble: [{ namePrefix: 'MuseS-' }] },
      custom: { ble: [{ serviceUuid: custom }] },
      both: { ble: [{ serviceUuid: '180D', namePrefix: 'Muse' }] },
      'other-name': { ble: [{ serviceUuid: '180d', namePrefix: 'Polar' }] },
    };
    const ble = [peripheral({ name: 'MuseS-12', serviceUuids: ['180d', custom] })];
    expect(suggested(rules, { ble })).toEqual([
      {
        device: 'ble',
        drivers: [
          ['custom', `It advertises the service ${custom}.`],
          ['both', 'It advertises the service 180d, and its name begins with "Muse".'],
          ['named-longer', 'Its name begins with "MuseS-".'],
          ['named', 'Its name begins with "Muse".'],
          ['heart-rate', 'It advertises the service 180d.'],
        ],
      },
    ]);
  });

  it('is recognized by the long form of a short UUID, on either side', () => {
    const long = '0000180d-0000-1000-8000-00805f9b34fb';
    const rules: Record<string, MatchRules> = { short: { ble: [{ serviceUuid: '180d' }] } };
    expect(suggested(rules, { ble: [peripheral({ serviceUuids: [long] })] })).toHaveLength(1);
    const others: Record<string, MatchRules> = { long: { ble: [{ serviceUuid: long }] } };
    expect(suggested(others, { ble: [peripheral({ serviceUuids: ['180d'] })] })).toHaveLength(1);
  });

  it('without a name is recognized by services only', () => {
    expect(suggested({ named: { ble: [{ namePrefix: 'a' }] } }, { ble: [peripheral()] })).toEqual([]);
  });
});

it('cameras and microphones are told apart', () => {
  const camera: CameraInfo = { kind: 'camera', id: '/dev/video0', identity: 'c', label: 'Camera', modes: [] };
  const microphone: MicrophoneInfo = { kind: 'microphone', id: 'hw:0', identity: 'm', label: 'M', modes: [] };
  const rules: Record<string, MatchRules> = {
    webcam: { media: [{ kind: 'camera' }] },
    microphone: { media: [{ kind: 'microphone' }] },
  };
  const media = [camera, microphone];
  expect(suggested(rules, { media })).toEqual([
    { device: '/dev/video0', drivers: [['webcam', 'It is a camera.']] },
    { device: 'hw:0', drivers: [['microphone', 'It is a microphone.']] },
  ]);
});

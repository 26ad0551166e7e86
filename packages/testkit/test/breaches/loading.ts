import type { DriverFactory, StreamDescriptor } from '@modlink/sdk';
import { MeterDriver, manifest } from '../meter.js';
import { type Breaches, breaks } from './breach.js';

let made = 0;
let described = 0;

export const loadingBreaches: Breaches = {
  factory: [
    {
      factory: ((port: string) => new MeterDriver().bind.bind(port)) as unknown as DriverFactory,
      seen: 'takes 1 arguments',
    },
    {
      factory: (() => ({ deviceId: 'meter.01' })) as unknown as DriverFactory,
      seen: 'an object of class Object',
    },
  ],
  construction: [
    breaks(
      'The constructor set 1 timers',
      class extends MeterDriver {
        timer = setInterval(() => {}, 100);
      },
    ),
    breaks(
      'opened a device 1 times',
      class extends MeterDriver {
        override onRuntimeStarted() {
          void this.transports.serial.open({ path: '/dev/ttyMETER', baudRate: 9_600 });
        }
      },
    ),
  ],
  identifiers: [
    breaks(
      'INVALID_DEVICE_ID',
      class extends MeterDriver {
        override readonly deviceId = 'meter';
      },
    ),
    breaks(
      'then "meter.',
      class extends MeterDriver {
        override readonly deviceId = `meter.${100 + made++}`;
      },
    ),
    breaks(
      'displayName is ""',
      class extends MeterDriver {
        override get displayName() {
          return '';
        }
      },
    ),
    breaks(
      'without the provider "serial"',
      class extends MeterDriver {
        override readonly supportedProviders = ['usb'];
      },
    ),
  ],
  descriptors: [
    breaks(
      'two streams with the key "level"',
      class extends MeterDriver {
        override descriptors = () => [this.stream('level'), this.stream('level')];
      },
    ),
    breaks(
      'something else when it was asked again',
      class extends MeterDriver {
        override descriptors = () => [this.stream(`level${described++}`)];
      },
    ),
    breaks(
      'not made with `new StreamDescriptor',
      class extends MeterDriver {
        override descriptors = () => [{ streamKey: 'level' } as unknown as StreamDescriptor];
      },
    ),
    breaks(
      'TypeError',
      class extends MeterDriver {
        override descriptors = () => [this.stream(String(this.port!.path))];
      },
    ),
  ],
  manifest: [
    { factory: () => new MeterDriver(), options: { manifest: { apiVersion: 1 } }, seen: 'modlink.drivers' },
    breaks(
      '[serial], the class [ble, serial]',
      class extends MeterDriver {
        override readonly supportedProviders = ['serial', 'ble'];
      },
    ),
    {
      factory: () => new MeterDriver(),
      options: {
        manifest: { ...manifest, drivers: { meter: { ...manifest.drivers.meter, transports: [] } } },
      },
      seen: 'does not name the transport serial',
    },
  ],
  settings: [
    breaks(
      'a gain of 2 is refused',
      class extends MeterDriver {
        override async connectDevice() {
          throw new Error(`a gain of ${String(this.settings.gain)} is refused`);
        }
      },
    ),
  ],
};

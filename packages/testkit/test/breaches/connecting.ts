import type { SearchResult } from '@modlink/sdk';
import { MeterDriver } from '../meter.js';
import { type Breaches, breaks } from './breach.js';

export const connectingBreaches: Breaches = {
  search: [
    breaks(
      'none to connect',
      class extends MeterDriver {
        override search = async () => [];
      },
    ),
    breaks(
      'does not survive JSON',
      class extends MeterDriver {
        override search = async () => [{ title: 'Meter', extra: { path: new Date() as unknown as string } }];
      },
    ),
    breaks(
      'have the identity "meter"',
      class extends MeterDriver {
        override search = async () =>
          ['a', 'b'].map((title) => ({ title, identity: 'meter', extra: { path: title } }));
      },
    ),
    breaks(
      '/dev/ttyMETER is still open',
      class extends MeterDriver {
        override async search() {
          await this.transports.serial.open({ path: '/dev/ttyMETER', baudRate: 9_600 });
          return super.search();
        }
      },
    ),
  ],
  extra: [
    breaks(
      '"used":true',
      class extends MeterDriver {
        override async connectDevice(result: SearchResult<{ path: string }>) {
          Object.assign(result.extra, { used: true });
        }
      },
    ),
  ],
  'connected-streams': [
    breaks(
      'gave 3 instead of a list',
      class extends MeterDriver {
        override connectDevice = async () => 3 as unknown as undefined;
      },
    ),
    breaks(
      'but the driver is "gauge.01"',
      class extends MeterDriver {
        override readonly deviceId = 'gauge.01';
        override connectDevice = async () => this.descriptors() as unknown as undefined;
      },
    ),
  ],
  disconnect: [
    breaks(
      '/dev/ttyMETER is still open',
      class extends MeterDriver {
        override async disconnectDevice() {}
      },
    ),
    breaks(
      '1 timer is still set',
      class extends MeterDriver {
        override async startStreaming() {}
        override async disconnectDevice() {
          await super.disconnectDevice();
          setTimeout(() => {}, 60_000);
        }
      },
    ),
  ],
  refused: [
    breaks(
      'but connectDevice() succeeded',
      class extends MeterDriver {
        override async connectDevice(...given: Parameters<MeterDriver['connectDevice']>) {
          await super.connectDevice(...given).catch(() => {});
        }
      },
    ),
    breaks(
      'After an attempt that failed',
      class extends MeterDriver {
        tries = 0;
        override async connectDevice(...given: Parameters<MeterDriver['connectDevice']>) {
          this.tries += 1;
          if (this.tries > 1) throw new Error('connected already');
          await super.connectDevice(...given);
        }
      },
    ),
  ],
  abort: [
    breaks(
      'after its signal had fired',
      class extends MeterDriver {
        override connectDevice(result: SearchResult<{ path: string }>) {
          return super.connectDevice(result, {} as { signal: AbortSignal });
        }
      },
    ),
  ],
};

import type { DeviceCommand, DeviceCommands } from '@modlink/sdk';
import { MeterDriver } from '../meter.js';
import { type Breaches, breaks } from './breach.js';

/** The meter with one command instead of its own. */
function meterWith(command: (meter: MeterDriver) => Partial<DeviceCommand>) {
  return class extends MeterDriver {
    override commands(): DeviceCommands {
      return { broken: { title: 'Broken', run() {}, ...command(this) } };
    }
  };
}

export const commandBreaches: Breaches = {
  commands: [
    breaks(
      'broken.title: people need a title to read',
      meterWith(() => ({ title: '' })),
    ),
    breaks(
      'something else when it was asked again before a device is connected',
      class extends MeterDriver {
        asked = 0;
        override commands(): DeviceCommands {
          this.asked += 1;
          return { broken: { title: `Asked ${this.asked} times`, run() {} } };
        }
      },
    ),
  ],
  'run-commands': [
    breaks(
      'The command "broken" with {} failed with RangeError: out of reach',
      meterWith(() => ({
        run() {
          throw new RangeError('out of reach');
        },
      })),
    ),
    breaks(
      'gave something that is not JSON',
      meterWith(() => ({ run: () => new Date() as never })),
    ),
    breaks(
      'was not done after 0.5 s',
      meterWith(() => ({ timeoutMs: 500, run: () => new Promise(() => {}) })),
    ),
    breaks(
      'which ran while streaming',
      meterWith((meter) => ({ run: () => meter.stopStreaming() })),
    ),
    breaks(
      'of the command "broken" and startStreaming()',
      meterWith((meter) => ({ when: 'idle', run: () => meter.port?.close() })),
    ),
    breaks(
      'needs the argument "gain", which has no default',
      meterWith(() => ({
        arguments: { type: 'object', required: ['gain'], properties: { gain: { type: 'number' } } },
      })),
    ),
    breaks(
      'The command "broken" with {"gain":7} failed with Error: gain 7',
      meterWith(() => ({
        arguments: { type: 'object', required: ['gain'], properties: { gain: { type: 'number' } } },
        run({ gain }: { gain: number }) {
          throw new Error(`gain ${gain}`);
        },
      })),
      { commandArguments: { broken: { gain: 7 } } },
    ),
  ],
  'abort-commands': [
    breaks(
      'went on for more than 1000 ms after its signal had fired',
      meterWith(() => ({ run: () => new Promise(() => {}) })),
    ),
    breaks(
      '1 timer is still set',
      meterWith(() => ({
        run: () => {
          setTimeout(() => {}, 60_000);
        },
      })),
    ),
  ],
};

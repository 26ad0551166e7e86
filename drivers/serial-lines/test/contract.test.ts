/** The driver contract, with devices that print lines in virtual time. */
import { SimulatedSerial, type VirtualClock } from '@modlink/testkit';
import { describeDriver } from '@modlink/testkit/vitest';
import { describe } from 'vitest';
import createDriver from '../src/index.js';
import { readPackageFile } from './host.js';

/** Prints a line each 10 ms, from the opening on or between its commands. */
function plugIn(clock: VirtualClock, line: (index: number) => string, startCommand: string): SimulatedSerial {
  return new SimulatedSerial({
    clock,
    devices: [
      {
        path: '/dev/ttyLINES',
        vendorId: '2341',
        connect(port) {
          let stop = () => {};
          const start = () => {
            stop();
            stop = port.every(10, line);
          };
          if (startCommand === '') start();
          return {
            onWrite(_bytes, text) {
              if (text === `${startCommand}\n`) start();
              else stop();
            },
          };
        },
      },
    ],
  });
}

const packageFacts = {
  provider: 'serial',
  manifest: readPackageFile('package.json'),
  settingsSchema: readPackageFile('settings.schema.json'),
};
const matrix = Array.from({ length: 3 }, (_, row) => `${row},${row + 1},${row + 2}\n`).join('');

describe('a device that prints by itself', () => {
  describeDriver(createDriver, {
    ...packageFacts,
    transport: (clock) => plugIn(clock, (index) => `${index},${index / 2}\n`, ''),
    settings: { baudRate: 115_200 },
  });
});

describe('a device that prints between two commands, at a rate', () => {
  describeDriver(createDriver, {
    ...packageFacts,
    transport: (clock) => plugIn(clock, (index) => `n:${index} t:${index * 10}\r\n`, 'go'),
    settings: {
      baudRate: 9_600,
      format: 'labels',
      columns: [{ name: 'n' }, { name: 't' }],
      timeColumn: 't',
      sampleRateHz: 100,
      chunkSize: 8,
      startCommand: 'go',
      stopCommand: 'halt',
    },
    except: { settings: 'this device says nothing until it gets its command' },
  });
});

describe('a device that prints matrices', () => {
  describeDriver(createDriver, {
    ...packageFacts,
    transport: (clock) => plugIn(clock, () => `${matrix}\n`, ''),
    settings: { baudRate: 115_200, mode: 'field', fieldHeight: 3, fieldWidth: 3 },
  });
});

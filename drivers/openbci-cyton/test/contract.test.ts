/** The driver contract, with a board in virtual time. */
import { CytonBoard, type CytonSample, syntheticCytonSamples } from '@modlink/simulators';
import { SimulatedSerial, type VirtualClock } from '@modlink/testkit';
import { describeDriver } from '@modlink/testkit/vitest';
import { describe } from 'vitest';
import createDriver from '../src/index.js';
import { readPackageFile } from './host.js';

/** How often the dongle hands over what has come by radio. */
const handOverMs = 16;

function plugIn(clock: VirtualClock, samples: readonly CytonSample[]): SimulatedSerial {
  return new SimulatedSerial({
    clock,
    devices: [
      {
        path: '/dev/ttyCYTON',
        vendorId: '0403',
        productId: '6015',
        serialNumber: 'DM00Q0QN',
        connect(line) {
          const board = new CytonBoard({ samples, repeat: true });
          let stop = () => {};
          return {
            onWrite(_bytes, text) {
              for (const character of text) {
                const wasStreaming = board.isStreaming;
                const reply = board.obey(character);
                if (reply !== '') line.send(reply);
                if (board.isStreaming === wasStreaming) continue;
                stop();
                const samplesEach = handOverMs / (4 * board.packetsPerSample);
                if (board.isStreaming)
                  stop = line.every(handOverMs, () => Buffer.concat(board.take(samplesEach)));
              }
            },
          };
        },
      },
    ],
  });
}

describe.each([
  ['8 channels', syntheticCytonSamples({ length: 500 })],
  ['16 channels', syntheticCytonSamples({ length: 500, channels: 16 })],
])('a board with %s', (_what, samples) => {
  describeDriver(createDriver, {
    provider: 'serial',
    transport: (clock) => plugIn(clock, samples),
    manifest: readPackageFile('package.json'),
    settingsSchema: readPackageFile('settings.schema.json'),
  });
});

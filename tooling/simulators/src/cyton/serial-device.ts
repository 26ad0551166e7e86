import type { SerialDevice } from '@modlink/testkit';
import { CytonBoard } from './board.js';
import type { CytonSample } from './samples.js';

/** How often the dongle hands over what has come by radio. */
const handOverMs = 16;

/** A board behind its dongle, for a simulated serial transport: in virtual time, at the board's own pace, again and again. */
export function cytonSerialDevice(samples: readonly CytonSample[], path = '/dev/ttyCYTON'): SerialDevice {
  return {
    path,
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
  };
}

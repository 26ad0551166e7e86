/** What the process of a peripheral runs. */
import type { BlePeripheral } from '@modlink/testkit';
import { type AdvertisedPeripheral, advertise } from './advertise.js';
import type { PeripheralAnswer, PeripheralRequest } from './peripheral-process.js';

const answer = (message: PeripheralAnswer): void => void process.send?.(message);
let advertised: AdvertisedPeripheral | undefined;

process.on('message', async (request: PeripheralRequest) => {
  if (request.type === 'disconnect') return advertised?.disconnect();
  try {
    const exported = (await import(request.module)) as Record<string, (...args: unknown[]) => BlePeripheral>;
    const define = exported[request.export];
    if (typeof define !== 'function') {
      throw new Error(`${request.module} exports no function "${request.export}" that gives a peripheral.`);
    }
    advertised = await advertise(define(...request.args), request.port);
    answer({ type: 'started', address: advertised.address });
  } catch (error) {
    answer({ type: 'failed', message: error instanceof Error ? error.message : String(error) });
  }
});

// A central that is told is sure that the connection has ended; a controller that vanishes tells nobody.
process.on('disconnect', async () => {
  await advertised?.leave();
  process.exit(0);
});

import { ganglionPeripheral } from '../ble/ganglion.js';
import { PseudoTerminal } from '../pseudo-terminal.js';
import { Bled112 } from './bled112.js';
import type { DongleRequest, DongleStatus } from './simulator-process.js';

interface Simulator {
  readonly dongle: Bled112;
  readonly path: string;
}
let simulator: Simulator | undefined;

function open(request: DongleRequest & { type: 'open' }): Simulator {
  let sending = Promise.resolve();
  const terminal = new PseudoTerminal((bytes) => dongle.receive(bytes));
  const dongle = new Bled112(
    {
      send: (bytes) => {
        sending = sending.then(() => terminal.write(bytes)).then(() => {});
      },
      after: (delayMs, run) => void setTimeout(run, delayMs),
      every,
    },
    request.boards.map((board) => ganglionPeripheral(board)),
  );
  return { dongle, path: terminal.path };
}

/** From the beginning, not from the time before: what timers are late does not add up. */
function every(intervalMs: number, run: (index: number) => void): () => void {
  const beganMs = performance.now();
  let timer: ReturnType<typeof setTimeout>;
  const next = (index: number): void => {
    timer = setTimeout(
      () => {
        next(index + 1);
        run(index);
      },
      beganMs + (index + 1) * intervalMs - performance.now(),
    );
  };
  next(0);
  return () => clearTimeout(timer);
}

process.on('message', (request: DongleRequest) => {
  if (request.type === 'open') simulator = open(request);
  if (simulator === undefined) throw new Error('The first request opens the simulator.');
  if (request.type === 'lose-connection') simulator.dongle.loseConnection();
  process.send?.({ path: simulator.path } satisfies DongleStatus);
});
process.on('disconnect', () => process.exit());

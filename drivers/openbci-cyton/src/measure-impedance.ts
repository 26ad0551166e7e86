import { setTimeout as sleep } from 'node:timers/promises';
import type { BoardCallOptions, CytonBoard } from './board.js';
import { CytonError } from './errors.js';
import { impedanceOhm, measuringS, settlingS } from './impedance.js';
import { packetRateHz } from './parser/index.js';
import { testCurrentCommand } from './settings.js';
import { type CytonSetup, confirmed } from './setup.js';
import { CytonStreaming } from './streaming.js';

/** The board sends a second and a half of samples; this much more and it sends none. */
const patienceMs = 5_000;
/** How long the board may take to confirm that the current is off: less than a host waits for who gave up. */
const offTimeoutMs = 1_000;

export interface ImpedanceOptions extends BoardCallOptions {
  /** 0 for channel 1. */
  readonly index: number;
  readonly input: 'n' | 'p';
}

/**
 * Sends the test current through one electrode and measures what it makes of it. The current is off afterwards, also when
 * it fails.
 * @returns ohm.
 * @throws {CytonError} `COMMAND_FAILED`, `NO_ANSWER`; the signal's reason; {@link TransportError} when the port closes.
 */
export async function measureImpedance(
  board: CytonBoard,
  setup: CytonSetup,
  { index, input, signal, timeoutMs }: ImpedanceOptions,
): Promise<number> {
  try {
    await confirmed(board, testCurrentCommand(index, input), { signal, timeoutMs });
    const rateHz = (packetRateHz * 8) / setup.channelCount;
    return impedanceOhm(await measure(board, setup, index, rateHz, signal), rateHz);
  } finally {
    // Also for a caller that gave up: what flows through a person is switched off.
    if (!board.closed.aborted) {
      await stopStream(board);
      const off = testCurrentCommand(index, 'off');
      await confirmed(board, off, { signal: board.closed, timeoutMs: offTimeoutMs });
    }
  }
}

/** Microvolts of one channel, without a gap, after the current has settled. */
async function measure(
  board: CytonBoard,
  setup: CytonSetup,
  index: number,
  rateHz: number,
  signal: AbortSignal,
): Promise<readonly number[]> {
  const settling = Math.round(settlingS * rateHz);
  const wanted = settling + Math.round(measuringS * rateHz);
  const microvolts: number[] = [];
  const done = new AbortController();
  const streaming = new CytonStreaming(setup, 1, {
    onEeg({ values, lost }) {
      if (lost > 0) microvolts.length = 0;
      microvolts.push(values[index] ?? Number.NaN);
      if (microvolts.length === wanted) done.abort();
    },
    onBadLink() {},
  });
  board.onStream((bytes, arrivalNs) => streaming.take(bytes, arrivalNs));
  await board.send('b');
  const until = AbortSignal.any([signal, done.signal, board.closed]);
  await sleep(patienceMs, undefined, { signal: until }).catch(() => {});
  signal.throwIfAborted();
  board.closed.throwIfAborted();
  if (microvolts.length >= wanted) return microvolts.slice(settling, wanted);
  throw new CytonError(
    'NO_ANSWER',
    `The board on ${board.path} did not send ${wanted} samples without a gap within ${patienceMs / 1000} s while its impedance ` +
      'was measured. Bring it nearer to the dongle and try again.',
    { subject: { path: board.path } },
  );
}

async function stopStream(board: CytonBoard): Promise<void> {
  await board.send('s');
  await board.untilQuiet();
  board.onStream(() => {});
}

import type { Readable } from 'node:stream';
import { CliError } from '../cli-error.js';

/**
 * Waits for a line on the standard input: Enter on a terminal.
 * @throws {CliError} `INTERRUPTED` by the signal; `WRONG_USAGE` where the input ends without one.
 */
export async function waitForEnter(signal: AbortSignal, input: Readable = process.stdin): Promise<void> {
  signal.throwIfAborted();
  let onTyped = (_typed: Buffer): void => {};
  let onEnd = (): void => {};
  let onAbort = (): void => {};
  try {
    await new Promise<void>((resolve, reject) => {
      onTyped = (typed) => typed.includes('\n') && resolve();
      onEnd = () =>
        reject(
          new CliError(
            'WRONG_USAGE',
            'The standard input ended, and --pre-roll waits for Enter there. Leave --pre-roll out to record at once.',
          ),
        );
      onAbort = () => reject(signal.reason);
      input.on('data', onTyped);
      input.on('end', onEnd);
      signal.addEventListener('abort', onAbort);
      input.resume();
    });
  } finally {
    input.off('data', onTyped);
    input.off('end', onEnd);
    signal.removeEventListener('abort', onAbort);
    input.pause();
  }
}

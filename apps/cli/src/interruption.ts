import { CliError } from './cli-error.js';
import { type ExitCode, exitCodes } from './exit-codes.js';

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
type SignalName = (typeof signals)[number];

/** One press of Ctrl-C may come twice: from the terminal, and passed on by a program that started this one. */
const samePressMs = 250;
/** An end that takes longer than this is explained. */
const hintAfterMs = 1500;

/**
 * Ctrl-C, SIGTERM, SIGHUP, and the reader of the output going away: the first asks the command to end in order, a later
 * one ends the program at once.
 */
export class Interruption implements Disposable {
  readonly #controller = new AbortController();
  readonly #listeners = signals.map((name) => [name, () => this.request(name)] as const);
  #source: SignalName = 'SIGINT';
  #requestedMs = 0;
  #hint: NodeJS.Timeout | undefined;
  /** What is said before the program ends at once. */
  lastWords: () => string = () => 'Ended at once.';

  constructor() {
    for (const [name, listener] of this.#listeners) process.on(name, listener);
  }

  /** Aborts with the first request to end; its reason is a {@link CliError} `INTERRUPTED`. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** What a command ends with that had no result when it was interrupted. */
  get exitCode(): ExitCode {
    return this.#source === 'SIGINT' ? exitCodes.interrupted : exitCodes.terminated;
  }

  /** Asks to end; asking again, a moment later, ends at once. */
  request(source: SignalName): void {
    const nowMs = performance.now();
    if (!this.signal.aborted) {
      this.#source = source;
      this.#requestedMs = nowMs;
      this.#hint = setTimeout(
        () => process.stderr.write('Ending ... Ctrl-C again quits at once.\n'),
        hintAfterMs,
      );
      this.#controller.abort(new CliError('INTERRUPTED', 'Interrupted.'));
    } else if (nowMs - this.#requestedMs > samePressMs) {
      process.stderr.write(`${this.lastWords()}\n`);
      process.exit(this.exitCode);
    }
  }

  /** Nobody reads the output any more: reason enough to end, in order and once. */
  readerGone(): void {
    if (!this.signal.aborted) this.request('SIGHUP');
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#hint);
    for (const [name, listener] of this.#listeners) process.off(name, listener);
  }
}

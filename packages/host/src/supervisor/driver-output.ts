import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';

/** How much of the standard error is kept for a crash report. */
const errorTailChars = 8_192;

/** What a driver prints: line by line as it comes, and the end of its standard error for when it crashes. */
export class DriverOutput {
  #errorTail = '';
  /** Resolves when both have come to their end. */
  readonly ended: Promise<unknown>;

  constructor(stdout: Readable, stderr: Readable, onLine: (level: 'info' | 'warn', line: string) => void) {
    const out = createInterface({ input: stdout }).on('line', (line) => onLine('info', line));
    const errors = createInterface({ input: stderr }).on('line', (line) => {
      this.#errorTail = `${this.#errorTail}${line}\n`.slice(-errorTailChars);
      onLine('warn', line);
    });
    this.ended = Promise.all([once(out, 'close'), once(errors, 'close')]);
  }

  /** @param problem - what is known beside what was printed. */
  errorTail(problem = ''): string {
    return `${this.#errorTail}${problem}`.trim().slice(-errorTailChars);
  }
}

import type { WriteStream } from 'node:tty';
import picocolors from 'picocolors';
import { errorBlock } from './error-block.js';
import { errorDocument, jsonText } from './json-text.js';

export type Colors = ReturnType<typeof picocolors.createColors>;

export interface OutputOptions {
  /** One JSON document, or JSON lines, instead of text. */
  readonly json: boolean;
  /** `false`: no colours wherever it goes. */
  readonly color: boolean;
  /** Stacks with errors. */
  readonly debug: boolean;
}

/** Where a command's results go: text for people, or JSON for programs; never both. */
export class Output {
  readonly json: boolean;
  readonly colors: Colors;
  readonly #options: OutputOptions;
  readonly #stdout: WriteStream;
  readonly #stderr: WriteStream;

  constructor(
    options: OutputOptions,
    stdout: WriteStream = process.stdout,
    stderr: WriteStream = process.stderr,
  ) {
    this.json = options.json;
    this.#options = options;
    this.#stdout = stdout;
    this.#stderr = stderr;
    this.colors = picocolors.createColors(this.#usesColors(stdout));
  }

  /** Colours for the standard error. */
  get errorColors(): Colors {
    return picocolors.createColors(this.#usesColors(this.#stderr));
  }

  /** The terminal to draw a live view on; `undefined` where the output is a file, a pipe, or JSON. */
  get terminal(): WriteStream | undefined {
    return this.#stdout.isTTY === true && !this.json && process.env.TERM !== 'dumb'
      ? this.#stdout
      : undefined;
  }

  /** Bits of colour of the terminal: 1 without colours, 4, 8, or 24. */
  get colorDepth(): number {
    return this.colors.isColorSupported ? this.#stdout.getColorDepth() : 1;
  }

  /** How wide text may be. A file or pipe has no width of its own. */
  get columns(): number {
    return this.#stdout.isTTY === true ? Math.max(this.#stdout.columns || 80, 20) : 160;
  }

  /** The one result of a command: a JSON document, or its text. */
  result(document: object, text: () => string): void {
    this.#stdout.write(this.json ? `${jsonText(document, 2)}\n` : `${text()}\n`);
  }

  /** One step of a live command: a line of JSON, or of text. No line where there is no text. */
  step(line: object, text: () => string | undefined): void {
    const written = this.json ? jsonText(line) : text();
    if (written !== undefined) this.#stdout.write(`${written}\n`);
  }

  /** A word to people beside the result, on the standard error. */
  note(text: string): void {
    this.#stderr.write(`${text}\n`);
  }

  /**
   * What went wrong.
   * @param isLive - whether the command writes JSON lines: then the error is one of them.
   */
  error(error: unknown, isLive: boolean): void {
    if (this.json) {
      const document = { error: errorDocument(error) };
      this.#stdout.write(
        isLive ? `${jsonText({ type: 'error', ...document })}\n` : `${jsonText(document, 2)}\n`,
      );
    }
    if (!this.json || this.#options.debug) {
      const columns = this.#stderr.isTTY === true ? this.#stderr.columns || 80 : 100;
      const { debug } = this.#options;
      this.note(errorBlock(error, { colors: this.errorColors, columns, debug }));
    }
  }

  #usesColors(stream: WriteStream): boolean {
    const { NO_COLOR, FORCE_COLOR, TERM } = process.env;
    if (!this.#options.color || this.json || NO_COLOR) return false;
    if (FORCE_COLOR !== undefined && FORCE_COLOR !== '0') return true;
    return stream.isTTY === true && TERM !== 'dumb';
  }
}

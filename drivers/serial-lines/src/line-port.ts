import { type SerialConnection, type SerialTransport, type TransportError, untilQuiet } from '@modlink/sdk';
import { type LineHandlers, LineSplitter } from './parser/index.js';
import { type CompleteSettings, commandEndings } from './settings.js';

/** After so long a silence what comes first is the beginning of a line: a board that restarts when its port is opened. */
const silentStartMs = 500;

/** Takes the lines of a port. */
export interface LineListener extends LineHandlers {
  /** Bytes arrived: their lines follow. */
  readonly onPiece?: (lines: number, arrivalNs: bigint) => void;
}

/** A port that prints lines. */
export class LinePort {
  readonly #connection: SerialConnection;
  readonly #commandEnding: string;
  readonly #splitter: LineSplitter;
  #listener: LineListener | undefined;
  #heardBytes = 0;
  #lastArrivalMs = 0;

  private constructor(connection: SerialConnection, settings: CompleteSettings) {
    this.#connection = connection;
    this.#commandEnding = commandEndings[settings.commandEnding];
    this.#splitter = new LineSplitter(
      { maxLineBytes: settings.maxLineBytes, startsMidLine: true },
      {
        onLine: (text) => this.#listener?.onLine(text),
        onRefused: (refusal) => this.#listener?.onRefused(refusal),
      },
    );
    connection.onData((bytes, arrivalNs) => {
      this.#heardBytes += bytes.length;
      this.#lastArrivalMs = performance.now();
      this.#listener?.onPiece?.(this.#splitter.countLines(bytes), arrivalNs);
      this.#splitter.push(bytes);
    });
    const silence = setTimeout(() => {
      if (this.#heardBytes === 0) this.#splitter.reset();
    }, silentStartMs);
    connection.onClose(() => clearTimeout(silence));
  }

  /** @throws {TransportError} as the serial transport. */
  static async open(
    serial: SerialTransport,
    options: { readonly path: string; readonly baudRate: number; readonly signal: AbortSignal },
    settings: CompleteSettings,
  ): Promise<LinePort> {
    return new LinePort(await serial.open(options), settings);
  }

  get path(): string {
    return this.#connection.path;
  }

  /** How much arrived since the port was opened. */
  get heardBytes(): number {
    return this.#heardBytes;
  }

  /** Where the lines go; nowhere without a listener. */
  listen(listener: LineListener | undefined): void {
    this.#listener = listener;
  }

  /** Called once when the port closed: without an error after `close()`. */
  onClose(listener: (error: TransportError | undefined) => void): () => void {
    return this.#connection.onClose(listener);
  }

  /** Sends a command; nothing where it is empty. */
  async send(command: string): Promise<void> {
    if (command === '') return;
    // What a device prints after its first command begins with a whole line; otherwise the first line may be cut.
    if (this.#heardBytes === 0) this.#splitter.reset();
    await this.#connection.write(command + this.#commandEnding);
  }

  /** Waits until nothing has arrived for a while: the last lines after a stop command are then there. */
  untilQuiet(quietMs: number, limitMs: number): Promise<void> {
    return untilQuiet({ lastArrivalMs: () => this.#lastArrivalMs, quietMs, limitMs });
  }

  close(): Promise<void> {
    return this.#connection.close();
  }
}

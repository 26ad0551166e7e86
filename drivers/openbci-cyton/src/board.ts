import {
  type DataListener,
  type SerialConnection,
  type SerialTransport,
  type TransportError,
  untilQuiet,
} from '@modlink/sdk';
import { CytonError } from './errors.js';

/** More than any answer of the board. What comes before an answer, such as the rest of a stream, does not count. */
const replyLengthLimit = 8192;

/** After `s` the rest of the stream is on its way for about this long. */
const quiet = { quietMs: 50, limitMs: 1000 };

/** How a call on the board may end early. */
export interface BoardCallOptions {
  readonly signal: AbortSignal;
  readonly timeoutMs: number;
}

/** The board at the other end of a serial port: commands with their answers, and the stream of bytes. */
export class CytonBoard {
  readonly #connection: SerialConnection;
  /** Takes what arrives: an answer that is waited for, or the stream. */
  #take: DataListener = () => {};
  #lastArrivalMs = 0;
  readonly #closed = new AbortController();

  private constructor(connection: SerialConnection) {
    this.#connection = connection;
    connection.onClose((error) => this.#closed.abort(error ?? new Error('The port was closed.')));
    connection.onData((bytes, arrivalNs) => {
      this.#lastArrivalMs = performance.now();
      this.#take(bytes, arrivalNs);
    });
  }

  /** @throws {TransportError} as the serial transport. */
  static async open(
    serial: SerialTransport,
    options: { readonly path: string; readonly baudRate: number; readonly signal: AbortSignal },
  ): Promise<CytonBoard> {
    return new CytonBoard(await serial.open(options));
  }

  get path(): string {
    return this.#connection.path;
  }

  /** Fires when the port closes, for whatever reason. */
  get closed(): AbortSignal {
    return this.#closed.signal;
  }

  /** Where the bytes of the stream go. */
  onStream(listener: DataListener): void {
    this.#take = listener;
  }

  /** Called once, when the port closed although nobody asked it to. */
  onLost(listener: (error: TransportError) => void): void {
    this.#connection.onClose((error) => {
      if (error !== undefined) listener(error);
    });
  }

  /** Sends a command that has no answer. */
  send(command: string): Promise<void> {
    return this.#connection.write(command);
  }

  /**
   * Sends a command and waits for its answer.
   * @param answer - matches the whole answer, wherever it begins in what arrives.
   * @throws {CytonError} `NO_ANSWER`; the signal's reason; {@link TransportError} when the port closes.
   */
  async ask(command: string, answer: RegExp, options: BoardCallOptions): Promise<string> {
    let text = '';
    const { promise, resolve, reject } = promiseWithHandles<string>();
    this.#take = (bytes) => {
      text = (text + String.fromCharCode(...bytes.subarray(-replyLengthLimit))).slice(-replyLengthLimit);
      const found = answer.exec(text);
      if (found !== null) resolve(found[0]);
    };
    const stopClose = this.#connection.onClose((error) => reject(error ?? new Error('The port was closed.')));
    const abort = () => reject(options.signal.reason);
    options.signal.addEventListener('abort', abort);
    const timer = setTimeout(() => reject(noAnswer(this.path, command, text, options)), options.timeoutMs);
    try {
      if (options.signal.aborted) abort();
      // A port that closes rejects both: the reason for closing says more than the write that it ended.
      this.#connection.write(command).catch(() => {});
      return await promise;
    } finally {
      clearTimeout(timer);
      stopClose();
      options.signal.removeEventListener('abort', abort);
      this.#take = () => {};
    }
  }

  /** Waits until nothing has arrived for a while: the board does not say when the last byte of its stream is out. */
  untilQuiet(): Promise<void> {
    return untilQuiet({ lastArrivalMs: () => this.#lastArrivalMs, ...quiet });
  }

  close(): Promise<void> {
    return this.#connection.close();
  }
}

function promiseWithHandles<T>() {
  let resolve: (value: T) => void = () => {};
  let reject: (error: unknown) => void = () => {};
  const promise = new Promise<T>((onValue, onError) => {
    resolve = onValue;
    reject = onError;
  });
  return { promise, resolve, reject };
}

function noAnswer(path: string, command: string, text: string, { timeoutMs }: BoardCallOptions): CytonError {
  const heard = text === '' ? 'nothing came back' : `what came back was no answer (${text.length} bytes)`;
  return new CytonError(
    'NO_ANSWER',
    `No OpenBCI Cyton answered on ${path} within ${timeoutMs} ms after the command "${command}": ${heard}. Check that the ` +
      "board is switched to PC, that its battery is charged, that the dongle's switch stands at GPIO 6 (towards the " +
      'computer), that this is the port of the dongle, and that no other program uses it.',
    { subject: { path } },
  );
}

import {
  awaitAnswer,
  type SerialConnection,
  type SerialTransport,
  type TransportError,
  type Unsubscribe,
} from '@modlink/sdk';
import { GanglionError } from '../errors.js';
import {
  type BgapiCommandName,
  type BgapiEvent,
  type BgapiMessage,
  BgapiParser,
  bgapi,
  encodeBgapiCommand,
  parseBgapiEvent,
} from '../parser/index.js';

/** The speed means nothing to a port that is all USB. */
const baudRate = 115_200;

export interface DongleOptions {
  readonly path: string;
  readonly replyTimeoutMs: number;
  readonly signal: AbortSignal;
}

/** What happens at the dongle, and when it arrived. Bytes in it are borrowed. */
export type DongleListener = (event: BgapiEvent, arrivalNs: bigint) => void;

/** The USB dongle, a Bluegiga BLED112: commands with their responses, and events. */
export class Bled112 {
  readonly #connection: SerialConnection;
  readonly #replyTimeoutMs: number;
  readonly #listeners = new Set<DongleListener>();
  #onResponse: (message: BgapiMessage) => void = () => {};
  /** Responses do not say to which command of several they belong: one after the other. */
  #lastRequest: Promise<unknown> = Promise.resolve();
  #arrivalNs = 0n;

  private constructor(connection: SerialConnection, replyTimeoutMs: number) {
    this.#connection = connection;
    this.#replyTimeoutMs = replyTimeoutMs;
    const parser = new BgapiParser({
      onMessage: (message) => this.#take(message),
      // What a program that crashed left in the line.
      onResync: () => {},
    });
    connection.onData((bytes, arrivalNs) => {
      this.#arrivalNs = arrivalNs;
      parser.push(bytes);
    });
  }

  /**
   * Opens a dongle, and ends what it may still be at: it goes on scanning, or holding a board, after a program that crashed.
   * @throws {GanglionError} `NO_ANSWER`; {@link TransportError}.
   */
  static async open(
    serial: SerialTransport,
    { path, replyTimeoutMs, signal }: DongleOptions,
  ): Promise<Bled112> {
    const connection = await serial.open({ path, baudRate, signal });
    try {
      const dongle = new Bled112(connection, replyTimeoutMs);
      await dongle.request('hello', [], signal);
      await dongle.request('endProcedure', [], signal);
      await dongle.#letGo(signal);
      return dongle;
    } catch (error) {
      await connection.close();
      throw error;
    }
  }

  get path(): string {
    return this.#connection.path;
  }

  onEvent(listener: DongleListener): Unsubscribe {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Called once when the port closes, for whatever reason. */
  onClose(listener: (error: TransportError | undefined) => void): Unsubscribe {
    return this.#connection.onClose(listener);
  }

  /**
   * Sends a command and waits for its response.
   * @returns the content of the response.
   * @throws {GanglionError} `NO_ANSWER`; the signal's reason; {@link TransportError} when the port closes.
   */
  request(name: BgapiCommandName, payload: readonly number[], signal?: AbortSignal): Promise<Uint8Array> {
    const request = this.#lastRequest.then(() => this.#ask(name, payload, signal));
    this.#lastRequest = request.catch(() => {});
    return request;
  }

  /**
   * The same, for a command whose response says whether it can be done.
   * @param resultAt - where the result stands in the response.
   * @throws {GanglionError} `DONGLE_FAILED` beside the others.
   */
  async command(
    name: BgapiCommandName,
    payload: readonly number[],
    { resultAt, signal }: { readonly resultAt: number; readonly signal?: AbortSignal },
  ): Promise<Uint8Array> {
    const response = await this.request(name, payload, signal);
    const result = resultIn(response, resultAt);
    if (result !== 0) throw this.failed(name, result);
    return response;
  }

  /**
   * Waits for an event.
   * @param begin - makes it happen.
   * @param pick - what of the events is waited for; what it throws is thrown.
   */
  async waitFor<T>(
    begin: () => Promise<unknown>,
    pick: (event: BgapiEvent) => T | undefined,
    options: { readonly timeoutMs: number; readonly noAnswer: () => Error; readonly signal?: AbortSignal },
  ): Promise<T> {
    let stop = () => {};
    try {
      return await awaitAnswer<T>(
        async (resolve, reject) => {
          stop = this.onEvent((event) => {
            try {
              const picked = pick(event);
              if (picked !== undefined) resolve(picked);
            } catch (error) {
              reject(error);
            }
          });
          await begin();
        },
        { connection: this.#connection, ...options },
      );
    } finally {
      stop();
    }
  }

  /** What a result that is not 0 means: "Bluetooth Smart Software API Reference Manual", chapter "Error codes". */
  failed(what: string, result: number): GanglionError {
    return new GanglionError(
      'DONGLE_FAILED',
      `The dongle on ${this.path} could not do "${what}": error 0x${result.toString(16).padStart(4, '0')} of Bluegiga's ` +
        'reference. Bring the board nearer, switch it off and on, or plug the dongle in again.',
      { subject: { path: this.path } },
    );
  }

  close(): Promise<void> {
    return this.#connection.close();
  }

  /** Ends a connection that is left over, and waits until it has ended: later, that would be taken for the end of a new one. */
  async #letGo(signal: AbortSignal): Promise<void> {
    let isOver = false;
    const stop = this.onEvent(({ type }) => {
      if (type === 'disconnected') isOver = true;
    });
    try {
      const response = await this.request('disconnect', [0], signal);
      if (isOver || resultIn(response, 1) !== 0) return;
      const nothing = async () => {};
      const noAnswer = () => this.#noAnswer('disconnect');
      await this.waitFor(nothing, ({ type }) => type === 'disconnected' || undefined, {
        timeoutMs: this.#replyTimeoutMs,
        noAnswer,
        signal,
      });
    } finally {
      stop();
    }
  }

  async #ask(name: BgapiCommandName, payload: readonly number[], signal?: AbortSignal): Promise<Uint8Array> {
    const [messageClass, id] = bgapi[name];
    try {
      return await awaitAnswer<Uint8Array>(
        (resolve) => {
          this.#onResponse = (message) => {
            if (message.messageClass === messageClass && message.id === id) resolve(message.payload.slice());
          };
          return this.#connection.write(encodeBgapiCommand(name, payload));
        },
        {
          connection: this.#connection,
          signal,
          timeoutMs: this.#replyTimeoutMs,
          noAnswer: () => this.#noAnswer(name),
        },
      );
    } finally {
      this.#onResponse = () => {};
    }
  }

  #take(message: BgapiMessage): void {
    if (!message.isEvent) {
      this.#onResponse(message);
      return;
    }
    const event = parseBgapiEvent(message);
    if (event === undefined) return;
    for (const listener of [...this.#listeners]) listener(event, this.#arrivalNs);
  }

  #noAnswer(name: BgapiCommandName): GanglionError {
    return new GanglionError(
      'NO_ANSWER',
      `No BLED112 dongle answered the command "${name}" on ${this.path} within ${this.#replyTimeoutMs} ms. Check that this is ` +
        "the dongle's port and that no other program uses it, and plug the dongle in again.",
      { subject: { path: this.path } },
    );
  }
}

function resultIn(response: Uint8Array, at: number): number {
  return (response[at] ?? 0) | ((response[at + 1] ?? 0) << 8);
}

import { awaitAnswer, type BleConnection, type BleServiceInfo } from '@modlink/sdk';
import { MuseError } from './errors.js';
import { gatt } from './gatt.js';
import { encodeMuseCommand, type MuseAnswer, MuseAnswerParser } from './parser/index.js';

export interface MuseControlOptions {
  readonly connection: BleConnection;
  readonly services: readonly BleServiceInfo[];
  readonly replyTimeoutMs: number;
  /** Told of commands that the headband refused. */
  readonly onRefused: (answer: MuseAnswer) => void;
}

/** The control characteristic of a headband. */
export class MuseControl {
  readonly #options: MuseControlOptions;
  readonly #withoutResponse: boolean;
  readonly #answers = new MuseAnswerParser();
  #onAnswer: (answer: MuseAnswer) => void = () => {};

  private constructor(options: MuseControlOptions) {
    this.#options = options;
    this.#withoutResponse = options.services
      .flatMap(({ characteristics }) => characteristics)
      .some(
        ({ uuid, properties }) =>
          uuid === gatt.control.characteristic && properties.includes('writeWithoutResponse'),
      );
  }

  /** Answers are notifications, which are subscribed to until the connection ends. */
  static async open(options: MuseControlOptions): Promise<MuseControl> {
    const control = new MuseControl(options);
    await options.connection.subscribe(gatt.control, (bytes) => control.#take(bytes));
    return control;
  }

  /** Sends a command. That it is done is not told by each firmware; that it is refused, is. */
  send(command: string): Promise<void> {
    return this.#options.connection.write(gatt.control, encodeMuseCommand(command), {
      withoutResponse: this.#withoutResponse,
    });
  }

  /**
   * Sends a command and waits for its answer.
   * @param field - that only the answer to this command has.
   * @throws {MuseError} `NO_ANSWER`; the signal's reason; {@link TransportError} when the connection closes.
   */
  async ask(command: string, field: string, signal: AbortSignal): Promise<MuseAnswer> {
    const { connection, replyTimeoutMs } = this.#options;
    try {
      return await awaitAnswer<MuseAnswer>(
        (resolve) => {
          this.#onAnswer = (answer) => {
            if (Object.hasOwn(answer, field)) resolve(answer);
          };
          return this.send(command);
        },
        {
          connection,
          signal,
          timeoutMs: replyTimeoutMs,
          noAnswer: () => noAnswer(connection, command, replyTimeoutMs),
        },
      );
    } finally {
      this.#onAnswer = () => {};
    }
  }

  #take(bytes: Uint8Array): void {
    for (const answer of this.#answers.push(bytes)) {
      if (typeof answer.rc === 'number' && answer.rc !== 0) this.#options.onRefused(answer);
      this.#onAnswer(answer);
    }
  }
}

function noAnswer({ id }: BleConnection, command: string, timeoutMs: number): MuseError {
  return new MuseError(
    'NO_ANSWER',
    `The headband ${id} did not answer the command "${command}" within ${timeoutMs} ms. Move it nearer, end the app that may ` +
      'have it, and switch it off and on.',
    { subject: { path: id } },
  );
}

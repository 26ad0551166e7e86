/** One operation of the attribute protocol after the other, as a peripheral takes them. */
import { messageOf, operationFailed } from '../errors.js';

/** After this time a peripheral does not answer any more, in milliseconds. */
const answerTimeoutMs = 10_000;

export class GattQueue {
  readonly #id: string;
  readonly #onSilence: () => void;
  #turn: Promise<unknown> = Promise.resolve();
  #running: { readonly fail: (error: Error) => void; readonly endsInError: boolean } | undefined;
  #ended: Error | undefined;

  /** @param onSilence - the peripheral has not answered in time: nothing more can be asked on this connection. */
  constructor(id: string, onSilence: () => void) {
    this.#id = id;
    this.#onSilence = onSilence;
  }

  /**
   * @param endsInError - the operation asks until the answer is an error, as finding services does: errors are no refusals.
   * @throws {TransportError} `IO_FAILED`
   */
  run<T>(what: string, operation: () => Promise<T>, endsInError = false): Promise<T> {
    const done = this.#turn.then(() => this.#run(what, operation, endsInError));
    this.#turn = done.catch(() => {});
    return done;
  }

  /** The operation that runs was answered with an error. */
  refused(words: string): void {
    if (!this.#running?.endsInError) this.#running?.fail(new Error(words));
  }

  /** The connection is lost: what runs and what waits fails with this. */
  end(error: Error): void {
    this.#ended = error;
    this.#running?.fail(error);
  }

  #run<T>(what: string, operation: () => Promise<T>, endsInError: boolean): Promise<T> {
    return new Promise((resolve, reject) => {
      if (this.#ended) throw this.#ended;
      const settle = (result: () => void) => {
        // noble tells of an operation that was refused once more, when the connection ends.
        if (this.#running !== running) return;
        this.#running = undefined;
        clearTimeout(timer);
        result();
      };
      const fail = (error: unknown) =>
        settle(() =>
          reject(this.#ended ?? operationFailed(this.#id, `${what} failed: ${messageOf(error)}`, error)),
        );
      const timer = setTimeout(() => {
        fail(new Error(`there was no answer for ${answerTimeoutMs / 1_000} s`));
        this.#onSilence();
      }, answerTimeoutMs);
      const running = { fail, endsInError };
      this.#running = running;
      operation().then((value) => settle(() => resolve(value)), fail);
    });
  }
}

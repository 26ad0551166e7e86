import type { TransportError } from '../errors.js';
import type { Unsubscribe } from './transport.js';

/** What ends the wait for an answer before there is one. */
export interface AwaitAnswerOptions {
  /** How long the device may take, in milliseconds. */
  readonly timeoutMs: number;
  /** What is thrown when it takes longer. */
  readonly noAnswer: () => Error;
  /** Gives up; the promise rejects with its reason. */
  readonly signal?: AbortSignal | undefined;
  /** Where the device is asked: a connection of any transport. When it closes, the promise rejects with why. */
  readonly connection: {
    onClose(listener: (error: TransportError | undefined) => void): Unsubscribe;
  };
}

/**
 * Asks a device and waits for its answer.
 * @param ask - sends the question, and calls `resolve` when the answer has come. What it rejects with fails the wait.
 * @returns what `resolve` was called with. Nothing is left behind, however it ends: no timer and no listener.
 */
export async function awaitAnswer<T>(
  ask: (resolve: (answer: T) => void, reject: (error: unknown) => void) => Promise<void>,
  { timeoutMs, noAnswer, signal, connection }: AwaitAnswerOptions,
): Promise<T> {
  signal?.throwIfAborted();
  let stop = () => {};
  try {
    return await new Promise<T>((resolve, reject) => {
      const timer = setTimeout(() => reject(noAnswer()), timeoutMs);
      const abort = () => reject(signal?.reason);
      signal?.addEventListener('abort', abort);
      const stopClose = connection.onClose((error) =>
        reject(error ?? new Error('The connection was closed.')),
      );
      stop = () => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', abort);
        stopClose();
      };
      ask(resolve, reject).catch(reject);
    });
  } finally {
    stop();
  }
}

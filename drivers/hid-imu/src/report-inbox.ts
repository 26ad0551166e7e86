import type { DataListener, HidConnection, TransportError, Unsubscribe } from '@modlink/sdk';

/** How long something may be waited for. */
export interface WaitOptions {
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/** The reports of an open device: waited for one by one while it is being set up, then all handed on. */
export class ReportInbox {
  readonly connection: HidConnection;
  /** Takes what arrives: a report that is waited for, or the stream. */
  #take: DataListener = () => {};

  constructor(connection: HidConnection) {
    this.connection = connection;
    connection.onInputReport((report, arrivalNs) => this.#take(report, arrivalNs));
  }

  /** Where all reports go from now on. */
  onReport(listener: DataListener): void {
    this.#take = listener;
  }

  /** Called once, when the device went away although nobody closed it. */
  onLost(listener: (error: TransportError) => void): Unsubscribe {
    return this.connection.onClose((error) => {
      if (error !== undefined) listener(error);
    });
  }

  /**
   * Waits for a report, while what `prepare` does goes on.
   * @param match - what is made of the report; `undefined` for one that is not meant.
   * @returns `undefined` when the time is over.
   * @throws {TransportError} when the device is closed; the signal's reason; what `prepare` throws.
   */
  async waitFor<T>(
    match: (report: Uint8Array, arrivalNs: bigint) => T | undefined,
    options: WaitOptions,
    prepare: () => Promise<void> = async () => {},
  ): Promise<T | undefined> {
    try {
      return await this.bounded(
        new Promise<T>((resolve, reject) => {
          this.#take = (report, arrivalNs) => {
            const found = match(report, arrivalNs);
            if (found !== undefined) resolve(found);
          };
          prepare().catch(reject);
        }),
        options,
      );
    } finally {
      this.#take = () => {};
    }
  }

  /** Waits for a promise, not longer than allowed; throws as {@link waitFor}. */
  async bounded<T>(work: Promise<T>, { timeoutMs, signal }: WaitOptions): Promise<T | undefined> {
    // Whether or not it is waited for to the end, its failure is not left unheard.
    work.catch(() => {});
    signal.throwIfAborted();
    const cleanUp: (() => void)[] = [];
    try {
      return await new Promise<T | undefined>((resolve, reject) => {
        work.then(resolve, reject);
        const timer = setTimeout(resolve, timeoutMs, undefined);
        const abort = () => reject(signal.reason);
        signal.addEventListener('abort', abort);
        const stopClose = this.onLost(reject);
        cleanUp.push(
          () => clearTimeout(timer),
          stopClose,
          () => signal.removeEventListener('abort', abort),
        );
      });
    } finally {
      for (const each of cleanUp) each();
    }
  }
}

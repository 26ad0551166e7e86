/** What {@link RssiWatch} reads and where it tells. */
export interface RssiWatchOptions {
  /** `readRssiDbm` of a connection. */
  readonly read: () => Promise<number>;
  /** Called with each value, in dBm. */
  readonly onRssiDbm: (rssiDbm: number) => void;
  /** Told of a value that could not be read. The next one may; where the connection is lost, that is told elsewhere. */
  readonly onFailed: (error: unknown) => void;
}

const intervalMs = 5_000;

/** The strength of a signal: asked for at the start and every 5 s. */
export class RssiWatch {
  readonly #options: RssiWatchOptions;
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(options: RssiWatchOptions) {
    this.#options = options;
  }

  start(): void {
    this.stop();
    const timer = setInterval(() => void this.#read(timer), intervalMs);
    this.#timer = timer;
    void this.#read(timer);
  }

  /** After it nothing is told, also not what is being read. Stopping twice does nothing. */
  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  async #read(timer: ReturnType<typeof setInterval>): Promise<void> {
    try {
      const rssiDbm = await this.#options.read();
      if (this.#timer === timer) this.#options.onRssiDbm(rssiDbm);
    } catch (error) {
      if (this.#timer === timer) this.#options.onFailed(error);
    }
  }
}

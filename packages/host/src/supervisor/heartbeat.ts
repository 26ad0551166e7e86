/** An isolate is asked this often within its time. */
const pingsPerTimeout = 5;

export interface HeartbeatOptions {
  /** How long the event loop of an isolate may stand still. 0: as long as it likes. */
  readonly timeoutMs: number;
  /** Asks for a sign of life. */
  readonly ping: () => void;
  /** Whether a control call is under way: that has a time-out of its own. */
  readonly isBusy: () => boolean;
  /** Called once. */
  readonly onBlocked: () => void;
}

/**
 * Notices that the event loop of an isolate does not turn any more. It counts questions without an answer, not time: when
 * this process was held up itself, or the machine slept, nothing of that is held against the isolate.
 */
export class Heartbeat {
  readonly #options: HeartbeatOptions;
  readonly #timer: NodeJS.Timeout | undefined;
  #unanswered = 0;

  constructor(options: HeartbeatOptions) {
    this.#options = options;
    if (options.timeoutMs === 0) return;
    this.#timer = setInterval(() => this.#tick(), options.timeoutMs / pingsPerTimeout).unref();
  }

  /** The isolate gave a sign of life. */
  beat(): void {
    this.#unanswered = 0;
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #tick(): void {
    const { isBusy, ping, onBlocked } = this.#options;
    if (isBusy()) this.#unanswered = 0;
    if (this.#unanswered >= pingsPerTimeout) {
      this.stop();
      onBlocked();
      return;
    }
    this.#unanswered += 1;
    ping();
  }
}

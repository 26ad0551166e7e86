import type { ComebackDecision } from './comeback.js';

/** When a driver whose isolate ended is started again, and when it is given up. */
export interface RestartOptions {
  /** Wait before the first restart, milliseconds; doubles with each. */
  readonly initialDelayMs: number;
  readonly maxDelayMs: number;
  /** After this time without a failure the wait begins anew. */
  readonly healthyAfterMs: number;
  /** This many failures within `windowMs` and the driver is given up. */
  readonly maxFailures: number;
  readonly windowMs: number;
}

export const defaultRestartOptions: RestartOptions = {
  initialDelayMs: 1_000,
  maxDelayMs: 60_000,
  healthyAfterMs: 60_000,
  maxFailures: 5,
  windowMs: 600_000,
};

/** Decides for one device. Times are the caller's, in milliseconds of any one clock. */
export class RestartPolicy {
  readonly #options: RestartOptions;
  #failuresMs: number[] = [];
  #attempt = 0;
  #runningSinceMs: number | undefined;

  constructor(options: RestartOptions) {
    this.#options = options;
  }

  /** The device works. */
  started(nowMs: number): void {
    this.#runningSinceMs = nowMs;
  }

  /** The isolate ended, or could not be started. */
  failed(nowMs: number): ComebackDecision {
    const { initialDelayMs, maxDelayMs, healthyAfterMs, maxFailures, windowMs } = this.#options;
    if (this.#runningSinceMs !== undefined && nowMs - this.#runningSinceMs >= healthyAfterMs)
      this.#attempt = 0;
    this.#runningSinceMs = undefined;
    this.#failuresMs = [...this.#failuresMs.filter((atMs) => nowMs - atMs < windowMs), nowMs];
    if (this.#failuresMs.length >= maxFailures) return { giveUp: true };
    this.#attempt += 1;
    return {
      giveUp: false,
      attempt: this.#attempt,
      delayMs: Math.min(initialDelayMs * 2 ** (this.#attempt - 1), maxDelayMs),
    };
  }
}

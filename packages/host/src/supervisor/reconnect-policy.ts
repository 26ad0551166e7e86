import type { ComebackDecision } from './comeback.js';

/** Whether and how a device that went away is looked for. */
export interface ReconnectOptions {
  readonly mode: 'on' | 'off';
  /** Wait before the first attempt, milliseconds; doubles with each. */
  readonly initialDelayMs: number;
  readonly maxDelayMs: number;
  /** Attempts after which a device is given up. While a recording of it runs it is looked for without end. */
  readonly maxAttempts: number;
}

/** With these, a device that nobody records is looked for during some ten minutes. */
export const defaultReconnectOptions: ReconnectOptions = {
  mode: 'on',
  initialDelayMs: 1_000,
  maxDelayMs: 30_000,
  maxAttempts: 25,
};

/** A device that came back for less than this time did not really: its waits go on growing. */
const steadyAfterMs = 10_000;

/** Decides for one device. Times are the caller's, in milliseconds of any one clock. */
export class ReconnectPolicy {
  readonly #options: () => ReconnectOptions;
  #attempt = 0;
  #connectedSinceMs: number | undefined;

  /** @param options - as they are when something is to be decided. */
  constructor(options: () => ReconnectOptions) {
    this.#options = options;
  }

  get isOn(): boolean {
    return this.#options().mode === 'on';
  }

  /** The device is there. */
  connected(nowMs: number): void {
    this.#connectedSinceMs = nowMs;
  }

  /** The device went away, or was not found. */
  failed(nowMs: number, isRecorded: boolean): ComebackDecision {
    const { initialDelayMs, maxDelayMs, maxAttempts } = this.#options();
    if (this.#connectedSinceMs !== undefined && nowMs - this.#connectedSinceMs >= steadyAfterMs)
      this.#attempt = 0;
    this.#connectedSinceMs = undefined;
    if (!this.isOn || (!isRecorded && this.#attempt >= maxAttempts)) return { giveUp: true };
    this.#attempt += 1;
    return {
      giveUp: false,
      attempt: this.#attempt,
      delayMs: Math.min(initialDelayMs * 2 ** (this.#attempt - 1), maxDelayMs),
    };
  }
}

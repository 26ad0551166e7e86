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

/** Decides for one device. */
export class ReconnectPolicy {
  readonly #options: ReconnectOptions;
  #attempt = 0;

  constructor(options: ReconnectOptions) {
    this.#options = options;
  }

  get isOn(): boolean {
    return this.#options.mode === 'on';
  }

  /** The device is back. */
  succeeded(): void {
    this.#attempt = 0;
  }

  /** The device went away, or was not found. */
  failed(isRecorded: boolean): ComebackDecision {
    const { initialDelayMs, maxDelayMs, maxAttempts } = this.#options;
    if (!this.isOn || (!isRecorded && this.#attempt >= maxAttempts)) return { giveUp: true };
    this.#attempt += 1;
    return {
      giveUp: false,
      attempt: this.#attempt,
      delayMs: Math.min(initialDelayMs * 2 ** (this.#attempt - 1), maxDelayMs),
    };
  }
}

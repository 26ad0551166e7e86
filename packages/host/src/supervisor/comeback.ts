/** What follows after a device could not be used: another attempt after a while, or the end. */
export type ComebackDecision =
  | { readonly giveUp: true }
  | { readonly giveUp: false; readonly attempt: number; readonly delayMs: number };

export interface ComebackOptions {
  decide(): ComebackDecision;
  onScheduled(attempt: number, delayMs: number): void;
  /** Tries once. */
  attempt(signal: AbortSignal): Promise<void>;
  onBack(): void;
  /** @returns whether to try again. */
  onFailed(error: unknown): boolean;
  onGaveUp(): void;
  /** Runs an attempt when nothing else is done with the device. */
  serialize(operation: () => Promise<void>): Promise<void>;
}

/** Brings a device back: waits, tries, waits longer, until it is back, given up or not wanted any more. */
export class Comeback {
  readonly #options: ComebackOptions;
  #timer: NodeJS.Timeout | undefined;
  #round: AbortController | undefined;
  #isTrying = false;

  constructor(options: ComebackOptions) {
    this.#options = options;
  }

  /** Whether an attempt is under way: it fails by itself when the isolate ends or the device is lost again. */
  get isTrying(): boolean {
    return this.#isTrying;
  }

  begin(): void {
    const decision = this.#options.decide();
    if (decision.giveUp) {
      this.#options.onGaveUp();
      return;
    }
    const { attempt, delayMs } = decision;
    const round = new AbortController();
    this.#round = round;
    this.#options.onScheduled(attempt, delayMs);
    this.#timer = setTimeout(() => {
      void this.#options.serialize(() => this.#try(round.signal));
    }, delayMs);
  }

  cancel(): void {
    clearTimeout(this.#timer);
    this.#round?.abort();
  }

  async #try(signal: AbortSignal): Promise<void> {
    if (signal.aborted) return;
    this.#isTrying = true;
    try {
      await this.#options.attempt(signal);
    } catch (error) {
      this.#isTrying = false;
      if (!signal.aborted && this.#options.onFailed(error)) this.begin();
      return;
    }
    this.#isTrying = false;
    this.#options.onBack();
  }
}

import type { Clock } from '@modlink/sdk';
import type { EventSource } from './event-source.js';

/** After a pause a timer may find much to catch up with: it lets others run after so many events. */
const maxEventsPerTurn = 256;

export interface TimelineOptions {
  readonly clock: Clock;
  /** Host clock at which the sources' times begin. */
  readonly startNs: bigint;
  readonly sources: readonly EventSource[];
  /** When it ends by itself, from the start; never when absent. */
  readonly endNs?: bigint | undefined;
  /** Called once when it ended by itself, with everything up to the end emitted. */
  readonly onEnd: () => void;
  /** Called once when a source threw; nothing is emitted after that. */
  readonly onFailure: (thrown: unknown) => void;
  /** Whether nobody listens any more. */
  readonly isClosed: () => boolean;
}

/**
 * Runs sources by the host clock with one timer, which sleeps until the next event. The clock alone decides what is
 * due: a late timer makes up for it at once, and nothing is skipped.
 */
export class Timeline {
  readonly #options: TimelineOptions;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isRunning = true;

  constructor(options: TimelineOptions) {
    this.#options = options;
    this.#sleep();
  }

  /** Emits what was taken up to now, the partial chunks included, and ends. Nothing is emitted after it returns. */
  stop(): void {
    if (!this.#isRunning) return;
    this.#end();
    this.#emitUntil(this.#nowNs());
  }

  #turn(): void {
    if (this.#options.isClosed()) {
      this.#end();
      return;
    }
    const { endNs, onEnd, onFailure } = this.#options;
    const nowNs = this.#nowNs();
    try {
      if (endNs !== undefined && nowNs >= endNs) {
        this.#end();
        this.#emitUntil(endNs);
        onEnd();
        return;
      }
      for (let events = 0; events < maxEventsPerTurn && this.#isRunning; events++) {
        const next = this.#nextSource();
        if (next.nextNs > nowNs) break;
        next.emitNext();
      }
    } catch (thrown) {
      this.#end();
      onFailure(thrown);
      return;
    }
    if (this.#isRunning) this.#sleep();
  }

  #sleep(): void {
    const { endNs } = this.#options;
    const { nextNs } = this.#nextSource();
    const wakeNs = endNs !== undefined && endNs < nextNs ? endNs : nextNs;
    const delayMs = Math.max(0, Math.ceil(Number(wakeNs - this.#nowNs()) / 1e6));
    this.#timer = setTimeout(() => this.#turn(), delayMs);
  }

  #end(): void {
    this.#isRunning = false;
    clearTimeout(this.#timer);
  }

  #emitUntil(offsetNs: bigint): void {
    for (const source of this.#options.sources) source.emitUntil(offsetNs);
  }

  #nextSource(): EventSource {
    return this.#options.sources.reduce((first, source) => (source.nextNs < first.nextNs ? source : first));
  }

  /** The host clock, from the start. */
  #nowNs(): bigint {
    return this.#options.clock.nowNs() - this.#options.startNs;
  }
}

import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Clock } from '@modlink/sdk';
import { TestkitError } from '../errors.js';
import { type DriverTimer, replaceGlobalTimers } from './global-timers.js';

const nsPerMs = 1e6;

/** One thing that is to happen. */
interface Due {
  /** Nanoseconds from the start of the clock. */
  readonly atNs: number;
  readonly run: () => void;
}

/** How a {@link VirtualClock} begins. */
export interface VirtualClockOptions {
  /** Host clock at the beginning, nanoseconds since the Unix epoch. Some day of 2023 when absent. */
  readonly startNs?: bigint | undefined;
}

let owner: VirtualClock | undefined;

/** How Node calls what it is doing with a file. */
const isOfFile = /^(FSReq|CloseReq)/;

/** Lets promises go on, and what is read or written of files come to its end: a disk knows nothing of virtual time. */
async function turn(): Promise<void> {
  do await nextTurn();
  while (process.getActiveResourcesInfo().some((resource) => isOfFile.test(resource)));
}

/**
 * A host clock that moves only when a test says so.
 *
 * While it is installed, `setTimeout` (also that of `node:timers/promises`), `setInterval` and `performance.now()` of the
 * process follow it as well, so that a driver that polls or waits runs in no time and always the same. Promises,
 * `setImmediate`, `AbortSignal.timeout` and `Date` are left as they are. No time passes while a file is read or written.
 */
export class VirtualClock implements Clock {
  readonly #startNs: bigint;
  readonly #due = new Set<Due>();
  readonly #timers = new Set<DriverTimer>();
  #elapsedNs = 0;
  #steppedNs = 0n;
  #restore: (() => void) | undefined;

  constructor({ startNs = 1_700_000_000_000_000_000n }: VirtualClockOptions = {}) {
    this.#startNs = startNs;
  }

  /** The host clock, nanoseconds since the Unix epoch. */
  nowNs(): bigint {
    return this.#startNs + this.#steppedNs + BigInt(this.#elapsedNs);
  }

  /** Milliseconds since the clock began. */
  get elapsedMs(): number {
    return this.#elapsedNs / nsPerMs;
  }

  /** How many timers were set, through the global functions, that are still to fire. */
  get pendingTimers(): number {
    return this.#timers.size;
  }

  /**
   * Something that happens in the simulated world: what a device sends, a plug that is pulled. Not counted in
   * {@link pendingTimers}.
   * @returns a function that calls it off.
   */
  schedule(delayMs: number, run: () => void): () => void {
    // Whole nanoseconds: what falls due at the same time must not differ by how it was computed.
    const due: Due = { atNs: Math.round(this.#elapsedNs + Math.max(0, delayMs) * nsPerMs), run };
    this.#due.add(due);
    return () => this.#due.delete(due);
  }

  /**
   * Lets time pass: everything that falls due happens in its order, each with the promises that follow from it.
   * @throws what a timer threw: in a host it would end the driver's process.
   */
  async advance(ms: number): Promise<void> {
    const untilNs = Math.round(this.#elapsedNs + ms * nsPerMs);
    await turn();
    for (let next = this.#next(untilNs); next !== undefined; next = this.#next(untilNs)) {
      this.#due.delete(next);
      this.#elapsedNs = Math.max(this.#elapsedNs, next.atNs);
      next.run();
      await turn();
    }
    this.#elapsedNs = untilNs;
  }

  /**
   * Lets time pass until a call is done, such as one of a driver's control methods.
   * @param limitMs - how much time at most; a call that is not done by then is waited for without time passing.
   * @returns what the call gave.
   */
  async until<T>(call: Promise<T>, limitMs = 60_000): Promise<T> {
    let isDone = false;
    const end = () => {
      isDone = true;
    };
    call.then(end, end);
    await this.advance(0);
    for (let ms = 0; !isDone && ms < limitMs; ms++) await this.advance(1);
    return call;
  }

  /** The host clock jumps ahead while nothing runs, as when a machine sleeps. Timers do not notice. */
  step(ms: number): void {
    this.#steppedNs += BigInt(Math.round(ms * nsPerMs));
  }

  /**
   * Takes over the timers of the process until {@link uninstall}.
   * @throws {TestkitError} `CLOCK_IN_USE` while another clock has them.
   */
  install(): this {
    if (owner !== undefined) {
      throw new TestkitError(
        'CLOCK_IN_USE',
        'A virtual clock has the timers of this process already. Uninstall it first, and run tests one after the other.',
      );
    }
    owner = this;
    this.#restore = replaceGlobalTimers({
      nowMs: () => this.elapsedMs,
      add: (timer, delayMs) => {
        this.#timers.add(timer);
        return this.schedule(delayMs, () => timer.fire());
      },
      ended: (timer) => this.#timers.delete(timer),
    });
    return this;
  }

  /** Gives the timers of the process back; what was still to fire never will. */
  uninstall(): void {
    if (owner !== this) return;
    owner = undefined;
    this.#restore?.();
    this.#restore = undefined;
    this.#timers.clear();
    this.#due.clear();
  }

  #next(untilNs: number): Due | undefined {
    let first: Due | undefined;
    for (const due of this.#due) {
      if (due.atNs <= untilNs && (first === undefined || due.atNs < first.atNs)) first = due;
    }
    return first;
  }
}

/** Stands in for the timers of the process: what a driver sets fires when a virtual clock says so. */
import { syncBuiltinESMExports } from 'node:module';
import timersPromises from 'node:timers/promises';

/** What the timers follow. */
export interface TimerSource {
  /** Milliseconds since the clock began. */
  nowMs(): number;
  /** @returns a function that calls the timer off. */
  add(timer: DriverTimer, delayMs: number): () => void;
  /** The timer is not to fire any more. */
  ended(timer: DriverTimer): void;
}

/** As Node does it: whole milliseconds, at least one. */
const wholeMs = (delayMs: unknown): number => {
  const ms = Math.trunc(Number(delayMs));
  return ms >= 1 && ms <= 0x7fffffff ? ms : 1;
};

let lastId = 0;
const byId = new Map<number, DriverTimer>();

/** A timer is also cleared by its number. An object is one of the process's own, whatever number it has. */
const byNumber = (timer: unknown): DriverTimer | undefined =>
  typeof timer === 'number' || typeof timer === 'string' ? byId.get(Number(timer)) : undefined;

/** What `setTimeout` and `setInterval` return: as much of Node's `Timeout` as programs use. */
export class DriverTimer {
  readonly #id: number;
  readonly #source: TimerSource;
  readonly #callback: () => void;
  readonly #delayMs: number;
  readonly #repeats: boolean;
  #cancel: (() => void) | undefined;

  constructor(source: TimerSource, callback: () => void, delayMs: number, repeats: boolean) {
    lastId += 1;
    this.#id = lastId;
    this.#source = source;
    this.#callback = callback;
    this.#delayMs = delayMs;
    this.#repeats = repeats;
    this.#arm();
  }

  /** Called when the time has come. */
  fire(): void {
    if (this.#repeats) this.#arm();
    else this.close();
    this.#callback();
  }

  close(): this {
    this.#cancel?.();
    this.#cancel = undefined;
    byId.delete(this.#id);
    this.#source.ended(this);
    return this;
  }

  refresh(): this {
    this.#cancel?.();
    this.#arm();
    return this;
  }

  ref(): this {
    return this;
  }

  unref(): this {
    return this;
  }

  hasRef(): boolean {
    return true;
  }

  [Symbol.toPrimitive](): number {
    return this.#id;
  }

  [Symbol.dispose](): void {
    this.close();
  }

  #arm(): void {
    byId.set(this.#id, this);
    this.#cancel = this.#source.add(this, this.#delayMs);
  }
}

/** @returns a function that puts the real ones back. */
export function replaceGlobalTimers(source: TimerSource): () => void {
  const real = { setTimeout, setInterval, clearTimeout, clearInterval };
  const realNow = Object.getOwnPropertyDescriptor(performance, 'now');
  const set =
    (repeats: boolean) =>
    (callback: (...args: unknown[]) => void, delayMs?: number, ...args: unknown[]) =>
      new DriverTimer(source, () => callback(...args), wholeMs(delayMs), repeats);
  const beganMs = performance.now();
  const clear =
    (clearReal: (timer: ReturnType<typeof setTimeout>) => void) =>
    (timer: unknown): void => {
      const ours = timer instanceof DriverTimer ? timer : byNumber(timer);
      if (ours !== undefined) ours.close();
      else clearReal(timer as ReturnType<typeof setTimeout>);
    };
  Object.assign(globalThis, {
    setTimeout: set(false),
    setInterval: set(true),
    clearTimeout: clear(real.clearTimeout),
    clearInterval: clear(real.clearInterval),
  });
  Object.defineProperty(performance, 'now', {
    configurable: true,
    writable: true,
    value: () => beganMs + source.nowMs(),
  });
  const realSleep = timersPromises.setTimeout;
  timersPromises.setTimeout = sleepBy(source);
  // So that modules which import the function by its name get the other one, too.
  syncBuiltinESMExports();
  return () => {
    Object.assign(globalThis, real);
    if (realNow === undefined) Reflect.deleteProperty(performance, 'now');
    else Object.defineProperty(performance, 'now', realNow);
    timersPromises.setTimeout = realSleep;
    syncBuiltinESMExports();
    byId.clear();
  };
}

/** `setTimeout` of `node:timers/promises`. */
function sleepBy(source: TimerSource): typeof timersPromises.setTimeout {
  return <T>(
    delayMs?: number,
    value?: T,
    options: { readonly signal?: AbortSignal | undefined } = {},
  ): Promise<T> =>
    new Promise<T>((resolve, reject) => {
      const { signal } = options;
      const abort = () => {
        timer.close();
        reject(new DOMException('The operation was aborted', { name: 'AbortError', cause: signal?.reason }));
      };
      const timer = new DriverTimer(
        source,
        () => {
          signal?.removeEventListener('abort', abort);
          resolve(value as T);
        },
        wholeMs(delayMs),
        false,
      );
      if (signal?.aborted) abort();
      else signal?.addEventListener('abort', abort, { once: true });
    });
}

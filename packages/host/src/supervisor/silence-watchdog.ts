import type { BusStream } from '../bus/bus.js';

/** When a streaming device counts as silent, and what is done then. */
export interface SilenceOptions {
  /**
   * `report`: an event. `restart-stream`: the driver stops and starts streaming, again and again with longer waits.
   * `reconnect`: the device is let go and connected anew, as after a lost connection.
   */
  readonly action: 'report' | 'restart-stream' | 'reconnect';
  /** A stream with a rate is silent after this many of its chunk periods without a frame... */
  readonly chunkPeriods: number;
  /** ...but not before this, milliseconds. */
  readonly minSilenceMs: number;
  /** How long a stream may take to its first frame, milliseconds, where that is longer. */
  readonly firstFrameMs: number;
  /** When a stream of irregular rate is silent, milliseconds. 0: never. */
  readonly irregularSilenceMs: number;
}

export const defaultSilenceOptions: SilenceOptions = {
  action: 'restart-stream',
  chunkPeriods: 20,
  minSilenceMs: 3_000,
  firstFrameMs: 10_000,
  irregularSilenceMs: 0,
};

/** The wait from one action to the next doubles up to this. */
const maxActionIntervalMs = 60_000;

export interface SilenceWatchdogOptions {
  /** As they are when it looks. */
  readonly options: () => SilenceOptions;
  /** The streams of the device. */
  readonly streams: () => readonly BusStream[];
  /**
   * Streams fell silent, or an action did not help.
   * @param act - whether something is to be done: the whole device is silent, not just some of its streams.
   */
  readonly onSilent: (streams: readonly BusStream[], silentMs: number, act: boolean) => void;
  readonly onResumed: (stream: BusStream, fromNs: bigint | undefined, toNs: bigint) => void;
}

interface WatchedStream {
  lastArrivalNs: bigint | undefined;
  heard: boolean;
  silentMs: number;
  isSilent: boolean;
}

/**
 * Notices that a streaming device falls silent for longer than its rate explains. It looks at the streams' statistics
 * from time to time, so that a frame costs nothing more. Time in which this process was held up does not count.
 */
export class SilenceWatchdog {
  readonly #options: SilenceWatchdogOptions;
  #intervalMs = 0;
  #timer: NodeJS.Timeout | undefined;
  #tickMs = 0;
  #watched = new Map<BusStream, WatchedStream>();
  #actionIntervalMs = 0;
  #sinceActionMs = 0;

  constructor(options: SilenceWatchdogOptions) {
    this.#options = options;
  }

  /** The device streams from now on. */
  start(): void {
    if (this.#timer !== undefined) return;
    // What it gave before does not count: it may take its time to the first frame again.
    this.#watched = new Map(
      this.#options
        .streams()
        .map((stream) => [stream, watchedFrom(stream.statistics.snapshot().lastArrivalNs)]),
    );
    this.#actionIntervalMs = 0;
    this.#intervalMs = Math.min(Math.max(this.#options.options().minSilenceMs / 4, 10), 1_000);
    this.#tickMs = performance.now();
    this.#timer = setInterval(() => this.#tick(), this.#intervalMs).unref();
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #tick(): void {
    const nowMs = performance.now();
    // What arrived while this process was held up is read after this.
    const elapsedMs = Math.min(nowMs - this.#tickMs, this.#intervalMs * 2);
    this.#tickMs = nowMs;
    this.#sinceActionMs += elapsedMs;
    const watched = this.#options
      .streams()
      .filter((stream) => this.#limitMs(stream) < Number.POSITIVE_INFINITY)
      .map((stream) => ({ stream, state: this.#look(stream, elapsedMs) }));
    const fresh = watched.filter(({ stream, state }) => !state.isSilent && this.#isTooLong(stream, state));
    for (const { state } of fresh) state.isSilent = true;
    const silent = watched.filter(({ state }) => state.isSilent);
    const act = silent.length > 0 && silent.length === watched.length;
    if (fresh.length === 0 && !(act && this.#isActionDue())) return;
    if (act) this.#countAction();
    const silentMs = Math.round(Math.max(...silent.map(({ state }) => state.silentMs)));
    this.#options.onSilent(
      silent.map(({ stream }) => stream),
      silentMs,
      act,
    );
  }

  /** Whether what was done did not help, and it is time to do it again. */
  #isActionDue(): boolean {
    const { action } = this.#options.options();
    return action !== 'report' && this.#sinceActionMs >= this.#actionIntervalMs;
  }

  #countAction(): void {
    const { firstFrameMs } = this.#options.options();
    this.#sinceActionMs = 0;
    const nextMs = Math.min(this.#actionIntervalMs * 2, maxActionIntervalMs);
    this.#actionIntervalMs = Math.max(firstFrameMs, nextMs);
  }

  #look(stream: BusStream, elapsedMs: number): WatchedStream {
    const { lastArrivalNs } = stream.statistics.snapshot();
    const state = this.#watched.get(stream) ?? watchedFrom(undefined);
    this.#watched.set(stream, state);
    if (lastArrivalNs === state.lastArrivalNs || lastArrivalNs === undefined) {
      state.silentMs += elapsedMs;
      return state;
    }
    if (state.isSilent) {
      this.#options.onResumed(stream, state.lastArrivalNs, lastArrivalNs);
      this.#actionIntervalMs = 0;
    }
    Object.assign(state, { lastArrivalNs, heard: true, silentMs: 0, isSilent: false });
    return state;
  }

  #isTooLong(stream: BusStream, { silentMs, heard }: WatchedStream): boolean {
    const limitMs = this.#limitMs(stream);
    return silentMs >= (heard ? limitMs : Math.max(limitMs, this.#options.options().firstFrameMs));
  }

  #limitMs({ descriptor: { nominalSampleRateHz, chunkSize } }: BusStream): number {
    const { chunkPeriods, minSilenceMs, irregularSilenceMs } = this.#options.options();
    if (nominalSampleRateHz === 'irregular') return irregularSilenceMs || Number.POSITIVE_INFINITY;
    return Math.max(minSilenceMs, (chunkPeriods * chunkSize * 1_000) / nominalSampleRateHz);
  }
}

const watchedFrom = (lastArrivalNs: bigint | undefined): WatchedStream => ({
  lastArrivalNs,
  heard: false,
  silentMs: 0,
  isSilent: false,
});

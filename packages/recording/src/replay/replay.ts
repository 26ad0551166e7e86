import { type Clock, createSystemClock } from '@modlink/sdk';
import { RecordingError } from '../errors.js';
import { AddedEvents } from './added-events.js';
import { Delivery } from './delivery.js';
import { Pace } from './pace.js';
import { checkLoop, checkPosition, checkSpeed } from './replay-checks.js';
import { nameStreams } from './replay-streams.js';
import type {
  ReplayConsumer,
  ReplayFile,
  ReplayLoop,
  ReplayOptions,
  ReplaySpeed,
  ReplayState,
  ReplayStatus,
  ReplayStream,
  ReplayTimers,
} from './replay-types.js';
import { Run } from './run.js';
import { Timeline, type TimelineItem } from './timeline.js';
import type { Track } from './track.js';

/** How long frames are delivered before other work of the process gets its turn. */
const turnNs = 8_000_000n;
/** No seam between rounds is longer than this, however slow a stream is. */
const longestSeamMs = 1_000;

const processTimers: ReplayTimers = {
  setTimeout: (run, delayMs) => setTimeout(run, delayMs),
  clearTimeout: (timer) => clearTimeout(timer as NodeJS.Timeout),
};

/**
 * Recordings that are played. It reads ahead by a chunk of each file, and waits for a consumer that gives a promise.
 * Made by `openReplay`.
 */
export class Replay implements AsyncDisposable {
  readonly files: readonly ReplayFile[];
  /** A stream whose descriptor changed while it was recorded is there once for each descriptor. */
  readonly streams: readonly ReplayStream[];
  readonly durationMs: number;
  readonly #timeline: Timeline;
  readonly #consumer: ReplayConsumer;
  readonly #clock: Clock;
  readonly #timers: ReplayTimers;
  readonly #pace: Pace;
  readonly #delivery: Delivery;
  /** From the last frame of a round to the first of the next. */
  readonly #seamNs: bigint;
  #state: ReplayState = 'paused';
  #loop: ReplayLoop;
  /** What was delivered last, or where it was sought to. */
  #positionNs = 0n;
  #run: Run | undefined;
  #closing: Promise<void> | undefined;

  /** @internal made by `openReplay` */
  constructor(tracks: readonly Track[], consumer: ReplayConsumer, options: ReplayOptions) {
    this.#timeline = new Timeline([...tracks, ...addedTo(tracks)]);
    this.durationMs = Number(this.#timeline.durationNs) / 1e6;
    const byTrack = nameStreams(tracks);
    this.streams = tracks.flatMap((track) => [...(byTrack.get(track)?.values() ?? [])]);
    this.files = tracks.map(({ recording: { info }, originNs }) => ({
      info,
      startMs: Number((info.firstNs ?? originNs) - originNs) / 1e6,
    }));
    this.#consumer = consumer;
    this.#clock = options.clock ?? createSystemClock();
    this.#timers = options.timers ?? processTimers;
    this.#pace = new Pace(this.#clock, checkSpeed(options.speed ?? 1));
    this.#delivery = new Delivery(byTrack, consumer, this.#pace);
    this.#loop = checkLoop(options.loop ?? false, this.durationMs);
    this.#seamNs = BigInt(Math.round(seamMs(this.streams) * 1e6));
    this.#moveTo(checkPosition(options.startMs ?? 0, this.durationMs));
  }

  status(): ReplayStatus {
    const { durationMs } = this;
    return {
      state: this.#state,
      positionMs: this.#currentPositionMs(),
      durationMs,
      speed: this.#pace.speed,
      loop: this.#loop,
    };
  }

  /** Plays from where it is; from the start, where it had ended. @throws {RecordingError} `REPLAY_CLOSED` */
  play(): void {
    this.#requireUsable();
    if (this.#state === 'playing') return;
    if (this.#state === 'ended') this.#jumpTo(this.#range().fromMs);
    this.#start();
  }

  /** Nothing is delivered once this has returned, but what a consumer still has in hand. @throws {RecordingError} `REPLAY_CLOSED` */
  pause(): void {
    this.#requireUsable();
    if (this.#state !== 'playing') return;
    this.#stopAt('paused');
  }

  /**
   * Goes to a position, and plays on from there if it played. What lies before the start or after the end is the start or
   * the end.
   * @returns when what is there has been read.
   * @throws {RecordingError} `REPLAY_CLOSED`, `REPLAY_INVALID_OPTIONS`; what reading gives makes the replay fail.
   */
  async seek(positionMs: number): Promise<void> {
    this.#requireUsable();
    const target = checkPosition(positionMs, this.durationMs);
    const wasPlaying = this.#state === 'playing';
    this.#stopRun();
    this.#jumpTo(target);
    this.#state = 'paused';
    if (wasPlaying) this.#start();
    else this.#changed();
    await this.#fill();
  }

  /** @throws {RecordingError} `REPLAY_CLOSED`, `REPLAY_INVALID_OPTIONS` */
  setSpeed(speed: ReplaySpeed): void {
    this.#requireUsable();
    const checked = checkSpeed(speed);
    this.#positionNs = this.#currentPositionNs();
    this.#pace.anchor(this.#positionNs, checked);
    this.#run?.wake();
    this.#changed();
  }

  /** @throws {RecordingError} `REPLAY_CLOSED`, `REPLAY_INVALID_OPTIONS` */
  setLoop(loop: ReplayLoop): void {
    this.#requireUsable();
    this.#loop = checkLoop(loop, this.durationMs);
    this.#run?.wake();
    this.#changed();
  }

  /**
   * Delivers the next frame or event, and is paused then.
   * @returns whether there was one.
   * @throws {RecordingError} `REPLAY_CLOSED`
   */
  async step(): Promise<boolean> {
    this.#requireUsable();
    if (this.#state === 'playing') this.#stopAt('paused');
    await this.#fill();
    const item = this.#timeline.isReady ? this.#timeline.peek() : undefined;
    if (item === undefined || this.#state === 'failed' || this.#state === 'closed') return false;
    this.#pace.anchor(item.positionNs);
    await this.#guarded(() => this.#deliver(item));
    return true;
  }

  /** Ends it and closes the files. Closing twice does nothing. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #close(): Promise<void> {
    this.#stopRun();
    this.#state = 'closed';
    await this.#timeline.close();
    this.#changed();
  }

  #start(): void {
    const run = new Run(this.#timers);
    this.#run = run;
    this.#state = 'playing';
    this.#pace.anchor(this.#positionNs);
    this.#changed();
    void this.#guarded(() => this.#play(run));
  }

  #stopAt(state: ReplayState): void {
    const positionNs = this.#currentPositionNs();
    this.#stopRun();
    this.#positionNs = positionNs;
    this.#state = state;
    this.#changed();
  }

  #stopRun(): void {
    this.#run?.stop();
    this.#run = undefined;
  }

  /** Delivers what falls due until it is stopped, or at the end. */
  async #play(run: Run): Promise<void> {
    if (!this.#timeline.isReady) {
      await this.#timeline.fill();
      if (run.isStopped) return;
      // Time counts from when there is something to play.
      this.#pace.anchor(this.#positionNs);
    }
    let turnEndsNs = this.#clock.nowNs() + turnNs;
    while (!run.isStopped) {
      if (this.#clock.nowNs() >= turnEndsNs) {
        await run.turn();
        turnEndsNs = this.#clock.nowNs() + turnNs;
        continue;
      }
      if (!this.#timeline.isReady) {
        await this.#timeline.fill();
        continue;
      }
      const item = this.#timeline.peek();
      const { fromMs, toNs } = this.#range();
      if (item === undefined || item.positionNs > toNs) {
        if (this.#loop === false) {
          this.#positionNs = this.#timeline.durationNs;
          this.#stopRun();
          this.#state = 'ended';
          this.#changed();
          return;
        }
        const waitMs = this.#pace.untilMs(toNs + this.#seamNs);
        // At least a moment, so that rounds without anything to deliver leave time for other work.
        await run.sleep(Math.max(waitMs, 1));
        turnEndsNs = this.#clock.nowNs() + turnNs;
        if (!run.isStopped && this.#pace.untilMs(toNs + this.#seamNs) === 0) this.#jumpTo(fromMs);
        continue;
      }
      const waitMs = this.#pace.untilMs(item.positionNs);
      if (waitMs > 0) {
        await run.sleep(waitMs);
        turnEndsNs = this.#clock.nowNs() + turnNs;
        continue;
      }
      const taken = this.#deliver(item);
      if (taken !== undefined) await taken;
    }
  }

  #deliver(item: TimelineItem): void | Promise<void> {
    this.#positionNs = item.positionNs;
    const taken = this.#delivery.deliver(item);
    item.lane.advance();
    return taken;
  }

  /** What is played: all of the timeline, or the part that is looped. */
  #range(): { readonly fromMs: number; readonly toNs: bigint } {
    return typeof this.#loop === 'boolean'
      ? { fromMs: 0, toNs: this.#timeline.durationNs }
      : { fromMs: this.#loop.fromMs, toNs: BigInt(Math.round(this.#loop.toMs * 1e6)) };
  }

  #jumpTo(positionMs: number): void {
    this.#moveTo(positionMs);
    this.#consumer.onJump?.(positionMs);
  }

  #moveTo(positionMs: number): void {
    this.#positionNs = BigInt(Math.round(positionMs * 1e6));
    this.#timeline.seek(this.#positionNs);
    this.#pace.anchor(this.#positionNs);
  }

  #currentPositionMs(): number {
    return Number(this.#currentPositionNs()) / 1e6;
  }

  /** While it plays, time goes on between frames; but never past the frame that comes next. */
  #currentPositionNs(): bigint {
    const positionNs = this.#state === 'playing' ? this.#pace.position() : undefined;
    if (positionNs === undefined || positionNs < this.#positionNs || !this.#timeline.isReady)
      return this.#positionNs;
    const limitNs = this.#timeline.peek()?.positionNs ?? this.#timeline.durationNs;
    if (positionNs > limitNs) return limitNs;
    return positionNs;
  }

  #fill(): Promise<void> {
    return this.#guarded(() => this.#timeline.fill());
  }

  /** Whatever goes wrong ends the replay. */
  async #guarded(run: () => void | Promise<void>): Promise<void> {
    try {
      await run();
    } catch (error) {
      // What is closed under a read fails, and is no news.
      if (this.#state === 'closed' || this.#state === 'failed') return;
      this.#stopRun();
      this.#state = 'failed';
      this.#consumer.onFailed?.(error);
      this.#changed();
    }
  }

  #changed(): void {
    this.#consumer.onChange?.(this.status());
  }

  #requireUsable(): void {
    if (this.#state !== 'closed' && this.#state !== 'failed') return;
    throw new RecordingError('REPLAY_CLOSED', `The replay is ${this.#state}. Open the recordings again.`);
  }
}

/** What was added to the recordings afterwards. */
const addedTo = (tracks: readonly Track[]): AddedEvents[] =>
  tracks
    .filter(({ recording }) => recording.edits.added.length > 0)
    .map(({ recording, originNs }) => new AddedEvents(recording, originNs));

/** The longest time that one frame of a stream stands for. */
function seamMs(streams: readonly ReplayStream[]): number {
  const frames = streams.map(({ descriptor: { chunkSize, nominalSampleRateHz } }) =>
    nominalSampleRateHz === 'irregular' ? 0 : (chunkSize / nominalSampleRateHz) * 1_000,
  );
  return Math.min(Math.max(0, ...frames), longestSeamMs);
}

import { setTimeout as sleep } from 'node:timers/promises';
import type {
  Replay,
  ReplayConsumer,
  ReplayFile,
  ReplayFrame,
  ReplayLoop,
  ReplaySpeed,
  ReplayStatus,
  ReplayStream,
} from '@modlink/recording';
import type { Bus, BusStream } from '../bus/bus.js';
import type { ReplayEvents } from './replay-events.js';

const positionIntervalMs = 200;
/** How long consumers that must have every frame are given to catch up, before they are looked at again. */
const takingMs = 1;

/** A stream of the bus, and which stream of the recordings it shows now. */
interface ShownStream {
  readonly replayed: ReplayStream;
  readonly stream: BusStream;
}

/**
 * Recordings that are played onto a bus of their own: whatever works on the streams of devices works on these.
 * Made by `host.replays.open`.
 */
export class HostReplay implements AsyncDisposable {
  readonly replayId: string;
  /** The streams of the recordings. Frames have their original timestamps; they arrive when they are played. */
  readonly bus: Bus;
  readonly events: ReplayEvents;
  readonly #onClosed: () => void;
  readonly #shown = new Map<string, ShownStream>();
  #replay: Replay | undefined;
  #positionTimer: NodeJS.Timeout | undefined;

  /** @internal made by `host.replays.open` */
  constructor(replayId: string, bus: Bus, events: ReplayEvents, onClosed: () => void) {
    this.replayId = replayId;
    this.bus = bus;
    this.events = events;
    this.#onClosed = onClosed;
  }

  /** The recordings, and where each begins on the timeline. */
  get files(): readonly ReplayFile[] {
    return this.#opened.files;
  }

  /** Where it is, how long it is, and whether it plays. */
  status(): ReplayStatus {
    return this.#opened.status();
  }

  /** Plays from where it is; from the start, where it had ended. @throws {RecordingError} `REPLAY_CLOSED` */
  play(): void {
    this.#opened.play();
  }

  /** No frame comes once this has returned. @throws {RecordingError} `REPLAY_CLOSED` */
  pause(): void {
    this.#opened.pause();
  }

  /**
   * Goes to a position, milliseconds from the start, and plays on from there if it played.
   * @returns when what is there has been read.
   * @throws {RecordingError} `REPLAY_CLOSED`, `REPLAY_INVALID_OPTIONS`
   */
  seek(positionMs: number): Promise<void> {
    return this.#opened.seek(positionMs);
  }

  /** From 0.1 to 16; `'max'` is as fast as subscriptions with the policy `error` take it. @throws {RecordingError} `REPLAY_CLOSED`, `REPLAY_INVALID_OPTIONS` */
  setSpeed(speed: ReplaySpeed): void {
    this.#opened.setSpeed(speed);
  }

  /** All of it, or a range, again and again. @throws {RecordingError} `REPLAY_CLOSED`, `REPLAY_INVALID_OPTIONS` */
  setLoop(loop: ReplayLoop): void {
    this.#opened.setLoop(loop);
  }

  /** Gives the next frame or event, and is paused then. @returns whether there was one. @throws {RecordingError} `REPLAY_CLOSED` */
  step(): Promise<boolean> {
    return this.#opened.step();
  }

  /** Ends it and closes its files. Closing twice does nothing. */
  async close(): Promise<void> {
    this.#watchPosition(false);
    await this.#replay?.close();
    this.#onClosed();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  /** @internal Puts the streams on the bus. */
  use(replay: Replay): void {
    this.#replay = replay;
    for (const stream of replay.streams) if (!this.#shown.has(stream.streamId)) this.#show(stream);
  }

  /** @internal What the replay delivers to. */
  readonly consumer: ReplayConsumer = {
    onFrame: (frame) => this.#publish(frame),
    onEvent: ({ event, file: { path }, positionMs }) =>
      this.events.emit('recorded', { event, path, positionMs }),
    onJump: () => {
      for (const { stream } of this.#shown.values()) stream.statistics.interrupt();
    },
    onChange: (status) => {
      this.#watchPosition(status.state === 'playing');
      this.events.emit('changed', status);
    },
    onFailed: (error) => this.events.emit('failed', { error }),
  };

  get #opened(): Replay {
    if (this.#replay === undefined) throw new Error('The replay is not open yet.');
    return this.#replay;
  }

  #publish({ stream: replayed, view }: ReplayFrame): void | Promise<void> {
    const shown = this.#shown.get(replayed.streamId);
    const { stream } = shown?.replayed === replayed ? shown : this.#show(replayed);
    this.bus.publish(stream, view.bytes, 0);
    if (this.bus.isAnyFilling && this.status().speed === 'max') return this.#untilTaken();
  }

  /** A stream whose descriptor changed, or another one of the same name, comes under the descriptor of its own. */
  #show(replayed: ReplayStream): ShownStream {
    const shown = { replayed, stream: this.bus.declare(replayed.descriptor) };
    this.#shown.set(replayed.streamId, shown);
    return shown;
  }

  /** Waits for consumers that must have every frame. */
  async #untilTaken(): Promise<void> {
    while (this.bus.isAnyFilling && this.status().state === 'playing') {
      await sleep(takingMs);
    }
  }

  #watchPosition(isPlaying: boolean): void {
    clearInterval(this.#positionTimer);
    if (!isPlaying) return;
    this.#positionTimer = setInterval(
      () => this.events.emit('position', { positionMs: this.status().positionMs }),
      positionIntervalMs,
    );
  }
}

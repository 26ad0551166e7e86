import { openReplay, type ReplayOptions } from '@modlink/recording';
import { serializeError } from '@modlink/sdk';
import { Bus } from '../bus/bus.js';
import type { HostClock } from '../clock/host-clock.js';
import { HostError } from '../errors.js';
import type { HostEvents } from '../events/host-events.js';
import { HostReplay } from './host-replay.js';
import { ReplayEvents } from './replay-events.js';

export type OpenReplayOptions = Omit<ReplayOptions, 'clock' | 'timers'>;

/** The replays of a host. Several may be open side by side, each with a bus of its own. */
export class Replays {
  readonly #clock: HostClock;
  readonly #events: HostEvents;
  readonly #open = new Map<string, HostReplay>();
  #nextId = 1;
  #isClosed = false;

  /** @internal */
  constructor(clock: HostClock, events: HostEvents) {
    this.#clock = clock;
    this.#events = events;
  }

  /**
   * Opens recordings, finished or not, as one replay that is paused at its beginning.
   *
   * ```ts
   * await using replay = await host.replays.open(['eeg.mcap']);
   * replay.bus.tap('*:eeg', ({ view }) => console.log(view.data.values));
   * replay.play();
   * ```
   * @throws {RecordingError} `REPLAY_INVALID_OPTIONS`, and the errors of `openRecording`; {HostError} `HOST_CLOSED`
   */
  async open(files: string | readonly string[], options: OpenReplayOptions = {}): Promise<HostReplay> {
    const clock = this.#clock;
    const replayId = `replay-${this.#nextId++}`;
    const onFailed = (error: unknown): void =>
      this.#events.emit('consumer-failed', { error: serializeError(error) });
    const bus = new Bus({ clock, onConsumerFailed: onFailed });
    const replay = new HostReplay(replayId, bus, new ReplayEvents(onFailed), () =>
      this.#open.delete(replayId),
    );
    replay.use(await openReplay([files].flat(), replay.consumer, { ...options, clock }));
    if (this.#isClosed) {
      await replay.close();
      throw new HostError('HOST_CLOSED', 'The host is closed.');
    }
    this.#open.set(replayId, replay);
    return replay;
  }

  /** The replays that are open. */
  list(): readonly HostReplay[] {
    return [...this.#open.values()];
  }

  /** @throws {HostError} `UNKNOWN_REPLAY` */
  get(replayId: string): HostReplay {
    const replay = this.#open.get(replayId);
    if (replay !== undefined) return replay;
    const open = [...this.#open.keys()].join(', ') || 'none';
    throw new HostError('UNKNOWN_REPLAY', `There is no replay "${replayId}". Open are: ${open}.`);
  }

  /** Closes them all; none can be opened after it. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await Promise.all(this.list().map((replay) => replay.close()));
  }
}

import type { ChunkMessage } from '../reading/chunk.js';
import type { Recording } from '../reading/recording.js';

/** A sequence of messages on a timeline: of a recording, or of what was added to one. */
export interface Lane {
  readonly recording: Recording;
  /** The log time at the start of the timeline. */
  readonly originNs: bigint;
  /** Whether `next` says what comes next, or that nothing does. */
  readonly isReady: boolean;
  /** The message that comes next, **borrowed**. */
  readonly next: ChunkMessage | undefined;
  /** Goes on from a position of the timeline, as soon as it was filled. */
  seek(positionNs: bigint): void;
  /** Reads until it is ready. */
  fill(): Promise<void>;
  /** Goes on to the message after the next. */
  advance(): void;
}

/** What comes next on a timeline, and from which of its recordings. */
export interface TimelineItem {
  readonly lane: Lane;
  /** **Borrowed**: valid until the timeline goes on. */
  readonly message: ChunkMessage;
  /** Nanoseconds from the start of the timeline. */
  readonly positionNs: bigint;
}

/** Several recordings, as one sequence in the order of time. */
export class Timeline {
  readonly #lanes: readonly Lane[];
  readonly durationNs: bigint;

  constructor(lanes: readonly Lane[]) {
    this.#lanes = lanes;
    let durationNs = 0n;
    for (const { recording, originNs } of lanes) {
      const endNs = (recording.info.lastNs ?? originNs) - originNs;
      if (endNs > durationNs) durationNs = endNs;
    }
    this.durationNs = durationNs;
  }

  seek(positionNs: bigint): void {
    for (const lane of this.#lanes) lane.seek(positionNs);
  }

  /** Whether `peek` knows. */
  get isReady(): boolean {
    return this.#lanes.every(({ isReady }) => isReady);
  }

  /** Reads until it is ready. */
  async fill(): Promise<void> {
    await Promise.all(this.#lanes.map((lane) => lane.fill()));
  }

  /** What comes next; `undefined` at the end. To be asked when it is ready. */
  peek(): TimelineItem | undefined {
    let first: TimelineItem | undefined;
    for (const lane of this.#lanes) {
      const message = lane.next;
      if (message === undefined) continue;
      const positionNs = message.logTimeNs - lane.originNs;
      if (first === undefined || positionNs < first.positionNs) first = { lane, message, positionNs };
    }
    return first;
  }

  async close(): Promise<void> {
    const recordings = new Set(this.#lanes.map(({ recording }) => recording));
    await Promise.all(Array.from(recordings, (recording) => recording.close()));
  }
}

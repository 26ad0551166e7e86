import type { ChunkMessage } from '../reading/chunk.js';
import type { Track } from './track.js';

/** What comes next on a timeline, and from which of its recordings. */
export interface TimelineItem {
  readonly track: Track;
  /** **Borrowed**: valid until the timeline goes on. */
  readonly message: ChunkMessage;
  /** Nanoseconds from the start of the timeline. */
  readonly positionNs: bigint;
}

/** Several recordings, as one sequence in the order of time. */
export class Timeline {
  readonly #tracks: readonly Track[];
  readonly durationNs: bigint;

  constructor(tracks: readonly Track[]) {
    this.#tracks = tracks;
    let durationNs = 0n;
    for (const { recording, originNs } of tracks) {
      const endNs = (recording.info.lastNs ?? originNs) - originNs;
      if (endNs > durationNs) durationNs = endNs;
    }
    this.durationNs = durationNs;
  }

  seek(positionNs: bigint): void {
    for (const track of this.#tracks) track.seek(positionNs);
  }

  /** Whether `peek` knows. */
  get isReady(): boolean {
    return this.#tracks.every(({ isReady }) => isReady);
  }

  /** Reads until it is ready. */
  async fill(): Promise<void> {
    await Promise.all(this.#tracks.map((track) => track.fill()));
  }

  /** What comes next; `undefined` at the end. To be asked when it is ready. */
  peek(): TimelineItem | undefined {
    let first: TimelineItem | undefined;
    for (const track of this.#tracks) {
      const message = track.next;
      if (message === undefined) continue;
      const positionNs = message.logTimeNs - track.originNs;
      if (first === undefined || positionNs < first.positionNs) first = { track, message, positionNs };
    }
    return first;
  }

  async close(): Promise<void> {
    await Promise.all(this.#tracks.map(({ recording }) => recording.close()));
  }
}

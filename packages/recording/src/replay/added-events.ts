import { encodeEvent } from '../format/recording-event.js';
import type { ChunkMessage } from '../reading/chunk.js';
import type { Recording } from '../reading/recording.js';
import type { Lane } from './timeline.js';

/** The events that were added to a recording afterwards, played beside it. */
export class AddedEvents implements Lane {
  readonly recording: Recording;
  readonly originNs: bigint;
  readonly isReady = true;
  readonly #messages: readonly ChunkMessage[];
  #index = 0;

  constructor(recording: Recording, originNs: bigint) {
    this.recording = recording;
    this.originNs = originNs;
    const { firstNs = originNs, lastNs = originNs } = recording.info;
    const [channelId = 0] = recording.eventChannelIds;
    this.#messages = recording.edits.added.map(({ event }) => {
      const { timestampNs } = event;
      const atNs = within(timestampNs, firstNs, lastNs);
      return {
        channelId,
        sequence: 0,
        logTimeNs: atNs,
        publishTimeNs: timestampNs,
        data: encodeEvent(event),
      };
    });
  }

  get next(): ChunkMessage | undefined {
    return this.#messages[this.#index];
  }

  seek(positionNs: bigint): void {
    const fromNs = this.originNs + positionNs;
    const index = this.#messages.findIndex(({ logTimeNs }) => logTimeNs >= fromNs);
    this.#index = index < 0 ? this.#messages.length : index;
  }

  advance(): void {
    this.#index += 1;
  }

  async fill(): Promise<void> {}
}

/** What lies outside of the recording is played at its end that is next to it. */
function within(ns: bigint, firstNs: bigint, lastNs: bigint): bigint {
  if (ns < firstNs) return firstNs;
  if (ns > lastNs) return lastNs;
  return ns;
}

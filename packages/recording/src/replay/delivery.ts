import { FrameEncoder, FrameView } from '@modlink/sdk/encoding';
import { decodeEvent } from '../format/recording-event.js';
import { decoded } from '../reading/recording.js';
import type { Pace } from './pace.js';
import type { StreamsByTrack } from './replay-streams.js';
import type { ReplayConsumer, ReplayStream } from './replay-types.js';
import type { TimelineItem } from './timeline.js';

/** A timestamp so far before or after its arrival is of another clock: the arrival counts then. */
const mostBeforeArrivalNs = 60_000_000_000n;
const mostAfterArrivalNs = 1_000_000_000n;

/** Hands what is due to the consumer, as frames and events. */
export class Delivery {
  readonly #byTrack: StreamsByTrack;
  readonly #consumer: ReplayConsumer;
  readonly #pace: Pace;
  readonly #encoder = new FrameEncoder();
  readonly #lastReplayNs = new Map<string, bigint>();

  constructor(byTrack: StreamsByTrack, consumer: ReplayConsumer, pace: Pace) {
    this.#byTrack = byTrack;
    this.#consumer = consumer;
    this.#pace = pace;
  }

  /** The item may be gone on from at once: its bytes are copied. */
  deliver({ lane, message, positionNs }: TimelineItem): void | Promise<void> {
    const { channelId, logTimeNs } = message;
    const data = message.data.slice();
    const positionMs = Number(positionNs) / 1e6;
    const due = (timestampNs: bigint): bigint =>
      this.#pace.clockAt(shownAt(timestampNs, logTimeNs) - lane.originNs);
    const stream = this.#byTrack.get(lane)?.get(channelId);
    if (stream === undefined) {
      const { info } = lane.recording;
      const event = decoded(info.path, () => decodeEvent(data));
      return this.#consumer.onEvent?.({ event, file: info, positionMs, replayNs: due(event.timestampNs) });
    }
    const view = this.#viewOf(stream, data);
    const replayNs = this.#increasing(stream.streamId, due(view.timestampNs));
    return this.#consumer.onFrame({ stream, view, receivedNs: logTimeNs, positionMs, replayNs });
  }

  #viewOf({ streamId, recorded }: ReplayStream, bytes: Uint8Array): FrameView {
    const view = new FrameView(bytes);
    if (streamId === recorded.streamId) return view;
    const { timestampNs, deviceTimeNs, seq, lost, pixelFormat, data } = view;
    return new FrameView(
      this.#encoder.encode({ streamId, timestampNs, deviceTimeNs, seq, lost, pixelFormat, data }),
    );
  }

  /** A change of speed, a seam of a loop and the rounding of times do not make a stream step back. */
  #increasing(streamId: string, replayNs: bigint): bigint {
    const lastNs = this.#lastReplayNs.get(streamId);
    const nextNs = lastNs !== undefined && replayNs <= lastNs ? lastNs + 1n : replayNs;
    this.#lastReplayNs.set(streamId, nextNs);
    return nextNs;
  }
}

/** When a timestamp counts as having been, in log times. */
function shownAt(timestampNs: bigint, arrivalNs: bigint): bigint {
  const beforeNs = arrivalNs - timestampNs;
  return beforeNs > mostBeforeArrivalNs || beforeNs < -mostAfterArrivalNs ? arrivalNs : timestampNs;
}

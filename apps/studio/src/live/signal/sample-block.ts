import type { FrameView } from '@modlink/sdk/encoding';

/** Consecutive samples of all channels. */
export interface SampleBlock {
  /** Of the first sample, on the clock of the view. */
  readonly startMs: number;
  readonly periodMs: number;
  readonly count: number;
  /** One array per channel, of at least `count` values. */
  readonly channels: readonly Float64Array[];
}

/** Reads frames of a signal into arrays that it uses again: a block is valid until the next is read. */
export class BlockReader {
  #channels: Float64Array[] = [];

  /** @param startMs - the time of the first sample. */
  read(view: FrameView, startMs: number, periodMs: number): SampleBlock {
    const { shape, values } = view.data;
    const [channelCount = 0, count = 0] = shape;
    if (this.#channels.length !== channelCount || (this.#channels[0]?.length ?? 0) < count) {
      this.#channels = Array.from({ length: channelCount }, () => new Float64Array(count));
    }
    for (let channel = 0; channel < channelCount; channel++) {
      const into = this.#channels[channel] as Float64Array;
      const first = channel * count;
      for (let sample = 0; sample < count; sample++) into[sample] = Number(values[first + sample]);
    }
    return { startMs, periodMs, count, channels: this.#channels };
  }
}

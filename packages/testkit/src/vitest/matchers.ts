import { expect } from 'vitest';
import type { FrameRecorder } from '../recording/frame-recorder.js';
import { findGaps, type RecordedFrame, samplesByChannel } from '../recording/recorded-frame.js';

/** What the matchers look at: a recorder, or its frames. */
export type Emitted = Pick<FrameRecorder, 'frames'> | readonly RecordedFrame[];

/** How exactly samples are compared. */
export interface SampleOptions {
  /** The largest difference that counts as equal; 0 when absent. */
  readonly tolerance?: number | undefined;
}

/** Matchers for what a driver emitted; importing `@modlink/testkit/vitest` adds them to `expect`. */
export interface EmitMatchers<R = unknown> {
  /**
   * All samples of a signal in a row, whatever frames they came in, are these.
   * @param expected - one list of numbers per channel.
   */
  toEmitSamples(streamKey: string, expected: readonly ArrayLike<number>[], options?: SampleOptions): R;
  /** Frames came, none is missing and none is out of order: of one stream, or of all. */
  toHaveNoGaps(streamKey?: string): R;
}

declare module 'vitest' {
  // biome-ignore lint/suspicious/noExplicitAny: a declaration that is merged has the type parameters of the original.
  interface Matchers<T = any> extends EmitMatchers<T> {}
}

const framesOf = (emitted: Emitted, streamKey?: string): readonly RecordedFrame[] => {
  const frames = 'frames' in emitted ? emitted.frames : emitted;
  return frames.filter((frame) => streamKey === undefined || frame.streamKey === streamKey);
};

/** The first thing that differs, in words; `undefined` when nothing does. */
function difference(
  actual: readonly (readonly number[])[],
  expected: readonly ArrayLike<number>[],
  tolerance: number,
): string | undefined {
  if (actual.length !== expected.length)
    return `${actual.length} channels came, ${expected.length} were expected`;
  for (const [channel, values] of expected.entries()) {
    const came = actual[channel] ?? [];
    for (const [sample, value] of Array.from(values).entries()) {
      const other = came[sample];
      const isEqual =
        other !== undefined && (Object.is(other, value) || Math.abs(other - value) <= tolerance);
      if (!isEqual) return `sample ${sample} of channel ${channel} is ${other}, not ${value}`;
    }
    if (came.length !== values.length)
      return `channel ${channel} has ${came.length} samples, not ${values.length}`;
  }
  return undefined;
}

expect.extend({
  toEmitSamples(
    emitted: Emitted,
    streamKey: string,
    expected: readonly ArrayLike<number>[],
    { tolerance = 0 }: SampleOptions = {},
  ) {
    const actual = samplesByChannel(framesOf(emitted, streamKey));
    const differs = difference(actual, expected, tolerance);
    return {
      pass: differs === undefined,
      message: () =>
        `The samples of "${streamKey}": ${differs ?? 'they are exactly those that were not expected'}.`,
      actual,
      expected: expected.map((values) => Array.from(values)),
    };
  },

  toHaveNoGaps(emitted: Emitted, streamKey?: string) {
    const frames = framesOf(emitted, streamKey);
    const gaps = frames.length === 0 ? ['no frame came at all'] : findGaps(frames);
    return {
      pass: gaps.length === 0,
      message: () =>
        gaps.length === 0
          ? `All ${frames.length} frames are there, in order, where gaps were expected.`
          : `Frames are missing:\n${gaps.slice(0, 10).join('\n')}`,
    };
  },
});

import { channelView, type FrameEnvelope, type NdArray } from '@modlink/sdk';

/** A frame as the recorder keeps it: its values are a copy. */
export interface RecordedFrame {
  readonly deviceId: string;
  readonly streamKey: string;
  /** `deviceId:streamKey`. */
  readonly streamId: string;
  /** Host clock at the first sample, nanoseconds since the Unix epoch. */
  readonly timestampNs: bigint;
  readonly data: NdArray;
  readonly seq: number | undefined;
  /** Samples that the device's own counter says were lost before this frame. */
  readonly lost: number;
  /** The device's own clock at the first sample. */
  readonly deviceTimeNs: bigint | undefined;
  /** Host clock when the driver emitted it. */
  readonly emittedNs: bigint;
}

/** A copy, since a driver may reuse its buffer at once. */
export function recordFrame(frame: FrameEnvelope, emittedNs: bigint): RecordedFrame {
  const { deviceId, streamKey, streamId, timestampNs, seq, lost, deviceTimeNs, data } = frame;
  const copy = { dtype: data.dtype, shape: [...data.shape], values: data.values.slice() } as NdArray;
  return { deviceId, streamKey, streamId, timestampNs, data: copy, seq, lost, deviceTimeNs, emittedNs };
}

/** How many samples, lines or pictures a frame holds. */
export function sampleCount(frame: { readonly data: NdArray }): number {
  return frame.data.shape[1] ?? 0;
}

/** The samples of all frames of a signal in a row, per channel. */
export function samplesByChannel(frames: readonly RecordedFrame[]): number[][] {
  const channels = Math.max(0, ...frames.map(({ data }) => data.shape[0] ?? 0));
  return Array.from({ length: channels }, (_, channel) =>
    frames.flatMap(({ data }) => Array.from(channelView(data, channel), Number)),
  );
}

/** Where frames of a stream are missing, or out of order, in words; empty where all is well. */
export function findGaps(frames: readonly RecordedFrame[]): string[] {
  const gaps: string[] = [];
  const last = new Map<string, RecordedFrame>();
  for (const frame of frames) {
    const before = last.get(frame.streamId);
    last.set(frame.streamId, frame);
    const at = `${frame.streamId}, frame ${frame.seq ?? 'without a number'}`;
    if (frame.lost > 0) gaps.push(`${at}: ${frame.lost} samples lost before it, as the device says`);
    if (before === undefined) continue;
    if (frame.seq !== undefined && before.seq !== undefined && frame.seq !== before.seq + 1) {
      gaps.push(`${at}: comes after frame ${before.seq}`);
    }
    if (frame.timestampNs <= before.timestampNs) {
      gaps.push(
        `${at}: is not later than the frame before (${frame.timestampNs} after ${before.timestampNs})`,
      );
    }
  }
  return gaps;
}

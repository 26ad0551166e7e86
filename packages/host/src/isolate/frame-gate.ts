import {
  type DType,
  type FrameEnvelope,
  type PixelFormat,
  payloadLayouts,
  type StreamDescriptor,
  typedArrays,
} from '@modlink/sdk';
import { FrameEncoder } from '@modlink/sdk/encoding';
import type { FrameRefusal } from './messages.js';

/** How often refusals of one kind are told again. */
const refusalReportIntervalMs = 1_000;

interface GateStream {
  readonly index: number;
  readonly streamId: string;
  readonly rank: number;
  readonly chunkSize: number;
  readonly pixelFormat: PixelFormat | undefined;
  channels: number | undefined;
  dtype: DType | undefined;
  lastSeq: number;
  readonly refusals: Map<FrameRefusal, { count: number; toldAtMs: number }>;
}

export interface FrameGateOutput {
  sendFrame(streamIndex: number, bytes: Uint8Array): boolean;
  onRefused(streamKey: string, refusal: FrameRefusal, count: number, message: string): void;
}

/**
 * What every frame passes on its way out of an isolate: it is checked against its stream's descriptor and the frames
 * before it, and encoded, once. What does not fit is refused and counted, so that it never reaches a recording.
 */
export class FrameGate {
  readonly #output: FrameGateOutput;
  readonly #encoder = new FrameEncoder();
  #streams = new Map<string, GateStream>();
  #nextIndex = 0;
  #open = false;

  constructor(output: FrameGateOutput) {
    this.#output = output;
  }

  get isOpen(): boolean {
    return this.#open;
  }

  /** Frames pass from now on. */
  open(): void {
    this.#open = true;
  }

  /** Frames are refused from now on: no device is connected. */
  close(): void {
    this.#open = false;
  }

  /** Takes the streams of a device; what was learned of earlier ones is forgotten, but for their sequence numbers. */
  useStreams(descriptors: readonly StreamDescriptor[]): { index: number; descriptor: StreamDescriptor }[] {
    const before = this.#streams;
    this.#streams = new Map();
    return descriptors.map((descriptor) => {
      const index = this.#nextIndex++;
      this.#streams.set(descriptor.streamKey, {
        index,
        streamId: descriptor.streamId,
        rank: payloadLayouts[descriptor.payloadType].axes.length,
        chunkSize: descriptor.chunkSize,
        pixelFormat: descriptor.pixelFormat,
        channels: descriptor.channelNames.length || undefined,
        dtype: descriptor.dtype,
        lastSeq: before.get(descriptor.streamKey)?.lastSeq ?? -1,
        refusals: new Map(),
      });
      return { index, descriptor };
    });
  }

  /** @returns whether the frame was taken. */
  accept(frame: FrameEnvelope): boolean {
    const stream = this.#streams.get(frame?.streamKey);
    if (stream === undefined) {
      const known = [...this.#streams.keys()].join(', ') || 'none';
      return this.#refuse(
        undefined,
        String(frame?.streamKey),
        'UNKNOWN_STREAM',
        `no descriptor has this key (there are: ${known})`,
      );
    }
    const problem = this.#open
      ? checkFrame(stream, frame)
      : (['NOT_CONNECTED', 'no device is connected'] as const);
    if (problem !== undefined) return this.#refuse(stream, frame.streamKey, ...problem);

    stream.channels ??= frame.data.shape[0];
    stream.dtype ??= frame.data.dtype;
    if (frame.seq !== undefined) stream.lastSeq = frame.seq;
    const bytes = this.#encoder.encodeBorrowed({
      streamId: stream.streamId,
      timestampNs: frame.timestampNs,
      data: frame.data,
      seq: frame.seq,
      lost: frame.lost,
      deviceTimeNs: frame.deviceTimeNs,
      pixelFormat: stream.pixelFormat,
    });
    return this.#output.sendFrame(stream.index, bytes);
  }

  #refuse(stream: GateStream | undefined, streamKey: string, refusal: FrameRefusal, message: string): false {
    const refusals = stream?.refusals ?? this.#unknownStreamRefusals;
    const entry = refusals.get(refusal) ?? { count: 0, toldAtMs: Number.NEGATIVE_INFINITY };
    refusals.set(refusal, entry);
    entry.count += 1;
    const nowMs = performance.now();
    if (nowMs - entry.toldAtMs >= refusalReportIntervalMs) {
      this.#output.onRefused(streamKey, refusal, entry.count, message);
      entry.count = 0;
      entry.toldAtMs = nowMs;
    }
    return false;
  }

  readonly #unknownStreamRefusals: GateStream['refusals'] = new Map();

  /** Tells the refusals that were counted since the last time. */
  flushRefusals(): void {
    const all = [...this.#streams].map(([streamKey, { refusals }]) => ({ streamKey, refusals }));
    for (const { streamKey, refusals } of [
      ...all,
      { streamKey: '', refusals: this.#unknownStreamRefusals },
    ]) {
      for (const [refusal, entry] of refusals) {
        if (entry.count > 0) this.#output.onRefused(streamKey, refusal, entry.count, 'as before');
        entry.count = 0;
      }
    }
  }
}

function checkFrame(stream: GateStream, frame: FrameEnvelope): readonly [FrameRefusal, string] | undefined {
  const { data } = frame;
  if (typeof frame.timestampNs !== 'bigint') return ['INVALID_FRAME', 'timestampNs is not a bigint'];
  if (!Array.isArray(data?.shape) || !(data.values instanceof (typedArrays[data.dtype] ?? Array))) {
    return [
      'INVALID_FRAME',
      'its data is no array with dtype, shape and typed values: make it with ndarray(values, shape)',
    ];
  }
  const { shape } = data;
  if (shape.length !== stream.rank) {
    return [
      'WRONG_RANK',
      `its shape [${shape.join(', ')}] has ${shape.length} axes; ${stream.rank} were expected`,
    ];
  }
  let count = 1;
  for (const length of shape) count *= length;
  if (count !== data.values.length) {
    return [
      'INVALID_FRAME',
      `its shape [${shape.join(', ')}] does not hold its ${data.values.length} values`,
    ];
  }
  const chunk = shape[1] as number;
  if (count === 0) return ['CHUNK_EMPTY', `its shape [${shape.join(', ')}] holds no values`];
  if (chunk > stream.chunkSize) {
    return ['CHUNK_TOO_LARGE', `it has ${chunk} samples; chunkSize allows 1 to ${stream.chunkSize}`];
  }
  if (stream.channels !== undefined && shape[0] !== stream.channels) {
    return ['CHANNEL_COUNT_WRONG', `it has ${shape[0]} channels; ${stream.channels} were expected`];
  }
  if (stream.dtype !== undefined && data.dtype !== stream.dtype) {
    return ['DTYPE_CHANGED', `its values are ${data.dtype}; the stream's are ${stream.dtype}`];
  }
  if (frame.seq !== undefined && frame.seq <= stream.lastSeq) {
    return ['SEQ_NOT_INCREASING', `its seq ${frame.seq} does not come after ${stream.lastSeq}`];
  }
  return undefined;
}

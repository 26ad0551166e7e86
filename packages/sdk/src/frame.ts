import type { NdArray } from './array.js';
import { DriverError } from './errors.js';
import { normalizeDeviceId, normalizeStreamKey } from './identifiers.js';

/** What a {@link FrameEnvelope} is made of. */
export interface FrameEnvelopeInit {
  /** Of the form `name.XX`; normalized. */
  readonly deviceId: string;
  /** The key of one of the driver's descriptors; normalized. */
  readonly streamKey: string;
  /** Host clock, nanoseconds since the Unix epoch, of the first sample unless the descriptor says otherwise. */
  readonly timestampNs: bigint;
  /** Shape and values in C order: see `payloadLayouts` for the axes of each payload type. */
  readonly data: NdArray;
  /** Strictly increasing per stream; a jump by n means that n - 1 frames were lost. */
  readonly seq?: number | undefined;
  /** Samples that the device's own counter says were lost before this frame. */
  readonly lost?: number | undefined;
  /** The device's own clock at the first sample, nanoseconds from its own origin. */
  readonly deviceTimeNs?: bigint | undefined;
}

/**
 * One frame of one stream.
 *
 * Ownership: the host encodes the frame before `emitFrame` returns, so the driver may reuse `data.values` at once.
 */
export class FrameEnvelope {
  /** Normalized: `name.XX`. */
  readonly deviceId: string;
  /** Normalized. */
  readonly streamKey: string;
  /** Host clock, nanoseconds since the Unix epoch, of the first sample unless the descriptor says otherwise. */
  readonly timestampNs: bigint;
  /** Shape and values, in C order: not copied. */
  readonly data: NdArray;
  /** Sequence number of the frame within its stream. */
  readonly seq: number | undefined;
  /** Samples that the device's own counter says were lost before this frame; 0 when it says nothing. */
  readonly lost: number;
  /** The device's own clock at the first sample, nanoseconds from its own origin. */
  readonly deviceTimeNs: bigint | undefined;

  /**
   * Shape and values are checked by the host, against the stream's descriptor: what it refuses it counts.
   * @throws {DriverError} `INVALID_FRAME` for a wrong time, sequence number or loss count; also the errors of the identifiers.
   */
  constructor(init: FrameEnvelopeInit) {
    if (typeof init.timestampNs !== 'bigint') {
      throw new DriverError(
        'INVALID_FRAME',
        `timestampNs is a bigint of nanoseconds since the Unix epoch, not ${typeof init.timestampNs}. Use this.clock.nowNs().`,
      );
    }
    if (init.deviceTimeNs !== undefined && typeof init.deviceTimeNs !== 'bigint') {
      throw new DriverError(
        'INVALID_FRAME',
        `deviceTimeNs is a bigint of nanoseconds of the device's own clock, not ${typeof init.deviceTimeNs}.`,
      );
    }
    if (init.seq !== undefined && !(Number.isSafeInteger(init.seq) && init.seq >= 0)) {
      throw new DriverError('INVALID_FRAME', `seq is a non-negative integer, not ${String(init.seq)}.`);
    }
    if (
      init.lost !== undefined &&
      !(Number.isSafeInteger(init.lost) && init.lost >= 0 && init.lost <= 0xffffffff)
    ) {
      throw new DriverError(
        'INVALID_FRAME',
        `lost is a count of samples from 0 to 4294967295, not ${String(init.lost)}.`,
      );
    }
    this.deviceId = normalizeDeviceId(init.deviceId);
    this.streamKey = normalizeStreamKey(init.streamKey);
    this.timestampNs = init.timestampNs;
    this.data = init.data;
    this.seq = init.seq;
    this.lost = init.lost ?? 0;
    this.deviceTimeNs = init.deviceTimeNs;
  }

  /** `deviceId:streamKey`. */
  get streamId(): string {
    return `${this.deviceId}:${this.streamKey}`;
  }
}

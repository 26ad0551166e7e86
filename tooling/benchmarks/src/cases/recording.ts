/** A recording as fast as it goes, beside the same bytes written to a plain file. */
import { rm } from 'node:fs/promises';
import type { RecordingOptions } from '@modlink/host';
import { writeRawFile } from '../baselines/raw-file.js';
import { temporaryFolder } from '../bench-host.js';
import type { FrameKind, FrameValues } from '../frames.js';
import type { Plan } from '../plan.js';
import { recordFrames } from '../record-frames.js';
import { median } from '../statistics.js';

export interface RecordingRequest {
  readonly frame: FrameKind;
  readonly plan: Plan['recording'];
  readonly compression: NonNullable<RecordingOptions['compression']>;
  readonly values: FrameValues;
}

export interface RecordingSpeed {
  readonly framesPerSecond: number;
  /** Of the frames, however small they became. */
  readonly bytesPerSecond: number;
  /** Of a plain file with as many bytes. */
  readonly rawBytesPerSecond: number;
}

export default async function measureRecording({
  frame,
  plan,
  compression,
  values,
}: RecordingRequest): Promise<RecordingSpeed> {
  await using folder = await temporaryFolder();
  const recordedMs: number[] = [];
  const rawMs: number[] = [];
  const record = async () => {
    const recorded = await recordFrames(folder.path, frame, plan.megabytes, { compression, values });
    await rm(recorded.path);
    recordedMs.push(recorded.tookMs);
    return recorded;
  };
  // Where files are made and grow for the first time, everything is slower.
  const { count, frameBytes } = await record();
  recordedMs.length = 0;
  const write = () => rawMs.push(writeRawFile(folder.path, frameBytes));
  for (let round = 0; round < plan.rounds; round++) {
    // A disk may be slower after it was written to: neither is always the second.
    if (round % 2 === 0) write();
    await record();
    if (round % 2 !== 0) write();
  }
  const seconds = median(recordedMs) / 1_000;
  return {
    framesPerSecond: count / seconds,
    bytesPerSecond: frameBytes / seconds,
    rawBytesPerSecond: (frameBytes / median(rawMs)) * 1_000,
  };
}

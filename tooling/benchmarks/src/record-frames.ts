/** Frames as they come from a driver's process, encoded, into a recording as fast as it takes them. */
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import { type RecordingOptions, startRecordingSession } from '@modlink/host';
import { StreamDescriptor } from '@modlink/sdk';
import { decodeFrame } from '@modlink/sdk/encoding';
import { encodedFrame, type FrameKind, type FrameValues } from './frames.js';

export interface RecordedFrames {
  readonly path: string;
  readonly count: number;
  /** Of the frames alone. */
  readonly frameBytes: number;
  readonly fileBytes: number;
  /** From the first frame to the finished file, with all of it on the disk. */
  readonly tookMs: number;
}

/** What may wait for the disk, in bytes: with less there is not always something to write. */
const mostPendingBytes = 16e6;

/** @param megabytes - of frames. */
export async function recordFrames(
  folder: string,
  frame: FrameKind,
  megabytes: number,
  { compression = 'none', values }: { values?: FrameValues } & Pick<RecordingOptions, 'compression'> = {},
): Promise<RecordedFrames> {
  const descriptor = new StreamDescriptor({
    deviceId: 'benchmark.01',
    streamKey: 'frames',
    payloadType: frame.payloadType,
    nominalSampleRateHz: 'irregular',
    chunkSize: frame.shape[1],
  });
  const { streamId, deviceId } = descriptor;
  const view = decodeFrame(encodedFrame(frame, streamId, values));
  const { byteLength } = view.bytes;
  const count = Math.ceil((megabytes * 1e6) / byteLength);
  const framesPerTurn = Math.ceil(1_000_000 / byteLength);
  const session = await startRecordingSession({ folder, name: 'benchmark', compression });
  session.addStream(descriptor, { deviceId, driverId: 'benchmark' });
  const startMs = performance.now();
  for (let index = 0; index < count; index++) {
    // As a source that gives the event loop its turns, and never outruns what the recording lets wait.
    if (index % framesPerTurn === 0) {
      await nextTurn();
      // Waiting is asleep: a busy turn takes a core from the thread that writes.
      while (session.snapshot().pendingBytes > mostPendingBytes) await sleep(1);
    }
    session.write(streamId, view, BigInt(index) * 1_000_000n);
  }
  const { path, state, frames, fileBytes } = await session.finish();
  const tookMs = performance.now() - startMs;
  if (state !== 'finished' || frames !== count) {
    throw new Error(`The recording ${state} with ${frames} of ${count} frames.`);
  }
  return { path, count, frameBytes: count * byteLength, fileBytes, tookMs };
}

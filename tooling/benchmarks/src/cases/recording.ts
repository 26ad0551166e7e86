/** A recording as fast as it goes, beside the same bytes written to a plain file. */
import { rm } from 'node:fs/promises';
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import { startRecordingSession } from '@modlink/host';
import { StreamDescriptor } from '@modlink/sdk';
import { decodeFrame } from '@modlink/sdk/encoding';
import { writeRawFile } from '../baselines/raw-file.js';
import { temporaryFolder } from '../bench-host.js';
import { encodedFrame, type FrameKind } from '../frames.js';
import type { Plan } from '../plan.js';
import { median } from '../statistics.js';

export interface RecordingRequest {
  readonly frame: FrameKind;
  readonly plan: Plan['recording'];
}

export interface RecordingSpeed {
  readonly framesPerSecond: number;
  readonly bytesPerSecond: number;
  /** Of a plain file with as many bytes. */
  readonly rawBytesPerSecond: number;
}

export default async function measureRecording({ frame, plan }: RecordingRequest): Promise<RecordingSpeed> {
  await using folder = await temporaryFolder();
  const count = Math.ceil((plan.megabytes * 1e6) / encodedFrame(frame).byteLength);
  const recorded: number[] = [];
  const raw: number[] = [];
  let fileBytes = 0;
  for (let round = 0; round < plan.rounds; round++) {
    const recording = await record(folder.path, frame, count);
    fileBytes = recording.fileBytes;
    recorded.push(recording.tookMs);
    raw.push(writeRawFile(folder.path, fileBytes));
  }
  const seconds = median(recorded) / 1_000;
  return {
    framesPerSecond: count / seconds,
    bytesPerSecond: fileBytes / seconds,
    rawBytesPerSecond: (fileBytes / median(raw)) * 1_000,
  };
}

/** From the first frame to the finished file, with all of it on the disk. */
async function record(
  folder: string,
  frame: FrameKind,
  count: number,
): Promise<{ readonly tookMs: number; readonly fileBytes: number }> {
  const descriptor = new StreamDescriptor({
    deviceId: 'benchmark.01',
    streamKey: 'frames',
    payloadType: frame.payloadType,
    nominalSampleRateHz: 'irregular',
    chunkSize: frame.shape[1],
  });
  const { streamId, deviceId } = descriptor;
  const view = decodeFrame(encodedFrame(frame, streamId));
  const framesPerTurn = Math.ceil(1_000_000 / view.bytes.byteLength);
  const session = await startRecordingSession({ folder, name: 'benchmark' });
  session.addStream(descriptor, { deviceId, driverId: 'benchmark' });
  const startMs = performance.now();
  for (let index = 0; index < count; index++) {
    // As a source that gives the event loop its turns, and never outruns what the recording lets wait.
    if (index % framesPerTurn === 0) {
      await nextTurn();
      // Waiting is asleep: a busy turn takes a core from the thread that writes.
      while (session.snapshot().pendingBytes > 32e6) await sleep(1);
    }
    session.write(streamId, view, BigInt(index));
  }
  const { path, state, frames, fileBytes } = await session.finish();
  const tookMs = performance.now() - startMs;
  await rm(path);
  if (state !== 'finished' || frames !== count) {
    throw new Error(`The recording ${state} with ${frames} of ${count} frames.`);
  }
  return { tookMs, fileBytes };
}

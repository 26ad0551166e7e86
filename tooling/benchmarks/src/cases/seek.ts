/** Going to any place of a large recording until the frame there is delivered, beside reading as much from the file. */
import { open } from 'node:fs/promises';
import { openReplay } from '@modlink/recording';
import { temporaryFolder } from '../bench-host.js';
import type { FrameKind } from '../frames.js';
import type { Plan } from '../plan.js';
import { recordFrames } from '../record-frames.js';
import { percentile } from '../statistics.js';

export interface SeekRequest {
  readonly frame: FrameKind;
  readonly plan: Plan['seek'];
}

export interface SeekTimes {
  readonly fileMB: number;
  readonly openMs: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly readP50Ms: number;
  readonly readP99Ms: number;
}

/** As large as the chunks of a recording. */
const readBytes = 4 * 1024 * 1024;

export default async function measureSeek({ frame, plan }: SeekRequest): Promise<SeekTimes> {
  await using folder = await temporaryFolder();
  const { path, fileBytes } = await recordFrames(folder.path, frame, plan.megabytes);
  const openedMs = performance.now();
  await using replay = await openReplay([path], { onFrame: () => {} });
  const openMs = performance.now() - openedMs;
  const seekMs = await timed(plan.seeks, async () => {
    await replay.seek(Math.random() * replay.durationMs);
    await replay.step();
  });
  await using file = await open(path);
  const buffer = Buffer.alloc(Math.min(readBytes, fileBytes));
  const readMs = await timed(plan.seeks, async () => {
    await file.read(
      buffer,
      0,
      buffer.byteLength,
      Math.floor(Math.random() * (fileBytes - buffer.byteLength)),
    );
  });
  return {
    fileMB: fileBytes / 1e6,
    openMs,
    p50Ms: percentile(seekMs, 0.5),
    p99Ms: percentile(seekMs, 0.99),
    readP50Ms: percentile(readMs, 0.5),
    readP99Ms: percentile(readMs, 0.99),
  };
}

/** Milliseconds of each. */
async function timed(count: number, act: () => Promise<void>): Promise<number[]> {
  const took: number[] = [];
  for (let index = 0; index < count; index++) {
    const startMs = performance.now();
    await act();
    took.push(performance.now() - startMs);
  }
  return took;
}

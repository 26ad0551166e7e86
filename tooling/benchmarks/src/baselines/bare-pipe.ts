/** The least that it takes to get frames out of a child process: a pipe with length-prefixed frames, and nothing else. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { encodedFrame, type FrameKind } from '../frames.js';
import { type Latency, LatencyRecorder, measureRounds } from '../latency-recorder.js';
import type { Plan } from '../plan.js';
import { median } from '../statistics.js';

const writer = fileURLToPath(new URL('../../bare-pipe/writer.js', import.meta.url));

/** Frames per second. */
export async function barePipeThroughput(frame: FrameKind, plan: Plan['throughput']): Promise<number> {
  let frames = 0;
  await using child = startWriter(frame, null, () => {
    frames += 1;
  });
  await once(child.pipe, 'data');
  await sleep(plan.warmUpMs);
  const rates: number[] = [];
  for (let round = 0; round < plan.rounds; round++) {
    const [startMs, before] = [performance.now(), frames];
    await sleep(plan.roundMs);
    rates.push(((frames - before) / (performance.now() - startMs)) * 1_000);
  }
  return median(rates);
}

/** From the write to the arrival of the whole frame. */
export async function barePipeLatency(frame: FrameKind, plan: Plan['latency']): Promise<Latency> {
  const latency = new LatencyRecorder();
  await using child = startWriter(frame, frame.latencyRateHz, (bytes) => {
    latency.add(Number(process.hrtime.bigint() - bytes.readBigInt64LE(0)));
  });
  await once(child.pipe, 'data');
  return await measureRounds(latency, plan);
}

/** Milliseconds from the start of a bare Node process to its first bytes. */
export async function barePipeStart(frame: FrameKind): Promise<number> {
  const startMs = performance.now();
  let firstMs: number | undefined;
  await using child = startWriter(frame, null, () => {
    firstMs ??= performance.now();
  });
  while (firstMs === undefined) await once(child.pipe, 'data');
  return firstMs - startMs;
}

function startWriter(
  frame: FrameKind,
  rateHz: number | null,
  onFrame: (bytes: Buffer) => void,
): { readonly pipe: Readable } & AsyncDisposable {
  const frameBytes = encodedFrame(frame).byteLength;
  const child: ChildProcess = spawn(process.execPath, [writer, JSON.stringify({ frameBytes, rateHz })], {
    stdio: ['ignore', 'inherit', 'inherit', 'pipe'],
  });
  const pipe = child.stdio[3] as Readable;
  const cut = frameCutter(onFrame);
  pipe.on('data', cut);
  pipe.on('error', () => {});
  return {
    pipe,
    async [Symbol.asyncDispose]() {
      const exited = once(child, 'exit');
      child.kill();
      await exited;
      pipe.destroy();
    },
  };
}

/** Cuts a byte stream into frames with their length in the 8 bytes before them. A frame in one piece is not copied. */
function frameCutter(onFrame: (bytes: Buffer) => void): (chunk: Buffer) => void {
  const headBytes = 8;
  let rest: Buffer = Buffer.alloc(0);
  let partial: Buffer | undefined;
  let filled = 0;
  return (chunk) => {
    let at = 0;
    if (rest.length > 0) {
      chunk = Buffer.concat([rest, chunk]);
      rest = Buffer.alloc(0);
    }
    while (at < chunk.length) {
      if (partial !== undefined) {
        const count = chunk.copy(partial, filled, at);
        filled += count;
        at += count;
        if (filled < partial.length) return;
        onFrame(partial);
        partial = undefined;
        continue;
      }
      if (chunk.length - at < headBytes) {
        rest = chunk.subarray(at);
        return;
      }
      const length = chunk.readUInt32LE(at);
      at += headBytes;
      if (chunk.length - at >= length) {
        onFrame(chunk.subarray(at, at + length));
        at += length;
      } else {
        partial = Buffer.allocUnsafeSlow(length);
        filled = 0;
      }
    }
  };
}

/**
 * What a replay costs: going to a random place of a large recording until the frame there is delivered, finished and not;
 * and delivering as fast as it can. The file is written once, some 400 MB of 8 x 250 samples and pictures of 900 kB.
 */
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ndarray } from '@modlink/sdk';
import { afterAll, bench, describe } from 'vitest';
import { openReplay, type Replay } from '../src/index.js';
import {
  describeStream,
  encodedFrame,
  ms,
  startNs,
  type Written,
  writeRecording,
} from '../test/support/recordings.js';

const folder = mkdtempSync(join(tmpdir(), 'modlink-bench-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const signal = describeStream({ chunkSize: 250 });
const video = describeStream({
  streamKey: 'image',
  payloadType: 'video',
  nominalSampleRateHz: 1,
  chunkSize: 1,
});
const seconds = 440;

function* written(): Generator<Written> {
  const samples = ndarray(new Float32Array(8 * 25), [8, 25]);
  const picture = ndarray(new Uint8Array(3 * 480 * 640), [3, 1, 480, 640]);
  for (let tenth = 0; tenth < seconds * 10; tenth++) {
    const atMs = tenth * 100;
    const options = { seq: tenth, timestampNs: startNs + ms(atMs) };
    yield { atMs, stream: 0, view: encodedFrame(signal, samples, options) };
    if (tenth % 10 === 0) yield { atMs, stream: 1, view: encodedFrame(video, picture, options) };
  }
}

function writeLarge(name: string, finished: boolean): string {
  const path = join(folder, name);
  const descriptor = openSync(path, 'w');
  let size = 0;
  const file = {
    get size() {
      return size;
    },
    append(...pieces: readonly Uint8Array[]) {
      for (const bytes of pieces) {
        for (let done = 0; done < bytes.byteLength; ) done += writeSync(descriptor, bytes, done);
        size += bytes.byteLength;
      }
    },
  };
  writeRecording(file, { streams: [signal, video], written: written(), chunkMessages: 11, finished });
  closeSync(descriptor);
  return path;
}

const finished = writeLarge('finished.mcap', true);
const unfinished = writeLarge('unfinished.mcap', false);
const options = { time: 2_000, warmupIterations: 3 };
let frames = 0;
const consumer = {
  onFrame() {
    frames += 1;
  },
};

for (const [name, path] of [
  ['finished', finished],
  ['not finished', unfinished],
] as const) {
  describe(`400 MB, ${name}`, () => {
    let opened: Promise<Replay> | undefined;
    afterAll(async () => (await opened)?.close());

    bench('opening', async () => (await openReplay([path], consumer)).close(), {
      iterations: 3,
      time: 0,
      warmupIterations: 1,
      warmupTime: 0,
    });

    bench(
      'seek to a random place, with the frame there',
      async () => {
        opened ??= openReplay([path], consumer);
        const replay = await opened;
        await replay.seek(Math.random() * replay.durationMs);
        await replay.step();
      },
      options,
    );
  });
}

describe('as fast as possible', () => {
  bench(
    `${seconds} s of recording, 400 MB`,
    async () => {
      frames = 0;
      let onEnded = (): void => {};
      const ended = new Promise<void>((resolve) => {
        onEnded = resolve;
      });
      await using replay = await openReplay(
        [finished],
        { ...consumer, onChange: ({ state }) => state === 'ended' && onEnded() },
        { speed: 'max' },
      );
      replay.play();
      await ended;
      if (frames !== seconds * 11) throw new Error(`${frames} frames came`);
    },
    { iterations: 2, time: 0, warmupIterations: 1, warmupTime: 0 },
  );
});

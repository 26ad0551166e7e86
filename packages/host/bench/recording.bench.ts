/**
 * What recording costs: frames per second into a finished file, against a plain sequential write of the same bytes.
 * The numbers are those of one whole recording of the given frames; multiply `hz` by the count in the name.
 */
import { closeSync, fsyncSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { ndarray, StreamDescriptor } from '@modlink/sdk';
import { FrameEncoder, FrameView } from '@modlink/sdk/encoding';
import { afterAll, bench, describe } from 'vitest';
import { startRecordingSession } from '../src/recording/index.js';

const folder = mkdtempSync(join(tmpdir(), 'modlink-bench-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const signal = new StreamDescriptor({
  deviceId: 'amplifier.01',
  streamKey: 'eeg',
  payloadType: 'signal',
  nominalSampleRateHz: 250,
  chunkSize: 10,
});
const video = new StreamDescriptor({
  deviceId: 'camera.01',
  streamKey: 'image',
  payloadType: 'video',
  nominalSampleRateHz: 30,
  chunkSize: 1,
});

const encoder = new FrameEncoder();
const cases = [
  { descriptor: signal, count: 100_000, data: ndarray(new Float32Array(80), [8, 10]) },
  { descriptor: video, count: 100, data: ndarray(new Uint8Array(3 * 1280 * 720), [3, 1, 720, 1280]) },
];

for (const { descriptor, count, data } of cases) {
  const { streamId } = descriptor;
  const bytes = encoder.encode({ streamId, timestampNs: 1n, seq: 0, data });
  const view = new FrameView(bytes);
  const turnEvery = Math.ceil(1_000_000 / bytes.byteLength);
  const options = { iterations: 3, time: 0, warmupIterations: 1, warmupTime: 0 };

  describe(`${count} frames of ${bytes.byteLength} bytes (${data.shape.join(' x ')})`, () => {
    bench(
      'recorded',
      async () => {
        const session = await startRecordingSession({ folder, name: 'bench' });
        session.addStream(descriptor, { deviceId: descriptor.deviceId, driverId: 'bench' });
        for (let index = 0; index < count; index++) {
          // A source that gives the event loop its turns, and never outruns the bound.
          if (index % turnEvery === 0) {
            do await nextTurn();
            while (session.snapshot().pendingBytes > 128 * 1024 * 1024);
          }
          session.write(streamId, view, BigInt(index));
        }
        const { path, state } = await session.finish();
        rmSync(path);
        if (state !== 'finished') throw new Error(`the recording ${state}`);
      },
      options,
    );

    bench(
      'written as they are, in blocks of 4 MiB',
      () => {
        const path = join(folder, 'raw');
        const file = openSync(path, 'w');
        const block = Buffer.alloc(4 * 1024 * 1024);
        let used = 0;
        for (let index = 0; index < count; index++) {
          if (used + bytes.byteLength > block.byteLength) {
            writeSync(file, block, 0, used);
            used = 0;
          }
          block.set(bytes, used);
          used += bytes.byteLength;
        }
        writeSync(file, block, 0, used);
        fsyncSync(file);
        closeSync(file);
        rmSync(path);
      },
      options,
    );
  });
}

// Records hours of 8 channels at 250 Hz, an inertial sensor at 100 Hz and a picture each second, as fast as they are written, with
// a clock that says the time of the frames. A chunk holds a second, as it does when they come at their own pace. It prints what it
// took, as JSON.
// node --expose-gc record-day.mjs <file> <hours>

import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import { ndarray, StreamDescriptor } from '@modlink/sdk';
import { FrameEncoder, FrameView } from '@modlink/sdk/encoding';
import { startRecordingSession } from '../../dist/recording/index.js';

const [path, hours] = process.argv.slice(2);
const startNs = 1_750_000_000_000_000_000n;
let nowNs = startNs;
const session = await startRecordingSession({
  path,
  name: 'day',
  chunkSizeBytes: 70_000,
  // At this speed the disk does not last long.
  space: { warnBelowMs: 0 },
  clock: { nowNs: () => nowNs },
});

const deviceId = 'day.01';
const streams = [
  { streamKey: 'eeg', payloadType: 'signal', nominalSampleRateHz: 250, shape: [8, 10], everyMs: 40 },
  { streamKey: 'imu', payloadType: 'signal', nominalSampleRateHz: 100, shape: [6, 4], everyMs: 40 },
  {
    streamKey: 'video',
    payloadType: 'video',
    nominalSampleRateHz: 1,
    shape: [3, 1, 120, 160],
    everyMs: 1000,
  },
].map(({ shape, everyMs, ...init }) => {
  const descriptor = new StreamDescriptor({ deviceId, chunkSize: shape[1], ...init });
  session.addStream(descriptor, { deviceId, driverId: 'day' });
  const size = shape.reduce((product, length) => product * length);
  const values = init.payloadType === 'video' ? new Uint8Array(size) : new Float32Array(size);
  return { streamId: descriptor.streamId, data: ndarray(values, shape), values, everyMs, seq: 0 };
});

const encoder = new FrameEncoder();
const hourly = [];
let taken = 0;
let markers = 0;
for (let second = 0; second < hours * 3600; second++) {
  for (let ms = 0; ms < 1000; ms += 40) {
    nowNs = startNs + BigInt(second) * 1_000_000_000n + BigInt(ms) * 1_000_000n;
    for (const stream of streams) {
      if (ms % stream.everyMs !== 0) continue;
      stream.values[0] = stream.seq % 251;
      const { streamId, data, seq } = stream;
      stream.seq += 1;
      const frame = encoder.encodeBorrowed({ streamId, timestampNs: nowNs, seq, data });
      if (session.write(streamId, new FrameView(frame))) taken += 1;
    }
  }
  if (second % 60 === 0 && session.addEvent({ type: 'marker', label: `minute ${second / 60}` })) markers += 1;
  if (second % 5 === 0) await nextTurn();
  // In its own time a recording has a second of frames on their way, and not minutes.
  if (second % 10 === 0) while (session.snapshot().pendingBytes > 1e6) await sleep(1);
  if ((second + 1) % 3600 === 0) {
    globalThis.gc?.();
    const { user, system } = process.cpuUsage();
    hourly.push({ residentBytes: process.memoryUsage.rss(), cpuMs: (user + system) / 1000, taken });
  }
}
const { state, frames, events } = await session.finish();
process.stdout.write(JSON.stringify({ state, frames, events, taken, markers, hourly }));

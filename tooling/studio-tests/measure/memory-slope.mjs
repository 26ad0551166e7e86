/**
 * By how much the memory of the live page grows. Hours go by faster: what a page gets of 64 channels at 1 kHz in an hour (180 000
 * frames, every sample, filtered in the page) and of a camera (108 000 pictures) comes some twelve times as fast, and the page's
 * timers, which ask for statistics and draw figures anew, run as much faster. How much faster it really was is told by the frames
 * that came. Pictures are small and of twelve cameras, as a page asks each for 30 per second at most; the screen is drawn at its
 * own pace.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { openLivePage } from './live-page.mjs';

const timesFaster = 12;
/** Of one EEG and one camera at their own pace. */
const framesPerHour = (1_000 / 20 + 30) * 3_600;
const settings = {
  devicesPerKind: timesFaster,
  eegChannels: 64,
  eegRateHz: 1_000 * timesFaster,
  eegChunkSize: 20,
  videoWidth: 128,
  videoHeight: 72,
  videoRateHz: 30,
};
const cameras = Array.from({ length: timesFaster }, (_, index) => [
  `synthetic_video.${String(index + 1).padStart(2, '0')}:video`,
  { x: 7 + (index % 5), y: Math.floor(index / 5) * 4, w: 1, h: 4 },
]);
const live = {
  places: { 'synthetic_eeg.01:eeg': { x: 0, y: 0, w: 7, h: 14 }, ...Object.fromEntries(cameras) },
  // A filter needs every sample: nothing is left out on the way.
  cards: { 'synthetic_eeg.01:eeg': { filter: { kind: 'band', lowHz: 1, highHz: 40, notchHz: 50 } } },
};
const fastTimers = `
  for (const name of ['setTimeout', 'setInterval']) {
    const original = window[name];
    window[name] = (run, ms, ...rest) => original(run, ms >= 100 ? ms / ${timesFaster} : ms, ...rest);
  }
  window.receivedFrames = 0;
  window.WebSocket = class extends WebSocket {
    constructor(...args) {
      super(...args);
      this.addEventListener('message', ({ data }) => {
        if (typeof data !== 'string') window.receivedFrames += 1;
      });
    }
  };
`;

/** @param minutes - by the clock; the first sixth is left out: what is made once is made then. */
export async function measureMemorySlope(minutes, periodS = 10) {
  const page = await openLivePage({
    settings,
    titles: /^Synthetic (EEG|camera( \d+)?)$/,
    live,
    runFirst: fastTimers,
  });
  try {
    const samples = [];
    const begin = Date.now();
    const endMs = minutes * 60_000;
    let atMs = 0;
    while (atMs < endMs) {
      await sleep(periodS * 1_000);
      atMs = Date.now() - begin;
      const sample = { atMs, ...(await memoryOf(page)) };
      console.log(sample);
      if (atMs > endMs / 6) samples.push(sample);
    }
    const first = samples[0];
    const last = samples.at(-1);
    const frames = last.frames - first.frames;
    const hours = frames / framesPerHour;
    const perHour = (name) =>
      Number((slope(samples.map((each) => [each.frames / framesPerHour, each[name]])) / 1e6).toFixed(3));
    return {
      equivalentHours: Number(hours.toFixed(2)),
      timesFaster: Number(((hours * 3_600_000) / (last.atMs - first.atMs)).toFixed(1)),
      samples: samples.length,
      pageMegabytes: Number((last.page / 1e6).toFixed(1)),
      pageMegabytesPerHour: perHour('page'),
      heapMegabytesPerHour: perHour('heap'),
      processMegabytesPerHour: last.process === undefined ? undefined : perHour('process'),
    };
  } finally {
    await page.close();
  }
}

/** In bytes, after everything unused was let go. */
async function memoryOf(page) {
  // What the first finds to be unused may hold more that the second finds.
  await page.send('HeapProfiler.collectGarbage');
  await page.send('HeapProfiler.collectGarbage');
  const heap = await page.send('Runtime.getHeapUsage');
  const { usedSize, embedderHeapUsedSize = 0, backingStorageSize = 0 } = heap;
  return {
    frames: await page.evaluate('receivedFrames'),
    heap: usedSize,
    // With elements of the page, and with the bytes of typed arrays, which are outside of the heap.
    page: usedSize + embedderHeapUsedSize + backingStorageSize,
    process: await page.rendererBytes(),
  };
}

/** The median of the slopes between all pairs (Theil and Sen): a few odd samples do not move it. */
function slope(points) {
  const slopes = points.flatMap(([x, y], index) =>
    points.slice(index + 1).map(([otherX, otherY]) => (otherY - y) / (otherX - x)),
  );
  slopes.sort((one, other) => one - other);
  return slopes[Math.floor(slopes.length / 2)];
}

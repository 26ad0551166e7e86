/** The times between pictures of the screen: 64 channels at 1 kHz and a 720p video, each as it is shown at first. */
import { setTimeout as sleep } from 'node:timers/promises';
import { openLivePage } from './live-page.mjs';

const settings = {
  eegChannels: 64,
  eegRateHz: 1_000,
  eegChunkSize: 20,
  videoWidth: 1_280,
  videoHeight: 720,
  videoRateHz: 30,
};
/** Together in the window. */
const places = {
  'synthetic_eeg.01:eeg': { x: 0, y: 0, w: 7, h: 14 },
  'synthetic_video.01:video': { x: 7, y: 0, w: 5, h: 14 },
};

export async function measureFrameTimes(seconds) {
  const page = await openLivePage({
    settings,
    titles: /^Synthetic (EEG|camera)$/,
    live: { places, cards: {} },
  });
  try {
    await sleep(5_000);
    const times = await page.evaluate(pictureTimes(seconds));
    times.sort((one, other) => one - other);
    const share = (part) => Number(times[Math.floor(times.length * part)].toFixed(1));
    return {
      chromium: page.version,
      window: await page.evaluate("[innerWidth, innerHeight].join(' x ')"),
      picturesPerSecond: Number((times.length / seconds).toFixed(1)),
      p50Ms: share(0.5),
      p95Ms: share(0.95),
      p99Ms: share(0.99),
    };
  } finally {
    await page.close();
  }
}

const pictureTimes = (seconds) => `new Promise((resolve) => {
  const times = [];
  let last = performance.now();
  const end = last + ${seconds * 1_000};
  const step = (now) => {
    times.push(now - last);
    last = now;
    if (now < end) requestAnimationFrame(step);
    else resolve(times.slice(1));
  };
  requestAnimationFrame(step);
})`;

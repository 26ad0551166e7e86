/**
 * Measures how smoothly the live view draws: 64 channels at 1 kHz and a 720p video, in Chromium without a graphics processor.
 * Prints the times between pictures of the screen, and the page's memory over some minutes.
 *
 *     node measure-live.mjs [--minutes 5] [--seconds 15] [--nice=-10]
 *
 * It speaks to the browser by itself: Playwright would have each WebSocket message copied to it, at 83 MB/s of video.
 */
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { loadavg, setPriority, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { createHost } from '@modlink/host';
import { startServer } from '@modlink/server';
import { chromiumPath } from '@modlink/test-parts';
import { WebSocket } from 'ws';

const { values: options } = parseArgs({
  options: {
    minutes: { type: 'string', default: '0' },
    seconds: { type: 'string', default: '15' },
    nice: { type: 'string', default: '0' },
  },
});
/** Together in a window of 1280 by 720. */
const places = {
  'synthetic_eeg.01:eeg': { x: 0, y: 0, w: 7, h: 14 },
  'synthetic_video.01:video': { x: 7, y: 0, w: 5, h: 14 },
};
const settings = {
  eegChannels: 64,
  eegRateHz: 1_000,
  eegChunkSize: 20,
  videoWidth: 1_280,
  videoHeight: 720,
  videoRateHz: 30,
};

setPriority(Number(options.nice));
const require = createRequire(import.meta.url);
const packageFolder = (name) => dirname(require.resolve(`${name}/package.json`));
const home = await mkdtemp(join(tmpdir(), 'modlink-measure-'));
const host = await createHost({
  home,
  appRoot: home,
  roots: [{ kind: 'package', path: packageFolder('@modlink/driver-synthetic'), label: 'synthetic' }],
  recordingsFolder: home,
  driverSettings: { synthetic: settings },
});
const server = await startServer(host, {
  port: 0,
  studioFolder: join(packageFolder('@modlink/studio'), 'dist'),
});
for (const found of (await host.search()).devices) {
  if (!/EEG|camera$/.test(found.title) || /line/.test(found.title)) continue;
  const { deviceId } = await host.connect(found);
  await host.startStreaming(deviceId);
}
const browser = spawn(
  chromiumPath,
  [
    '--headless=new',
    '--no-sandbox',
    '--disable-gpu',
    '--window-size=1280,807',
    '--remote-debugging-port=0',
    '--remote-allow-origins=*',
    `--user-data-dir=${join(home, 'chromium')}`,
    'about:blank',
  ],
  { stdio: ['ignore', 'ignore', 'pipe'], detached: true },
);
try {
  const page = await openPage(await debuggerUrl(browser));
  await page.open(server.url);
  await page.evaluate(
    `localStorage.setItem('modlink-live', ${JSON.stringify(JSON.stringify({ places, cards: {} }))})`,
  );
  await page.open(server.url);
  await sleep(5_000);
  const times = await page.evaluate(pictureTimes(Number(options.seconds)));
  times.sort((one, other) => one - other);
  const share = (part) => Number(times[Math.floor(times.length * part)].toFixed(1));
  console.log({
    window: await page.evaluate("[innerWidth, innerHeight].join(' x ')"),
    loadOfMachine: loadavg()[0],
    picturesPerSecond: Number((times.length / Number(options.seconds)).toFixed(1)),
    p50Ms: share(0.5),
    p95Ms: share(0.95),
    p99Ms: share(0.99),
  });
  for (let minute = 0; minute <= Number(options.minutes) && Number(options.minutes) > 0; minute++) {
    // What the first finds to be unused may hold more that the second finds.
    await page.send('HeapProfiler.collectGarbage');
    await page.send('HeapProfiler.collectGarbage');
    const { usedSize } = await page.send('Runtime.getHeapUsage');
    console.log({ minute, heapMegabytes: Number((usedSize / 1e6).toFixed(2)) });
    await sleep(60_000);
  }
} finally {
  // The browser's own processes are of its group.
  process.kill(-browser.pid);
  await server.close();
  await host.close();
  await rm(home, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
}

/** Times between pictures, in milliseconds. */
function pictureTimes(seconds) {
  return `new Promise((resolve) => {
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
}

/** Chromium tells on its standard error where it listens. */
function debuggerUrl(child) {
  return new Promise((resolve, reject) => {
    let told = '';
    child.stderr.setEncoding('utf8').on('data', (text) => {
      told += text;
      const url = told.match(/DevTools listening on (ws:\S+)/)?.[1];
      if (url !== undefined) resolve(new URL(url));
    });
    child.once('exit', () => reject(new Error(`Chromium ended: ${told}`)));
  });
}

/** The first page, by the protocol of Chromium's developer tools. */
async function openPage({ host: address }) {
  const targets = await (await fetch(`http://${address}/json`)).json();
  const socket = new WebSocket(targets.find(({ type }) => type === 'page').webSocketDebuggerUrl);
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
  const waiting = new Map();
  socket.on('message', (data) => {
    const { id, result, error } = JSON.parse(String(data));
    waiting.get(id)?.(error ?? result);
    waiting.delete(id);
  });
  let calls = 0;
  const send = (method, params = {}) =>
    new Promise((resolve) => {
      calls += 1;
      waiting.set(calls, resolve);
      socket.send(JSON.stringify({ id: calls, method, params }));
    });
  return {
    send,
    async open(url) {
      await send('Page.navigate', { url });
      await sleep(2_000);
    },
    async evaluate(expression) {
      const answer = await send('Runtime.evaluate', { expression, awaitPromise: true, returnByValue: true });
      return answer.result.value;
    },
  };
}

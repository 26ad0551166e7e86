/**
 * A page in Chromium without a graphics processor. It speaks to the browser by itself: Playwright would have each WebSocket
 * message copied to it, at 83 MB/s of video.
 */
import { spawn } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { chromiumPath } from '@modlink/test-parts';
import { WebSocket } from 'ws';

export async function openChromium({ profile, width, height }) {
  const browser = spawn(
    chromiumPath,
    [
      '--headless=new',
      '--no-sandbox',
      '--disable-gpu',
      `--window-size=${width},${height}`,
      '--remote-debugging-port=0',
      '--remote-allow-origins=*',
      `--user-data-dir=${profile}`,
      'about:blank',
    ],
    { stdio: ['ignore', 'ignore', 'pipe'], detached: true },
  );
  const { host } = await debuggerUrl(browser);
  const version = await (await fetch(`http://${host}/json/version`)).json();
  const targets = await (await fetch(`http://${host}/json`)).json();
  const send = await connect(targets.find(({ type }) => type === 'page').webSocketDebuggerUrl);
  // Scripts that run first need it.
  await send('Page.enable');
  // The page itself, without what the window has around it.
  await send('Emulation.setDeviceMetricsOverride', { width, height, deviceScaleFactor: 1, mobile: false });
  return {
    version: version.Browser,
    send,
    async open(url) {
      await send('Page.navigate', { url });
      await sleep(2_000);
    },
    /** Runs before the scripts of each page that is opened. */
    runFirst: (source) => send('Page.addScriptToEvaluateOnNewDocument', { source }),
    async evaluate(expression) {
      const { result, exceptionDetails } = await send('Runtime.evaluate', {
        expression,
        awaitPromise: true,
        returnByValue: true,
      });
      if (exceptionDetails !== undefined) throw new Error(exceptionDetails.exception?.description);
      return result.value;
    },
    rendererBytes: () => rendererBytes(browser.pid),
    // The browser's own processes are of its group.
    close: () => process.kill(-browser.pid),
  };
}

/** Chromium tells on its standard error where it listens. */
function debuggerUrl(child) {
  return new Promise((resolve, reject) => {
    let told = '';
    child.stderr.setEncoding('utf8').on('data', (text) => {
      told = (told + text).slice(-10_000);
      const url = told.match(/DevTools listening on (ws:\S+)/)?.[1];
      if (url !== undefined) resolve(new URL(url));
    });
    child.once('exit', () => reject(new Error(`Chromium ended: ${told}`)));
  });
}

/** The protocol of Chromium's developer tools: a method with parameters, and what it gives. */
async function connect(url) {
  const socket = new WebSocket(url);
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
  const waiting = new Map();
  socket.on('message', (data) => {
    const { id, result, error } = JSON.parse(String(data));
    const { resolve, reject } = waiting.get(id) ?? {};
    waiting.delete(id);
    if (error !== undefined) reject?.(new Error(error.message));
    else resolve?.(result);
  });
  let calls = 0;
  return (method, params = {}) =>
    new Promise((resolve, reject) => {
      calls += 1;
      waiting.set(calls, { resolve, reject });
      socket.send(JSON.stringify({ id: calls, method, params }));
    });
}

/** What the processes that draw pages hold for themselves. `undefined` where the system does not tell. */
async function rendererBytes(group) {
  let total;
  for (const pid of (await readdir('/proc').catch(() => [])).filter((name) => /^\d+$/.test(name))) {
    try {
      const [command, status, memory] = await Promise.all(
        ['cmdline', 'stat', 'smaps_rollup'].map((name) => readFile(`/proc/${pid}/${name}`, 'utf8')),
      );
      // The fields after the name in brackets: state, parent, group.
      const ofGroup = Number(status.slice(status.lastIndexOf(')') + 2).split(' ')[2]) === group;
      if (!ofGroup || !command.includes('--type=renderer')) continue;
      for (const [, kilobytes] of memory.matchAll(/^Private_\w+:\s+(\d+) kB$/gm)) {
        total = (total ?? 0) + Number(kilobytes) * 1_024;
      }
    } catch {
      // Ended meanwhile.
    }
  }
  return total;
}

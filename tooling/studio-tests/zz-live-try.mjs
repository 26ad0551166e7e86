// scratch
import { mkdtemp } from 'node:fs/promises';
import { createHost } from '@modlink/host';
import { startServer } from '@modlink/server';
import { chromium } from 'playwright-core';
const settings = JSON.parse(process.argv[2] ?? '{}');
const kinds = (process.argv[3] ?? 'eeg,imu,field,raster,video').split(',');
const home = await mkdtemp('/tmp/live/home-');
const host = await createHost({ home, appRoot: home, roots: [{ kind: 'package', path: '/work/main/drivers/synthetic', label: 's' }], recordingsFolder: home + '/rec' });
if (Object.keys(settings).length) await host.drivers.setSettings?.('synthetic', settings);
const { devices } = await host.search({ driverId: 'synthetic' });
for (const kind of kinds) { const f = devices.find((d) => d.identity === 'synthetic_' + kind); const { deviceId } = await host.connect(f); await host.startStreaming(deviceId); }
const server = await startServer(host, { port: 0, studioFolder: process.env.STUDIO ?? '/work/main/apps/studio/dist' });
console.log(server.url);
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu', '--enable-precise-memory-info', '--js-flags=--expose-gc'] });
const { run } = await import(process.argv[4]);
try { await run({ browser, server, host }); } finally { await browser.close(); await server.close(); await host.close(); process.exit(); }

/** The live page of a host of its own, with synthetic devices that stream. */
import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createHost } from '@modlink/host';
import { startServer } from '@modlink/server';
import { openChromium } from './chromium-page.mjs';

const require = createRequire(import.meta.url);
const packageFolder = (name) => dirname(require.resolve(`${name}/package.json`));

/**
 * @param settings - of the synthetic driver.
 * @param titles - of the devices that stream.
 * @param live - how the live page is arranged.
 * @param runFirst - a script that runs before those of the page.
 */
export async function openLivePage({ settings, titles, live, runFirst = '' }) {
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
    if (!titles.test(found.title)) continue;
    const { deviceId } = await host.connect(found);
    await host.startStreaming(deviceId);
  }
  const page = await openChromium({ profile: join(home, 'chromium'), width: 1_280, height: 720 });
  const kept = JSON.stringify(JSON.stringify(live));
  await page.runFirst(`localStorage.setItem('modlink-live', ${kept}); ${runFirst}`);
  await page.open(server.url);
  return {
    ...page,
    async close() {
      page.close();
      await server.close();
      await host.close();
      await rm(home, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
    },
  };
}

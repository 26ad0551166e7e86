/** The studio in a real browser, on a real server with the synthetic driver. */
import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createHost, type Host, type HostOptions } from '@modlink/host';
import { type ModlinkServer, startServer } from '@modlink/server';
import { chromiumPath } from '@modlink/test-parts';
import AxeCore from 'axe-core';
import { type Browser, chromium, type Page } from 'playwright-core';
import { expect, onTestFinished } from 'vitest';

const require = createRequire(import.meta.url);
export const packageFolder = (name: string): string => dirname(require.resolve(`${name}/package.json`));

export interface Studio {
  readonly host: Host;
  readonly server: ModlinkServer;
  readonly page: Page;
  readonly home: string;
  /** What the page's console told as an error, and exceptions: empty unless something is wrong. */
  readonly errors: readonly string[];
  /** Goes to a page of the studio. */
  open(path: string): Promise<void>;
  /** Fails with every violation of WCAG 2.1 A and AA that axe finds on the page as it is, in both themes. */
  expectAccessible(): Promise<void>;
}

export interface StudioOptions {
  readonly hostOptions?: HostOptions | undefined;
  readonly colorScheme?: 'light' | 'dark' | undefined;
  readonly viewport?: { readonly width: number; readonly height: number } | undefined;
}

/** Opens the studio on a host of its own. All of it ends with the test. */
export async function openStudio({
  hostOptions,
  colorScheme = 'light',
  viewport,
}: StudioOptions = {}): Promise<Studio> {
  const home = await mkdtemp(join(tmpdir(), 'modlink-studio-'));
  onTestFinished(() => rm(home, { recursive: true, force: true }));
  const host = await createHost({
    home,
    appRoot: home,
    roots: [{ kind: 'package', path: packageFolder('@modlink/driver-synthetic'), label: 'synthetic' }],
    recordingsFolder: join(home, 'recordings'),
    ...hostOptions,
  });
  onTestFinished(() => host.close());
  const server = await startServer(host, {
    port: 0,
    studioFolder: join(packageFolder('@modlink/studio'), 'dist'),
  });
  onTestFinished(() => server.close());
  const browser = await startBrowser();
  onTestFinished(() => browser.close());
  const context = await browser.newContext({
    colorScheme,
    locale: 'en-GB',
    viewport: viewport ?? { width: 1280, height: 720 },
    acceptDownloads: true,
  });
  const page = await context.newPage();
  const errors: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text());
  });
  page.on('pageerror', (error) => errors.push(String(error)));
  return {
    host,
    server,
    page,
    home,
    errors,
    async open(path) {
      await page.goto(server.url + path);
      await page.getByRole('heading', { level: 1 }).waitFor({ state: 'attached' });
    },
    async expectAccessible() {
      // Not by a script tag: the page's content security policy would refuse it.
      await page.evaluate(AxeCore.source);
      const other = colorScheme === 'light' ? 'dark' : 'light';
      for (const scheme of [other, colorScheme] as const) {
        await showIn(page, scheme);
        expect({ scheme, violations: await violations(page) }).toEqual({ scheme, violations: [] });
      }
    },
  };
}

async function violations(page: Page): Promise<object[]> {
  return page.evaluate(async () => {
    const { axe } = globalThis as unknown as { axe: typeof AxeCore };
    const found = await axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'] });
    return found.violations.map(({ id, help, nodes }) => ({
      id,
      help,
      nodes: nodes.map(({ html }) => html.slice(0, 200)),
    }));
  });
}

/** Shows the page in a theme, unless it was told to have another, and waits until nothing of it moves. */
export async function showIn(page: Page, colorScheme: 'light' | 'dark'): Promise<void> {
  await page.emulateMedia({ colorScheme });
  await page.waitForFunction((scheme) => {
    const chosen = localStorage.getItem('mantine-color-scheme-value') ?? 'auto';
    const wanted = chosen === 'auto' ? scheme : chosen;
    return document.documentElement.dataset.mantineColorScheme === wanted;
  }, colorScheme);
  // What changes its colour, or a dialog that fades in, is paler than it will be.
  await page.evaluate(
    () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))),
  );
  await page.waitForFunction(() =>
    document
      .getAnimations()
      .every(
        ({ playState, effect }) =>
          playState !== 'running' || effect?.getTiming().iterations === Number.POSITIVE_INFINITY,
      ),
  );
}

/** Connects and starts one of the synthetic devices. @returns its id. */
export async function startSynthetic(host: Host, kind: string): Promise<string> {
  const { devices } = await host.search({ driverId: 'synthetic' });
  const found = devices.find(({ title }) => title.toLowerCase().includes(kind));
  if (found === undefined) throw new Error(`the synthetic driver has no ${kind}`);
  const { deviceId } = await host.connect(found);
  await host.startStreaming(deviceId);
  return deviceId;
}

function startBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: chromiumPath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

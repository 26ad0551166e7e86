/** A server over a real host with the synthetic driver, as users have it. */
import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createHost, type DriverRoot, type Host, type HostOptions } from '@modlink/host';
import { expect, onTestFinished, vi } from 'vitest';
import { type ModlinkServer, type ServerOptions, startServer } from '../../src/index.js';
import { expectContract } from './contract.js';

const syntheticFolder = dirname(
  createRequire(import.meta.url).resolve('@modlink/driver-synthetic/package.json'),
);

/** A driver that has secrets, and does not keep them. */
export const secretiveFolder: DriverRoot = {
  kind: 'package',
  path: fileURLToPath(new URL('../fixtures/drivers/secretive/', import.meta.url)),
  label: 'secretive',
};

export interface TestServer {
  readonly host: Host;
  readonly server: ModlinkServer;
  readonly home: string;
  readonly recordingsFolder: string;
  /** Asks the API, and checks that its answer is what the contract says; the path begins after `/api/v1`. */
  ask(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: what came is looked at by the tests.
  readonly body: any;
}

export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'modlink-server-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

export async function openTestServer(
  options: ServerOptions = {},
  hostOptions: HostOptions = {},
): Promise<TestServer> {
  const home = hostOptions.home ?? (await temporaryFolder());
  const recordingsFolder = join(home, 'recordings');
  const host = await createHost({
    home,
    appRoot: home,
    roots: [{ kind: 'package', path: syntheticFolder, label: 'synthetic' }],
    recordingsFolder,
    // Nobody answers there: no test asks the user's registry.
    installer: { npm: { registry: 'http://127.0.0.1:9/', retry: { retries: 0 } } },
    ...hostOptions,
  });
  onTestFinished(() => host.close());
  const server = await startServer(host, { port: 0, ...options });
  onTestFinished(() => server.close());
  return {
    host,
    server,
    home,
    recordingsFolder,
    async ask(method, path, body, headers = {}) {
      const response = await fetch(`${server.url}/api/v1${path}`, {
        method,
        headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
        ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      });
      const text = await response.text();
      const isJson = response.headers.get('content-type')?.includes('json') ?? false;
      const answer = { status: response.status, body: isJson ? JSON.parse(text) : text };
      // As it was asked: ".." in a path is gone by then.
      expectContract(method, new URL(response.url).pathname.slice('/api/v1'.length), answer);
      return { ...answer, headers: response.headers };
    },
  };
}

/** Records the synthetic EEG for some frames. @returns the stored recording's id. */
export async function recordSynthetic(server: TestServer, options: object = {}): Promise<string> {
  const { ask } = server;
  const deviceId = await startSynthetic(server, 'eeg');
  const { body: recording } = await ask('POST', '/recordings', options);
  await ask('POST', '/markers', { label: 'begin' });
  await vi.waitFor(
    async () => {
      expect((await ask('GET', '/recordings/running')).body.recordings[0].samples).toBeGreaterThan(50);
    },
    { timeout: 10_000 },
  );
  const { body: stopped } = await ask('POST', `/recordings/${recording.recordingId}/stop`);
  await ask('POST', `/devices/${deviceId}/disconnect`);
  return stopped.storedId;
}

/** Connects one of the synthetic devices and starts it. @returns its id. */
export async function startSynthetic({ ask }: TestServer, kind: string): Promise<string> {
  const { body: outcome } = await ask('POST', '/search', { driverId: 'synthetic' });
  const found = outcome.devices.find(({ title }: { title: string }) => title.toLowerCase().includes(kind));
  const { body: device } = await ask('POST', '/devices', { foundId: found.foundId });
  await ask('POST', `/devices/${device.deviceId}/start`);
  return device.deviceId;
}

/** A server over a real host with the synthetic driver, as users have it. */
import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createHost, type Host, type HostOptions } from '@modlink/host';
import { onTestFinished } from 'vitest';
import { type ModlinkServer, type ServerOptions, startServer } from '../../src/index.js';

const syntheticFolder = dirname(
  createRequire(import.meta.url).resolve('@modlink/driver-synthetic/package.json'),
);

export interface TestServer {
  readonly host: Host;
  readonly server: ModlinkServer;
  readonly home: string;
  readonly recordingsFolder: string;
  /** Asks the API; the path begins after `/api/v1`. */
  ask(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: what came is looked at by the tests.
  readonly body: any;
}

export async function openTestServer(
  options: ServerOptions = {},
  hostOptions: HostOptions = {},
): Promise<TestServer> {
  const home = await mkdtemp(join(tmpdir(), 'modlink-server-'));
  onTestFinished(() => rm(home, { recursive: true, force: true }));
  const recordingsFolder = join(home, 'recordings');
  const host = await createHost({
    home,
    appRoot: home,
    roots: [{ kind: 'package', path: syntheticFolder, label: 'synthetic' }],
    recordingsFolder,
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
      return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text };
    },
  };
}

/** Connects one of the synthetic devices and starts it. @returns its id. */
export async function startSynthetic({ ask }: TestServer, kind: string): Promise<string> {
  const { body: outcome } = await ask('POST', '/search', { driverId: 'synthetic' });
  const found = outcome.devices.find(({ title }: { title: string }) => title.toLowerCase().includes(kind));
  const { body: device } = await ask('POST', '/devices', { foundId: found.foundId });
  await ask('POST', `/devices/${device.deviceId}/start`);
  return device.deviceId;
}

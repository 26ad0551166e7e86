/** The server and the studio that `modlink start` brings up beside the live view. */
import { randomBytes } from 'node:crypto';
import { access } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Host } from '@modlink/host';
import { isModlinkError } from '@modlink/sdk';
import type { ModlinkServer, PackageSources, ServerOptions } from '@modlink/server';
import { InvalidArgumentError } from 'commander';

/** What the options of a command say about the server. */
export interface ServerChoice {
  readonly address?: string | undefined;
  readonly port?: number | undefined;
  readonly token?: string | undefined;
  /** What may be installed from the studio. */
  readonly packages?: PackageSources | undefined;
}

export interface OpenServer {
  readonly server: ModlinkServer;
  /** What others in the network have to show; absent where only this machine reaches the server. */
  readonly token: string | undefined;
}

/**
 * Serves a host. Where no port was asked for and the usual one is taken, it takes another; where others in the network can
 * reach it and no token was given, it makes one.
 * @throws {ServerError}
 */
export async function openServer(host: Host, choice: ServerChoice): Promise<OpenServer> {
  const { address, port, token, packages: packageSources } = choice;
  // Other commands do not wait for it to load.
  const { startServer } = await import('@modlink/server');
  const studio = { studioFolder: await studioFolder(), packageSources };
  const options: ServerOptions = { address, port, token, ...studio };
  try {
    return { server: await startServer(host, options), token };
  } catch (error) {
    if (!isModlinkError(error)) throw error;
    if (error.code === 'TOKEN_REQUIRED') {
      return openServer(host, { ...choice, token: randomBytes(12).toString('base64url') });
    }
    if (error.code !== 'ADDRESS_IN_USE' || port !== undefined) throw error;
    return openServer(host, { ...choice, port: 0 });
  }
}

/** Shows the studio in the browser of whoever sits here. Where there is none, the address is on the screen all the same. */
export async function showStudio({ server }: OpenServer): Promise<void> {
  if (process.platform === 'linux' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) return;
  const { default: openInBrowser } = await import('open');
  await openInBrowser(server.url).catch(() => undefined);
}

/** For an option: a port. */
export function parsePort(text: string): number {
  const port = Number(text);
  if (/^\d{1,5}$/.test(text) && port <= 65_535) return port;
  throw new InvalidArgumentError('A port is a number from 0 to 65535; 0 takes any that is free.');
}

/** Where the built studio is; without it the server has the API alone. */
async function studioFolder(): Promise<string | undefined> {
  const manifest = createRequire(import.meta.url).resolve('@modlink/studio/package.json');
  const folder = join(dirname(manifest), 'dist');
  return access(join(folder, 'index.html')).then(
    () => folder,
    () => undefined,
  );
}

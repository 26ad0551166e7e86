/** The composition root: a host on one side, an address on the other. */
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import type { Host } from '@modlink/host';
import type { Unsubscribe } from '@modlink/sdk';
import { createApp } from './app.js';
import { EventLog } from './events/event-log.js';
import { HostWatch } from './events/host-watch.js';
import { LiveLog } from './events/live-log.js';
import { createHandlers } from './handlers/create-handlers.js';
import { sweepImports } from './handlers/import-folder.js';
import { RequestGuard } from './security/request-guard.js';
import { ServerError } from './server-error.js';
import { resolveServerOptions, type ServerOptions } from './server-options.js';

const { version } = createRequire(import.meta.url)('../package.json') as { version: string };

/** A running server. */
export interface ModlinkServer extends AsyncDisposable {
  /** Where it is reached: `http://127.0.0.1:7788`. */
  readonly url: string;
  readonly port: number;
  /** Ends connections, replays, exports and imports. The host goes on. */
  close(): Promise<void>;
}

/**
 * Serves a host.
 *
 * ```ts
 * await using host = await createHost({ transports: { serial: '@modlink/transport-serial' } });
 * await using server = await startServer(host, { port: 7788 });
 * console.log(server.url);
 * ```
 * @throws {ServerError} `INVALID_OPTIONS`, `TOKEN_REQUIRED`, `ADDRESS_IN_USE`, `ADDRESS_NOT_AVAILABLE`
 */
export async function startServer(host: Host, options: ServerOptions = {}): Promise<ModlinkServer> {
  const resolved = resolveServerOptions(options);
  await sweepImports(host.recordings.folder);
  // What is plugged in and pulled out is looked at while somebody wants to know.
  let endDeviceWatch: Unsubscribe | undefined;
  const events = new EventLog((isListening) => {
    endDeviceWatch?.();
    endDeviceWatch = isListening ? host.watchDevices() : undefined;
  });
  const log = new LiveLog();
  const watch = new HostWatch(host, events, log);
  const {
    handlers,
    busOf,
    close: closeHandlers,
  } = createHandlers({
    host,
    events,
    log,
    watch,
    version,
    token: resolved.token,
    importLimitBytes: resolved.importLimitBytes,
    packageSources: resolved.packageSources,
  });
  const app = await createApp({
    host,
    options: resolved,
    version,
    guard: new RequestGuard(resolved),
    handlers,
    events,
    log,
    busOf,
  });
  const close = async (): Promise<void> => {
    watch.close();
    events.close();
    await app.close();
    await closeHandlers();
  };
  try {
    await app.listen({ host: resolved.address, port: resolved.port });
  } catch (error) {
    await close();
    throw listenError(error, resolved);
  }
  const { port } = app.server.address() as AddressInfo;
  const name = resolved.address.includes(':') ? `[${resolved.address}]` : resolved.address;
  let closing: Promise<void> | undefined;
  const closeOnce = (): Promise<void> => {
    closing ??= close();
    return closing;
  };
  return { url: `http://${name}:${port}`, port, close: closeOnce, [Symbol.asyncDispose]: closeOnce };
}

function listenError(
  cause: unknown,
  { address, port }: { readonly address: string; readonly port: number },
): unknown {
  const { code } = cause as NodeJS.ErrnoException;
  if (code === 'EADDRINUSE') {
    return new ServerError(
      'ADDRESS_IN_USE',
      `Port ${port} of ${address} is taken, perhaps by another ModLink. Stop that one, or choose another port.`,
      { cause },
    );
  }
  if (code === 'EADDRNOTAVAIL' || code === 'EACCES' || code === 'ENOTFOUND') {
    return new ServerError(
      'ADDRESS_NOT_AVAILABLE',
      `The server cannot listen at ${address}, port ${port} (${code}). Use an address of this machine and a port above 1023.`,
      { cause },
    );
  }
  return cause;
}

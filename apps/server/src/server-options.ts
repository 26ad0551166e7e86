import { z } from 'zod';
import { ServerError } from './server-error.js';

/**
 * Which packages may be installed over the API: none, those of the registry, or also tarballs, folders and URLs that a
 * request names. Whoever may call the API runs code on this machine with the last one, and code of the registry with the
 * one before.
 */
export const packageSources = ['none', 'registry', 'any'] as const;
export type PackageSources = (typeof packageSources)[number];

export interface ServerOptions {
  /** The address to listen at. `127.0.0.1`, this machine only, when absent. */
  readonly address?: string | undefined;
  /** 7788 when absent; 0 takes any that is free. */
  readonly port?: number | undefined;
  /**
   * What clients must show, as `Authorization: Bearer <token>` or in the first WebSocket message. Required at any address
   * but this machine's own.
   */
  readonly token?: string | undefined;
  /**
   * Names under which browsers may reach the server, besides `localhost`, loopback addresses and the address itself: the
   * name of the machine in its network. Others are refused, since a web page elsewhere could have its name point here.
   */
  readonly allowedHosts?: readonly string[] | undefined;
  /** Origins of web pages that may call, besides the server's own: `https://lab.example`. */
  readonly allowedOrigins?: readonly string[] | undefined;
  /** Which driver packages may be installed over the API; see {@link PackageSources}. `registry` when absent. */
  readonly packageSources?: PackageSources | undefined;
  /** The built studio, to be served at `/`. */
  readonly studioFolder?: string | undefined;
  /** Bytes of frames that may wait for one client before the oldest go. 8 MiB when absent. */
  readonly clientQueueBytes?: number | undefined;
  /** The largest file that clients may send to be imported. 8 GiB when absent. */
  readonly importLimitBytes?: number | undefined;
}

export interface ResolvedServerOptions {
  readonly address: string;
  readonly port: number;
  readonly token: string | undefined;
  readonly allowedHosts: readonly string[];
  readonly allowedOrigins: readonly string[];
  readonly packageSources: PackageSources;
  readonly studioFolder: string | undefined;
  readonly clientQueueBytes: number;
  readonly importLimitBytes: number;
}

const schema = z.strictObject({
  address: z.string().min(1).default('127.0.0.1'),
  port: z.int().min(0).max(65_535).default(7788),
  token: z.string().min(16, 'a token has 16 characters at least').max(1_000).optional(),
  allowedHosts: z.array(z.string().min(1)).default([]),
  allowedOrigins: z.array(z.url()).default([]),
  packageSources: z.enum(packageSources).default('registry'),
  studioFolder: z.string().min(1).optional(),
  clientQueueBytes: z
    .int()
    .positive()
    .default(8 * 1024 * 1024),
  importLimitBytes: z
    .int()
    .positive()
    .default(8 * 1024 * 1024 * 1024),
});

/** @throws {ServerError} `INVALID_OPTIONS`, `TOKEN_REQUIRED` */
export function resolveServerOptions(options: ServerOptions): ResolvedServerOptions {
  const parsed = schema.safeParse(options);
  if (!parsed.success) {
    const problems = parsed.error.issues.map(
      ({ path, message }) => `${path.join('.') || 'options'}: ${message}`,
    );
    throw new ServerError(
      'INVALID_OPTIONS',
      `The options of the server are not valid: ${problems.join('; ')}.`,
      {
        cause: parsed.error,
      },
    );
  }
  const { token, studioFolder, ...given } = parsed.data;
  if (token === undefined && !isLoopback(given.address)) {
    throw new ServerError(
      'TOKEN_REQUIRED',
      `At ${given.address} others in the network could reach the devices of this machine. Give a token that clients must show, or ` +
        'listen at 127.0.0.1.',
    );
  }
  return {
    ...given,
    token,
    studioFolder,
    allowedOrigins: given.allowedOrigins.map((each) => new URL(each).origin),
  };
}

/** Whether an address or host name is this machine's own, by RFC 1122 (3.2.1.3), RFC 4291 (2.5.3) and RFC 6761 (6.3). */
export function isLoopback(host: string): boolean {
  const name = host.replace(/^\[|\]$/g, '').toLowerCase();
  return (
    name === 'localhost' || name.endsWith('.localhost') || name === '::1' || /^127(\.\d{1,3}){3}$/.test(name)
  );
}

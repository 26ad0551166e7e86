/**
 * What keeps web pages and strangers away from the devices:
 *
 * - Host: only names that are ours. A page of another site whose name was made to point here (DNS rebinding) has its own.
 * - Origin: only pages that we serve or that are allowed. Browsers send it with every cross-site WebSocket and write.
 * - Token: where one is set, every request to the API shows it.
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { ServerError } from '../server-error.js';
import { isLoopback, type ResolvedServerOptions } from '../server-options.js';

export class RequestGuard {
  readonly #hosts: ReadonlySet<string>;
  readonly #origins: ReadonlySet<string>;
  readonly #tokenDigest: Buffer | undefined;

  constructor({ address, allowedHosts, allowedOrigins, token }: ResolvedServerOptions) {
    this.#hosts = new Set([address, ...allowedHosts].map((each) => each.toLowerCase()));
    this.#origins = new Set(allowedOrigins);
    this.#tokenDigest = token === undefined ? undefined : digest(token);
  }

  /** @throws {ServerError} `FORBIDDEN_HOST`, `FORBIDDEN_ORIGIN` */
  checkSource({ headers }: FastifyRequest): void {
    const host = headers.host ?? '';
    const name = hostName(host);
    if (name === undefined || !(isLoopback(name) || this.#hosts.has(name))) {
      throw new ServerError(
        'FORBIDDEN_HOST',
        'This server does not answer under the name of this request. Use localhost or its address, or add the name to the ' +
          'allowed hosts.',
      );
    }
    const { origin } = headers;
    // Navigations and programs send none; then the browser tells whether another site asked.
    const isForeign =
      origin === undefined
        ? headers['sec-fetch-site'] === 'cross-site'
        : origin !== `http://${host}` && origin !== `https://${host}` && !this.#origins.has(origin);
    if (isForeign) {
      throw new ServerError(
        'FORBIDDEN_ORIGIN',
        'Pages of other sites may not call this server. Open its own address, or add the site to the allowed origins.',
      );
    }
  }

  get needsToken(): boolean {
    return this.#tokenDigest !== undefined;
  }

  /** Whether a request shows the token, or none is needed. */
  isAuthorized({ headers }: FastifyRequest): boolean {
    return this.isToken(/^Bearer (.+)$/i.exec(headers.authorization ?? '')?.[1]);
  }

  /** Whether this is the token, or none is needed. Takes as long for a wrong one as for the right one. */
  isToken(token: string | undefined): boolean {
    if (this.#tokenDigest === undefined) return true;
    return token !== undefined && timingSafeEqual(digest(token), this.#tokenDigest);
  }

  /** @throws {ServerError} `UNAUTHORIZED` */
  requireToken(request: FastifyRequest): void {
    if (!this.isAuthorized(request)) throw unauthorized();
  }
}

export function unauthorized(): ServerError {
  return new ServerError(
    'UNAUTHORIZED',
    'The token is missing or wrong. Send it as "Authorization: Bearer <token>", or as the first message of a WebSocket.',
  );
}

/** Of one length whatever the token's, as the comparison needs it. */
const digest = (token: string): Buffer => createHash('sha256').update(token).digest();

/** `name` of `name:port`, without the brackets of an IPv6 address. */
function hostName(host: string): string | undefined {
  const match = /^(?:\[([0-9a-f:.]+)\]|([^:[\]/@\s]+))(?::\d{1,5})?$/i.exec(host);
  return (match?.[1] ?? match?.[2])?.toLowerCase();
}
